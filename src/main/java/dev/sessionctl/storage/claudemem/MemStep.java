package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Something that a change does besides taking rows out; done or not done, alone, and done again it does nothing. */
interface MemStep {

  /**
   * What steps need.
   *
   * @param database the database
   * @param beside whether somebody may want to write it meanwhile
   * @param trash where originals go
   * @param notices takes what an operator should know afterwards
   */
  record Tools(Path database, boolean beside, Environment environment, ApplyContext context, TrashWriter trash,
      List<String> notices) {}

  PlanItem item();

  /** Bytes that lie in the trash afterwards instead of beside the database. */
  default long bytesAside() {
    return 0;
  }

  /** Does it; gives why it was not done, or null. */
  String run(Tools tools) throws IOException;
}
