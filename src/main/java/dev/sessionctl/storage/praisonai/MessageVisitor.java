package dev.sessionctl.storage.praisonai;

import java.io.IOException;

/** Receives the messages of a session, in their order. */
@FunctionalInterface
interface MessageVisitor {

  /** A reading begins; a file that changed meanwhile is read again from its beginning. */
  default void begin() {}

  /**
   * A message.
   *
   * @param archived whether it is in the archive and no longer in the window
   * @param index its position there, from 0
   * @param message the same object at every call
   */
  void message(boolean archived, long index, MessageFields message) throws IOException;
}
