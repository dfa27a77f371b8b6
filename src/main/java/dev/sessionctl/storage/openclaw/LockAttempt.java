package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One bounded wait for a lock. Backs off as OpenClaw 2026.3.13 does, by 50 ms times the number of the attempt and
 * at most 1 s, so that neither starves the other. The wait is measured by the pauses alone: no clock that may be
 * set can lengthen it.
 */
final class LockAttempt {
  private static final long STEP_MILLIS = 50;
  private static final long LONGEST_MILLIS = 1_000;

  /** So often in a row a lock that vanished or was stale is tried again without a pause. */
  private static final int AT_ONCE = 3;

  private final Path path;
  private final Path target;
  private final LockKind kind;
  private final Environment environment;
  private String holder;

  LockAttempt(Path path, Path target, LockKind kind, Environment environment) {
    this.path = path;
    this.target = target;
    this.kind = kind;
    this.environment = environment;
  }

  OpenClawLock run(Duration wait, Pause pause) throws IOException {
    long left = wait.toMillis();
    for (int attempt = 1;; attempt++) {
      OpenClawLock lock = reserveAndTry();
      if (lock != null) {
        return lock;
      }
      if (left <= 0) {
        throw new LockedException(target + " is locked by " + holder() + "; waited "
            + wait.toMillis() + " ms: " + path);
      }
      long millis = Math.min(left, Math.min(LONGEST_MILLIS, STEP_MILLIS * attempt));
      left -= millis;
      sleep(pause, millis);
    }
  }

  private OpenClawLock reserveAndTry() throws IOException {
    if (!HeldLocks.reserve(path)) {
      holder = "this program itself";
      return null;
    }
    OpenClawLock lock = null;
    try {
      for (int i = 0; i < AT_ONCE && lock == null && (i == 0 || holder == null); i++) {
        lock = tryOnce();
      }
      return lock;
    } finally {
      if (lock == null) {
        HeldLocks.forget(path);
      }
    }
  }

  /** Creates the lock, or returns null: with a holder when one has it, without when it is worth trying at once. */
  private OpenClawLock tryOnce() throws IOException {
    holder = null;
    try {
      return OpenClawLock.create(path, kind, environment);
    } catch (FileAlreadyExistsException e) {
      Optional<LockFile> present = LockFile.read(path);
      if (present.isEmpty()) {
        return null;
      }
      LockInspector.Judgement judgement = LockInspector.judge(present.get(), kind, environment);
      if (!judgement.removable() || !StaleLocks.remove(path, present.get())) {
        holder = judgement.holder();
      }
      return null;
    } catch (ChangedException e) {
      holder = "a process that does not respect it";
      return null;
    } catch (StorageIoException e) {
      throw e;
    } catch (IOException e) {
      throw StorageIoException.of("lock", path, e);
    }
  }

  private void sleep(Pause pause, long millis) throws LockedException {
    try {
      pause.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LockedException("interrupted while waiting for " + holder() + " to release " + path);
    }
  }

  private String holder() {
    return holder == null ? "a process that just released it" : holder;
  }
}
