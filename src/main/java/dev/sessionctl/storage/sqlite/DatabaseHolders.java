package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The processes that have a database open, by SQLite's own locks, as owners and as locks of a store.
 *
 * @param database the database
 * @param environment where processes are looked up
 * @param name what to call a process that was found
 */
public record DatabaseHolders(Path database, Environment environment, Function<ProcessInfo, String> name) {

  private static final int LONGEST_NAME = 60;

  /** Calls processes by their command lines. */
  public static String command(ProcessInfo process) {
    String command = process.commandLine();
    return command.isBlank() ? "a process"
        : command.length() > LONGEST_NAME ? command.substring(0, LONGEST_NAME) + "…" : command;
  }

  /**
   * Adds them to owners by their process.
   *
   * @throws StoreException when the locks cannot be asked for
   */
  public void addOwners(Map<Long, Owner> owners) throws StoreException {
    DatabaseLocks locks = DatabaseLocks.of(database);
    add(owners, locks.main(), "has the database open: it holds SQLite's lock on it");
    add(owners, locks.log(), locks.isLost() ? "has the database open and has lost its lock on it"
        : "has the log of the database open");
  }

  private void add(Map<Long, Owner> owners, long pid, String evidence) {
    if (pid >= 0) {
      owners.putIfAbsent(shown(pid), new Owner(shown(pid), what(pid), evidence));
    }
  }

  private static long shown(long pid) {
    return pid == 0 ? -1 : pid;
  }

  private String what(long pid) {
    return pid == 0 ? "a process in another container"
        : environment.processes().find(pid).map(name).orElse("a process");
  }

  /**
   * The locks that are held.
   *
   * @throws StoreException when they cannot be asked for
   */
  public List<LockView> locks() throws StoreException {
    List<LockView> views = new ArrayList<>();
    DatabaseLocks locks = DatabaseLocks.of(database);
    if (locks.main() >= 0) {
      views.add(view(database, locks.main(), "SQLite's shared lock"));
    }
    if (locks.log() >= 0) {
      views.add(view(DatabaseFile.beside(database, "-shm"), locks.log(),
          locks.isLost() ? "the log is open, and SQLite's lock on the database is lost" : "the log is open"));
    }
    return views;
  }

  private LockView view(Path file, long pid, String how) {
    return new LockView(file, database, shown(pid), Session.UNKNOWN, LockVerdict.LIVE, what(pid) + ": " + how);
  }
}
