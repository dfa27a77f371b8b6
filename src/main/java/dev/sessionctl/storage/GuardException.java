package dev.sessionctl.storage;

/** A guard rail stopped the plan before its first change. */
public class GuardException extends StoreException {
  private static final long serialVersionUID = 1L;

  public GuardException(String message) {
    super(message);
  }
}
