package dev.sessionctl.storage;

/** A lock was not obtained in time, or a live owner forbids the change; the message names the holder. */
public class LockedException extends StoreException {
  private static final long serialVersionUID = 1L;

  public LockedException(String message) {
    super(message);
  }
}
