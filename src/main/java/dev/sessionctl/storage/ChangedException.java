package dev.sessionctl.storage;

/** The store changed between plan and apply; nothing was done. */
public class ChangedException extends StoreException {
  private static final long serialVersionUID = 1L;

  public ChangedException(String message) {
    super(message);
  }
}
