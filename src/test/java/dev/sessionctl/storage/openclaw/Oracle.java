package dev.sessionctl.storage.openclaw;

import java.io.IOException;

/** What may be found of a store at any moment of a change, and what must be found at its end. */
interface Oracle {

  /** Old or new, never a third state; nothing lost. */
  void check() throws IOException;

  /** The store is as before the change. */
  void checkUnchanged() throws IOException;

  /** The change is complete, and nothing but what should stay is left of it. */
  void checkDone() throws IOException;
}
