package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CorruptStoreException;

/** An index that OpenClaw would take for an empty store, with the way in which it is damaged. */
final class CorruptIndexException extends CorruptStoreException {
  private static final long serialVersionUID = 1L;

  private final Flaw flaw;

  CorruptIndexException(Flaw flaw, String message) {
    super(message);
    this.flaw = flaw;
  }

  Flaw flaw() {
    return flaw;
  }
}
