package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reports locks whose holder is gone or in doubt; locks in use are the normal state of a store. */
final class LockCheck {

  private final CheckContext context;

  LockCheck(CheckContext context) {
    this.context = context;
  }

  void run() throws IOException {
    for (LockView lock : LockInspector.locksIn(context.sessions(), context.environment())) {
      if (lock.verdict() != LockVerdict.LIVE) {
        again(lock);
      }
    }
  }

  /** A holder may have been about to write its lock, or to remove it as its last act. */
  private void again(LockView lock) throws IOException {
    try {
      FileStat stat = FileStat.of(lock.path());
      if (!stat.isRegularFile()) {
        context.findings().add(Flaw.LOCK_NOT_A_FILE, lock.path(), lock.path() + " is no regular file");
        return;
      }
      Optional<LockView> now = LockInspector.view(lock.path(), context.environment());
      if (now.isPresent() && now.get().verdict() == lock.verdict()) {
        report(now.get());
      }
    } catch (NoSuchFileException e) {
      // Released.
      return;
    }
  }

  private void report(LockView lock) throws IOException {
    Path path = lock.path();
    String text = path + " is held by " + lock.holder();
    switch (lock.verdict()) {
      case DEAD, RECYCLED -> context.findings().add(Flaw.LOCK_STALE, path, text + " (" + lock.verdict().label() + ")");
      case TOO_OLD -> context.findings().add(Flaw.LOCK_OVERDUE, path, text + ", longer than the product allows");
      case UNKNOWN -> unknown(lock, text);
      default -> {
        // Live again.
      }
    }
  }

  private void unknown(LockView lock, String text) throws IOException {
    if (lock.pid() >= 0) {
      context.findings().add(Flaw.LOCK_FOREIGN, lock.path(), text);
      return;
    }
    long modified = Files.getLastModifiedTime(lock.path(), LinkOption.NOFOLLOW_LINKS).toMillis();
    LockKind kind = LockKind.ofFileName(lock.path().getFileName().toString());
    if (context.environment().now() - modified > kind.staleMillis()) {
      context.findings().add(Flaw.LOCK_UNKNOWN, lock.path(), text);
    }
  }
}
