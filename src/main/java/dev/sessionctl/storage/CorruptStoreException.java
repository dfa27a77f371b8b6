package dev.sessionctl.storage;

/** What is on disk is not what the format says; it is left exactly as it is. */
public class CorruptStoreException extends StoreException {
  private static final long serialVersionUID = 1L;

  public CorruptStoreException(String message) {
    super(message);
  }
}
