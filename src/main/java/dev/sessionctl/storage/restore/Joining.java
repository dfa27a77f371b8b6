package dev.sessionctl.storage.restore;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Puts a file from the trash together with what took its place meanwhile: the lines of a log, for example. Done twice
 * it must give the same.
 */
public interface Joining {

  /** Writes what both say together. */
  void write(Path kept, Path present, OutputStream out) throws IOException;

  /**
   * Called once the result stands in place, without a hold.
   *
   * @param former what stood there, by its name in the trash; a process that had it open may still write to it
   * @param bytes its size when it was set aside
   */
  default void lookAfter(Path former, long bytes, Path place) throws IOException {}
}
