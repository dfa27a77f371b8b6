package dev.sessionctl.storage;

/** There is no store at that place, or none of the asked format. */
public class NoStoreException extends StoreException {
  private static final long serialVersionUID = 1L;

  public NoStoreException(String message) {
    super(message);
  }
}
