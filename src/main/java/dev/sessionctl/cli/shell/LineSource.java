package dev.sessionctl.cli.shell;

import java.io.IOException;

/** Where the lines of a shell come from. */
interface LineSource extends AutoCloseable {

  /**
   * The next line, whole: what was open has been closed. An empty one when it was given up with Ctrl-C.
   *
   * @return null at the end
   */
  String next(String prompt) throws IOException;

  /** The number of the first line of what {@link #next} gave last, from 1; 0 where people type. */
  int number();

  @Override
  void close();
}
