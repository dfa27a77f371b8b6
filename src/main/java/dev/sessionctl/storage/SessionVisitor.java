package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Receives the sessions of a scan, one at a time, on the thread that scans. */
public interface SessionVisitor {

  void session(Session session) throws IOException;

  /**
   * Something that could not be read, so that the scan is not complete.
   *
   * @param path the file
   * @param message what is wrong, one line without the path
   */
  void problem(Path path, String message) throws IOException;
}
