package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.KernelLock;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who holds the locks of sessions now, by the kernel's own list: lock files stay for ever and say nothing, and trying a
 * lock would make a process wait. Looked up once.
 */
final class HeldLocks {

  private final List<KernelLock> locks = new ArrayList<>();
  private final Environment environment;

  HeldLocks(Environment environment) {
    this.environment = environment;
    for (KernelLock lock : environment.processes().fileLocks()) {
      if (lock.kind().equals(KernelLock.FLOCK)) {
        locks.add(lock);
      }
    }
  }

  /** The lock on a file, or null when nobody holds it. */
  KernelLock on(Path file) throws IOException {
    FileIdentity identity = locks.isEmpty() ? null : FileIdentity.ofNullable(file);
    if (identity != null) {
      for (KernelLock lock : locks) {
        if (lock.isOn(identity)) {
          return lock;
        }
      }
    }
    return null;
  }

  /** Whether a session is being read or written: either protocol may be in use on any file. */
  boolean isHeld(Path directory, String key) throws IOException {
    return !locks.isEmpty()
        && (on(Listing.lock(directory, key)) != null || on(Listing.file(directory, key)) != null);
  }

  /** All that are held in a directory. */
  List<LockView> in(Listing listing) throws IOException {
    List<LockView> views = new ArrayList<>();
    if (locks.isEmpty()) {
      return views;
    }
    for (String key : listing.locks) {
      add(views, Listing.lock(listing.directory(), key), Listing.file(listing.directory(), key));
    }
    for (String key : listing.sessions) {
      Path file = Listing.file(listing.directory(), key);
      add(views, file, file);
    }
    views.sort((one, other) -> one.path().compareTo(other.path()));
    return views;
  }

  /** Those of one session. */
  List<LockView> of(Path directory, String key) throws IOException {
    List<LockView> views = new ArrayList<>();
    Path file = Listing.file(directory, key);
    add(views, Listing.lock(directory, key), file);
    add(views, file, file);
    return views;
  }

  private void add(List<LockView> views, Path lock, Path target) throws IOException {
    KernelLock held = on(lock);
    if (held == null) {
      return;
    }
    Optional<ProcessInfo> process = held.pid() > 0 ? environment.processes().find(held.pid()) : Optional.empty();
    views.add(new LockView(lock, target, held.pid() > 0 ? held.pid() : -1, Session.UNKNOWN,
        process.isPresent() ? LockVerdict.LIVE : LockVerdict.UNKNOWN,
        process.map(ProcessInfo::commandLine).orElse("a process that cannot be seen from here")));
  }
}
