package dev.sessionctl.cli;

import java.io.IOException;

/** Standard output does not take what is written to it. */
final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  OutputException(IOException cause) {
    super("cannot write to standard output: " + cause.getMessage(), cause);
  }

  /** Whether the reader went away, as {@code head} does; that is nobody's fault. */
  boolean isBrokenPipe() {
    String reason = getCause().getMessage();
    return reason != null && (reason.contains("Broken pipe") || reason.contains("EPIPE"));
  }
}
