package dev.sessionctl.storage;

import java.io.IOException;

/**
 * A store could not be read or changed. The message is one line that says what, where and what to do; the
 * command line maps each subclass to an exit code.
 */
public class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
