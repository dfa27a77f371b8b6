package dev.sessionctl.storage;

/** The store was written by a release whose format is not known here. */
public class UnsupportedVersionException extends StoreException {
  private static final long serialVersionUID = 1L;

  public UnsupportedVersionException(String message) {
    super(message);
  }
}
