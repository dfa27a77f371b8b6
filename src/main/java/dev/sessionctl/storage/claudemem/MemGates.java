package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decides whether a database may be written now. Beside a worker only when that waits for locks (13.11 on); never when
 * a process has lost its lock. In doubt it may not; what is in doubt an operator may decide with {@code
 * --assume-offline} or {@code --gateway-version}, against what is certain he may not.
 */
record MemGates(Path database, Environment environment) {

  /** The product takes an older one for left over (13.15). */
  private static final long SPAWN_LOCK_MILLIS = TimeUnit.SECONDS.toMillis(90);

  /** Whether anything may be written, beside the worker too. */
  Gate change(GateOptions options) throws StoreException {
    Gate place = place(options);
    if (!place.isOpen()) {
      return place;
    }
    try {
      DatabaseFile file = DatabaseFile.of(database);
      if (!file.isWal() || file.journal() != null) {
        return Gate.unsupported(database + " does not keep a write-ahead log, as every known release makes it do; start"
            + " the worker once, which mends that");
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", database, e);
    }
    return owners(options);
  }

  private Gate place(GateOptions options) throws StoreException {
    try {
      return environment.fileSystems().isRemote(database) && !options.assumeOffline()
          ? Gate.owned(database + " is on a " + environment.fileSystems().type(database)
              + " file system, where SQLite's locks do not hold and a worker on another host cannot be seen; say"
              + " --assume-offline if there is none")
          : Gate.OPEN;
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", database, e);
    }
  }

  private Gate owners(GateOptions options) throws StoreException {
    DatabaseLocks locks = DatabaseLocks.of(database);
    if (locks.isLost()) {
      return Gate.owned("process " + locks.log() + " has " + database + " open and has lost its lock on it (a worker in"
          + " its first run after an upgrade does): writing now would remove its log; restart the worker first");
    }
    if (locks.exclusive() >= 0) {
      return Gate.owned("process " + locks.exclusive() + " holds " + database + " exclusively");
    }
    return locks.isOpen() ? beside(locks.main() >= 0 ? locks.main() : locks.log(), options) : alone(options);
  }

  private Gate beside(long pid, GateOptions options) {
    String release = WorkerRelease.of(pid, database);
    String who = pid == 0 ? "a process in another container" : "process " + pid;
    if (release == null && options.gatewayVersion() == null) {
      return Gate.owned(who + " has " + database + " open and does not say which release of claude-mem it is; stop it,"
          + " or state its release with --gateway-version");
    }
    String known = release == null ? options.gatewayVersion() : release;
    return WorkerRelease.isPatient(known) ? Gate.OPEN : Gate.owned("the worker (" + who + ", claude-mem " + known
        + ") does not wait for locks and would drop what it has to write; stop it first");
  }

  /** Which release runs here: what its worker says itself, else what the operator states, or null. */
  String release(GateOptions options) throws StoreException {
    DatabaseLocks locks = DatabaseLocks.of(database);
    String said = locks.isOpen() ? WorkerRelease.of(locks.main() >= 0 ? locks.main() : locks.log(), database) : null;
    return said == null ? options.gatewayVersion() : said;
  }

  /** Nobody has the database open; somebody may be about to. */
  private Gate alone(GateOptions options) throws StoreException {
    for (LockView view : new Worker(database, environment).locks()) {
      String name = String.valueOf(view.path().getFileName());
      if (name.equals(Worker.SPAWN_LOCK) && isRecent(view.path())) {
        return Gate.owned("somebody is starting the worker now (" + view.path() + "); try again in a minute");
      }
      if (name.equals(Worker.PID_FILE) && !options.assumeOffline()
          && (view.verdict() == LockVerdict.LIVE || view.verdict() == LockVerdict.UNKNOWN)) {
        Gate gate = beside(view.pid(), options);
        if (!gate.isOpen()) {
          return Gate.owned(view.path() + " names process " + view.pid() + " as the worker, which does not have"
              + " the database open; say --assume-offline if it is none");
        }
      }
    }
    return Gate.OPEN;
  }

  private boolean isRecent(Path file) throws StoreException {
    try {
      FileIdentity identity = FileIdentity.ofNullable(file);
      return identity != null
          && environment.now() - TimeUnit.NANOSECONDS.toMillis(identity.modifiedNanos()) < SPAWN_LOCK_MILLIS;
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", file, e);
    }
  }

  /**
   * Whether nobody has the database open or is about to: for what cannot be done beside anybody. What it holds does not
   * matter then; it may be damaged, or not there.
   */
  Gate closed(GateOptions options) throws StoreException {
    Gate place = place(options);
    if (!place.isOpen()) {
      return place;
    }
    if (!Files.exists(database, LinkOption.NOFOLLOW_LINKS)) {
      return alone(options);
    }
    Gate gate = owners(options);
    return gate.isOpen() && isOpen() ? Gate.owned("process " + DatabaseLocks.of(database).main() + " has " + database
        + " open; stop the worker first") : gate;
  }

  /** Whether somebody has the database open. */
  boolean isOpen() throws StoreException {
    return DatabaseLocks.of(database).isOpen();
  }

  /** What changes when a worker comes or goes, without a look at the database. */
  List<FileIdentity> arrivals() throws IOException {
    List<FileIdentity> files = new ArrayList<>();
    for (String name : List.of(Worker.PID_FILE, "supervisor.json", Worker.SPAWN_LOCK)) {
      files.add(FileIdentity.ofNullable(database.resolveSibling(name)));
    }
    return files;
  }
}
