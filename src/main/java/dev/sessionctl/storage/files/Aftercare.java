package dev.sessionctl.storage.files;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Path;

/** Looks after what a product that takes no locks wrote at the moment when a file of its was changed. */
@FunctionalInterface
public interface Aftercare {

  /** For products whose locks keep that from happening. */
  Aftercare NONE = (kept, before, place, tools) -> null;

  /**
   * Called once everything is done, without a hold.
   *
   * @param kept the original by its name in the trash; a process that had it open may still write to it
   * @param before its identity before it was replaced or moved
   * @param place where it stood; another file stands there now if it was replaced
   * @return what an operator should know, or null
   */
  String look(TrashedFile kept, FileIdentity before, Path place, FileStep.Tools tools) throws IOException;
}
