package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Cleanup;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * OpenClaw's own lock on an index or a transcript: a file created with {@code O_EXCL} beside its target, with a
 * payload that names the holder (OpenClaw 2026.3.13; see {@link LockPayload} and {@link LockInspector}).
 *
 * <pre>
 * try (OpenClawLock lock = OpenClawLock.take(index, LockKind.INDEX, wait, Pause.SLEEP, environment)) {
 *   ... lock.refresh() every few seconds ...
 *   lock.ensureHeld();   // right before the rename
 * }
 * </pre>
 *
 * <p>Limits. The product takes a lock from a running holder once it is older than 30 s (index), and looks at no
 * file of ours while it does: so hold it for moments, refresh it, and prove it before anything is committed. Its
 * holders remove the lock by name when they are done, whoever holds it then; {@link #ensureHeld} notices. Where
 * the lock means nothing at all, {@link #whyIneffective} says so. From 2026.5.2 on no process looks at the lock
 * of an index. All times are by the wall clock, since that is what contenders compare.
 *
 * <p>Safe for use by several threads; a signal that ends the process releases it through {@link Cleanup}.
 */
final class OpenClawLock implements AutoCloseable {

  /** A lock not refreshed for so long no longer counts as held: 10 s before the product would take it. */
  static final Duration TRUSTED = Duration.ofSeconds(20);

  /** So long before the product's limit a lock can no longer be refreshed: a contender may be judging it. */
  private static final long REFRESH_MARGIN_MILLIS = 2_000;

  private final Path path;
  private final LockKind kind;
  private final Environment environment;
  private final FileChannel channel;
  private final long takenAt;
  private LockFile mine;
  private Cleanup.Registration atExit;
  private boolean open = true;
  private boolean lost;
  private String problem;

  private OpenClawLock(Path path, LockKind kind, Environment environment, FileChannel channel, LockFile mine) {
    this.path = path;
    this.kind = kind;
    this.environment = environment;
    this.channel = channel;
    this.mine = mine;
    this.takenAt = mine.payload().createdAt();
  }

  /**
   * Takes the lock of a file, whose directory must exist. While this JVM holds an index lock in the directory, a
   * transcript lock is tried once only: the product takes the two in the other order.
   *
   * @param target the index or transcript; need not exist
   * @param wait how long to wait in all, back-off included; zero tries once
   * @throws LockedException when it was not obtained; names the holder, or says that the wait was interrupted
   * @throws StorageIoException when the directory or what stands at the lock's path cannot be used
   */
  static OpenClawLock take(Path target, LockKind kind, Duration wait, Pause pause, Environment environment)
      throws IOException {
    Path path;
    try {
      path = LockFile.pathFor(target);
    } catch (IOException e) {
      throw StorageIoException.of("lock", target, e);
    }
    boolean once = kind == LockKind.TRANSCRIPT && HeldLocks.indexIn(path.getParent());
    return new LockAttempt(path, target, kind, environment).run(once ? Duration.ZERO : wait, pause);
  }

  /**
   * Creates the lock file with its payload; the path must be reserved. Its mode is 0600, not the product's 0644:
   * a contender of another user, which cannot see that we run, then goes by the file's age alone.
   */
  static OpenClawLock create(Path path, LockKind kind, Environment environment) throws IOException {
    FileChannel channel = DurableFiles.createNew(path);
    FileIdentity born = FileIdentity.ofNullable(path);
    boolean done = false;
    try {
      ProcessInfo self = environment.processes().self();
      byte[] content = new LockPayload(self.pid(), environment.now(), LockKind.MAX_HOLD_MILLIS, self.startTicks())
          .render(kind);
      DurableFiles.writeFully(channel, ByteBuffer.wrap(content));
      LockFile written = LockFile.read(path).orElse(null);
      if (written == null || !Arrays.equals(written.content(), content)) {
        throw new ChangedException("the lock " + path + " was taken away the moment it was created");
      }
      done = true;
      OpenClawLock lock = new OpenClawLock(path, kind, environment, channel, written);
      HeldLocks.held(path, lock);
      // A signal must not leave the lock behind; whoever works under it then fails its next proof.
      lock.atExit = Cleanup.register(lock::close);
      return lock;
    } finally {
      if (!done) {
        try (channel) {
          removeUnfinished(path, born);
        }
      }
    }
  }

  /** A lock whose payload could not be written, on a full disk say, must not block others until it is stale. */
  private static void removeUnfinished(Path path, FileIdentity born) throws IOException {
    FileIdentity present = FileIdentity.ofNullable(path);
    if (born != null && present != null && born.device() == present.device() && born.inode() == present.inode()) {
      DurableFiles.deleteIfExists(path);
    }
  }

  /** The lock file. */
  Path path() {
    return path;
  }

  /** How long it has been held in all; refreshing does not reset it. Negative if the clock was set back. */
  synchronized Duration held() {
    return Duration.ofMillis(environment.now() - takenAt);
  }

  /**
   * Proves that the lock file is still this one and was refreshed within {@link #TRUSTED}.
   *
   * @throws LockedException when it was not: a contender may take it at any moment
   * @throws ChangedException when another process took it over or removed it; also when it is closed
   */
  synchronized void ensureHeld() throws IOException {
    prove();
    long age = environment.now() - mine.payload().createdAt();
    if (age >= TRUSTED.toMillis()) {
      throw new LockedException("the lock " + path + " was held for " + age / 1000
          + " s without being refreshed; OpenClaw may take it over, so nothing more is written");
    }
  }

  /**
   * Renews the time in the lock file, in place and with the same length, so that readers never see it empty.
   *
   * @throws LockedException when it is so old that a contender may already have judged it stale
   * @throws ChangedException when it is no longer this lock
   */
  synchronized void refresh() throws IOException {
    prove();
    LockPayload old = mine.payload();
    long now = environment.now();
    if (now - old.createdAt() > kind.staleMillis() - REFRESH_MARGIN_MILLIS) {
      throw new LockedException("the lock " + path + " is too old to be refreshed; OpenClaw may be taking it over");
    }
    LockPayload renewed = new LockPayload(old.pid(), now, old.maxHoldMillis(), old.startTicks());
    byte[] content = renewed.render(kind);
    int written = channel.write(ByteBuffer.wrap(content), 0);
    mine = new LockFile(mine.identity(), mine.userId(), content, renewed);
    if (written != content.length) {
      throw new StorageIoException("cannot refresh " + path + ": only " + written + " bytes were written", null);
    }
    prove();
  }

  private void prove() throws IOException {
    if (!open) {
      throw new ChangedException("the lock " + path + " has been released");
    }
    // The open channel keeps our inode number from being given to another file.
    Optional<LockFile> present = LockFile.read(path);
    if (present.isEmpty()) {
      lost = true;
      throw new ChangedException("the lock " + path + " was removed by another process while it was held");
    }
    if (!present.get().sameAs(mine)) {
      lost = true;
      throw new ChangedException("the lock " + path + " was taken over by "
          + LockInspector.judge(present.get(), kind, environment).holder());
    }
  }

  /**
   * Removes the lock file if it is still this lock's, and nothing otherwise. Never throws: by now the work is
   * done or undone, and a file that stays names a process that ends soon, which frees it.
   */
  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    try {
      prove();
      DurableFiles.deleteIfExists(path);
    } catch (IOException e) {
      problem = e.getMessage();
    } finally {
      open = false;
      atExit.close();
      HeldLocks.forget(path);
      try {
        channel.close();
      } catch (IOException e) {
        problem = problem == null ? e.getMessage() : problem;
      }
    }
  }

  /** Whether it was noticed that another process took the lock over or removed it. */
  synchronized boolean lost() {
    return lost;
  }

  /** What went wrong on release, or null; for a warning. */
  synchronized String problem() {
    return problem;
  }

  /** Why OpenClaw's processes would not respect our lock on that target; empty when nothing speaks against it. */
  static Optional<String> whyIneffective(Path target, Environment environment) throws IOException {
    return LockReach.whyIneffective(target, environment);
  }
}
