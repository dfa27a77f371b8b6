package dev.sessionctl.storage.openclaw;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lock files this JVM holds or is trying to create. A path is reserved before anything is tried on disk, so
 * that a lock file which names this process but stands at a path reserved by the reader is a leftover, and two
 * threads never take each other's lock for one.
 */
final class HeldLocks {

  /** In order of reservation; a value is empty until the lock is held. */
  private static final Map<Path, Optional<OpenClawLock>> HELD = new LinkedHashMap<>();

  private HeldLocks() {}

  static synchronized boolean reserve(Path path) {
    return HELD.putIfAbsent(path, Optional.empty()) == null;
  }

  static synchronized void held(Path path, OpenClawLock lock) {
    HELD.put(path, Optional.of(lock));
  }

  static synchronized void forget(Path path) {
    HELD.remove(path);
  }

  /** Whether a lock is held, not just tried, at a real path. */
  static synchronized boolean isHeld(Path path) {
    return HELD.getOrDefault(path, Optional.empty()).isPresent();
  }

  /** Whether an index lock is held or being taken in a directory. */
  static synchronized boolean indexIn(Path directory) {
    return HELD.keySet().stream()
        .anyMatch(path -> path.getParent().equals(directory) && LockKind.ofFileName(path.toString()) == LockKind.INDEX);
  }

  /** The held locks, the latest first. */
  static synchronized List<OpenClawLock> all() {
    List<OpenClawLock> locks = new ArrayList<>();
    HELD.values().forEach(held -> held.ifPresent(lock -> locks.add(0, lock)));
    return locks;
  }
}
