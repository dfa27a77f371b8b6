package dev.sessionctl.plan;

import java.io.IOException;

/** The operator declined, or had to be asked and could not be. */
public class NotConfirmedException extends IOException {
  private static final long serialVersionUID = 1L;

  public NotConfirmedException(String message) {
    super(message);
  }
}
