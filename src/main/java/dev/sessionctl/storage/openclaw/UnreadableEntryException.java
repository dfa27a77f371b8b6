package dev.sessionctl.storage.openclaw;

import java.io.IOException;

/** One file of a {@code sessions.d} cannot be read as an entry; the message says why, without the path. */
final class UnreadableEntryException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableEntryException(String message) {
    super(message);
  }
}
