package dev.sessionctl.storage;

/** This format does not allow that change; the message names what to use instead. */
public class UnsupportedChangeException extends StoreException {
  private static final long serialVersionUID = 1L;

  public UnsupportedChangeException(String message) {
    super(message);
  }
}
