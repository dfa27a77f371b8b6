package dev.sessionctl.storage.files;

import dev.sessionctl.storage.LockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What keeps others from writing one session's files while they are changed; closed as soon as they are. */
public interface SessionHold extends AutoCloseable {

  /** Where the product takes no lock: everything rests on comparing identities. */
  SessionHold NONE = () -> { };

  /**
   * Proves that the hold is still ours, right before the store is changed.
   *
   * @throws LockedException when it is not
   */
  default void ensureHeld() throws IOException {}

  /** Gives the session free. */
  @Override
  void close() throws IOException;

  /** How a format takes hold of a session. */
  @FunctionalInterface
  interface Taker {
    /** Never waits, never refuses. */
    Taker NONE = (key, files, wait) -> SessionHold.NONE;

    /**
     * Takes hold of one session.
     *
     * @param key the session, or null for files that belong to none
     * @param files the files that are about to be changed
     * @param wait how long to wait at most
     * @throws LockedException when it is in use; the message says by whom or what, and it is left alone
     */
    SessionHold take(String key, List<Path> files, Duration wait) throws IOException;
  }
}
