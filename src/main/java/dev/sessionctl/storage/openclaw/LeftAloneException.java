package dev.sessionctl.storage.openclaw;

import java.io.IOException;

/** Thrown when something must be left as it is after all; the message is the reason, for the report. */
final class LeftAloneException extends IOException {
  private static final long serialVersionUID = 1L;

  LeftAloneException(String reason) {
    super(reason);
  }
}
