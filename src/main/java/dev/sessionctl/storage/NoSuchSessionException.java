package dev.sessionctl.storage;

/** The store has no session with that key. */
public class NoSuchSessionException extends StoreException {
  private static final long serialVersionUID = 1L;

  public NoSuchSessionException(String message) {
    super(message);
  }
}
