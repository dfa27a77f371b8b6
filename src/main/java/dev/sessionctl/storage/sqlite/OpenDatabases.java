package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which databases this process has open through SQLite. POSIX locks belong to a process: closing any other descriptor
 * of a database, or of its {@code -shm}, drops the locks that SQLite believes to hold, and the next writer destroys
 * what was committed (SQLite, "How To Corrupt An SQLite Database File", 2.2). So whoever opens such a file by other
 * means does that through {@link #plainly}, which refuses while there is a connection. Safe for several threads.
 */
public final class OpenDatabases {

  private static final Map<Key, Integer> CONNECTIONS = new HashMap<>();
  private static final Set<Key> ABANDONED = new HashSet<>();

  private OpenDatabases() {}

  /** A file whatever its names are. */
  private record Key(long device, long inode) {
    static Key of(Path path) throws IOException {
      FileIdentity identity = FileIdentity.of(path.toRealPath());
      return new Key(identity.device(), identity.inode());
    }
  }

  /** Something done with a database's files without SQLite. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }

  /**
   * Does something that opens and closes a database file, or its {@code -shm}, without SQLite.
   *
   * @param database the database itself
   * @throws IllegalStateException when this process has it open through SQLite
   * @throws LockedException when it has it open until it ends
   */
  public static <T> T plainly(Path database, Action<T> action) throws IOException {
    synchronized (CONNECTIONS) {
      if (!ABANDONED.isEmpty() && isAmong(ABANDONED, database)) {
        throw new LockedException("a process that has " + database + " open lost its lock on it while it was written"
            + " here; restart that process, the worker probably, and this program too");
      }
      if (!CONNECTIONS.isEmpty() && isAmong(CONNECTIONS.keySet(), database)) {
        throw new IllegalStateException(database + " is open through SQLite in this process");
      }
      return action.run();
    }
  }

  private static boolean isAmong(Set<Key> keys, Path database) throws IOException {
    try {
      return keys.contains(Key.of(database));
    } catch (NoSuchFileException e) {
      // Whatever the action does about it, there can be no connection to it.
      return false;
    }
  }

  /** Whether this process has a database open through one connection and no more. */
  static boolean isOnlyConnection(Path database) throws IOException {
    synchronized (CONNECTIONS) {
      return Integer.valueOf(1).equals(CONNECTIONS.get(Key.of(database)));
    }
  }

  /** Announces that a connection stays open until this process ends. */
  static void abandon(Path database) {
    synchronized (CONNECTIONS) {
      try {
        ABANDONED.add(Key.of(database));
      } catch (IOException e) {
        // It has gone, and whatever has its name now is another one.
        return;
      }
    }
  }

  /** Announces a connection; to be closed after the connection was. */
  static Registration register(Path database) throws IOException {
    Key key = Key.of(database);
    synchronized (CONNECTIONS) {
      CONNECTIONS.merge(key, 1, Integer::sum);
    }
    return () -> {
      synchronized (CONNECTIONS) {
        CONNECTIONS.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
      }
    };
  }

  /** One connection. */
  @FunctionalInterface
  interface Registration {
    void close();
  }
}
