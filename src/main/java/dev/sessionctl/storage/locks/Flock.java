package dev.sessionctl.storage.locks;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.KernelLock;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.Ownership;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.system.NativeFlock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock file of {@code flock(2)} as PraisonAI uses it ({@code FileLock} in {@code praisonaiagents/session/store.py},
 * 1.7.0): opened, locked without blocking, and tried again every 50 ms; never removed.
 *
 * <pre>
 * try (Flock lock = Flock.take(file, wait, Pause.SLEEP, environment)) {
 *   lock.ensureHeld();   // right before the rename
 * }
 * </pre>
 *
 * <p>After the lock was obtained the path must still lead to the locked file, since releases until 0.6.4 and careless
 * cleaners remove it; otherwise it is opened again. The kernel gives a lock back when its holder dies, so none goes
 * stale. Because the product polls and gives up after 5 s, a lock must be held for milliseconds, and {@link #take}
 * leaves a lock that this process gave back alone for {@link #GAP_MILLIS}. Not re-entrant: each taking excludes every
 * other, in this process too. Means nothing on network file systems.
 */
public final class Flock implements AutoCloseable {

  /** How often the product tries, and we do. */
  static final long POLL_MILLIS = 50;

  /** Longer than the product sleeps between two attempts, so that one that waits gets its turn. */
  static final long GAP_MILLIS = 60;

  private static final int MOST_REMEMBERED = 4096;

  /** When this process gave a lock back, in nanoseconds of its own clock. */
  private static final Map<Path, Long> RELEASED = new ConcurrentHashMap<>();

  private final Path path;
  private final NativeFlock lock;

  private Flock(Path path, NativeFlock lock) {
    this.path = path;
    this.lock = lock;
  }

  /** How a wait passes time, so that tests need not. */
  @FunctionalInterface
  public interface Pause {
    /** Really sleeps. */
    Pause SLEEP = Thread::sleep;

    /** Returns after about that many milliseconds. */
    void sleep(long millis) throws InterruptedException;
  }

  /**
   * Takes a lock; its file is created when it is not there, mode 0666 less the umask, owned by the owner of its
   * directory.
   *
   * @param path the lock file, absolute; its directory must exist
   * @param wait how long to wait in all; zero tries once
   * @throws LockedException when it was not obtained; names the holder where that can be seen
   * @throws StorageIoException when what stands there cannot be locked
   */
  public static Flock take(Path path, Duration wait, Pause pause, Environment environment) throws StoreException {
    try {
      leaveGap(path, pause);
      long waited = 0;
      while (true) {
        NativeFlock lock = attempt(path);
        if (lock != null) {
          return new Flock(path, lock);
        }
        if (waited >= wait.toMillis()) {
          throw new LockedException("the lock " + path + " is held" + holder(path, environment) + "; waited "
              + waited + " ms");
        }
        pause.sleep(POLL_MILLIS);
        waited += POLL_MILLIS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LockedException("interrupted while waiting for " + path);
    } catch (IOException e) {
      throw StorageIoException.wrap("lock", path, e);
    } catch (LinkageError e) {
      throw new StorageIoException("cannot take flock(2) on this machine: " + e.getMessage(), e);
    }
  }

  /** One attempt; null when somebody holds it, or it was replaced meanwhile. */
  private static NativeFlock attempt(Path path) throws IOException {
    create(path);
    NativeFlock lock;
    try {
      // A link or a pipe must not even be opened.
      if (!FileStat.of(path).isRegularFile()) {
        throw new StoreException(path + " is no regular file; no process gets this lock; move it away");
      }
      lock = NativeFlock.tryLock(path);
    } catch (NoSuchFileException e) {
      return null;
    }
    boolean same = false;
    try {
      same = lock != null && lock.isOn(path);
      return same ? lock : null;
    } finally {
      if (lock != null && !same) {
        lock.close();
      }
    }
  }

  private static void create(Path path) throws IOException {
    if (FileIdentity.ofNullable(path) != null) {
      return;
    }
    FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))
        .close();
    Ownership.ofDirectory(path.getParent()).giveTo(path);
  }

  private static void leaveGap(Path path, Pause pause) throws InterruptedException {
    Long released = RELEASED.get(path);
    long past = released == null ? GAP_MILLIS : (System.nanoTime() - released) / 1_000_000;
    if (past < GAP_MILLIS) {
      pause.sleep(GAP_MILLIS - past);
    }
  }

  private static String holder(Path path, Environment environment) throws IOException {
    FileIdentity file = FileIdentity.ofNullable(path);
    for (KernelLock lock : environment.processes().fileLocks()) {
      if (file != null && lock.kind().equals(KernelLock.FLOCK) && lock.isOn(file) && lock.pid() > 0) {
        String command = environment.processes().find(lock.pid()).map(ProcessInfo::commandLine).orElse("");
        return " by process " + lock.pid() + (command.isEmpty() ? "" : " (" + command + ")");
      }
    }
    return "";
  }

  /** The lock file. */
  public Path path() {
    return path;
  }

  /**
   * Proves the lock.
   *
   * @throws ChangedException when another file stands at its path by now, so that it excludes nobody
   */
  public void ensureHeld() throws StoreException {
    try {
      if (!lock.isOn(path)) {
        throw new ChangedException("the lock " + path + " was replaced while it was held");
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("look at", path, e);
    }
  }

  @Override
  public void close() {
    lock.close();
    if (RELEASED.size() >= MOST_REMEMBERED) {
      long now = System.nanoTime();
      RELEASED.values().removeIf(at -> now - at > GAP_MILLIS * 1_000_000);
    }
    RELEASED.put(path, System.nanoTime());
  }
}
