package dev.sessionctl.storage.backup;

import java.io.IOException;

/** The backup itself cannot be written; whatever else fails concerns one file of a store. */
final class TargetException extends IOException {

  private static final long serialVersionUID = 1L;

  TargetException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** What failed. */
  IOException failure() {
    return (IOException) getCause();
  }
}
