package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.locks.Flock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes the product's own locks on the sessions whose files are about to be changed: of each session's file, the lock
 * file beside it; of a file of the interactive prompt, itself as well. Several are taken in the order of their names;
 * the product never holds two, so nobody waits in a circle. A left-over temporary file has no lock of its own: for
 * it, no lock in the whole directory may be held.
 */
final class Holds implements SessionHold.Taker {

  private final Place place;
  private final Environment environment;
  private final Set<Path> unified;
  private final Flock.Pause pause;

  /** @param unified files of the interactive prompt, which its own lock guards */
  Holds(Place place, Environment environment, Set<Path> unified, Flock.Pause pause) {
    this.place = place;
    this.environment = environment;
    this.unified = unified;
    this.pause = pause;
  }

  Holds(Place place, Environment environment) {
    this(place, environment, Set.of(), Flock.Pause.SLEEP);
  }

  @Override
  public SessionHold take(String key, List<Path> files, Duration wait) throws IOException {
    Set<Path> locks = new TreeSet<>();
    for (Path file : files) {
      if (isSession(file)) {
        locks.add(file.resolveSibling(file.getFileName() + ".lock"));
      }
      if (unified.contains(file)) {
        locks.add(file);
      }
    }
    if (key == null) {
      requireQuiet(files);
    }
    Held held = new Held(new ArrayList<>());
    boolean taken = false;
    try {
      for (Path lock : locks) {
        if (!unified.contains(lock) || Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
          held.locks().add(Flock.take(lock, wait, pause, environment));
        }
      }
      taken = true;
      return held;
    } finally {
      if (!taken) {
        held.close();
      }
    }
  }

  /** Whether a path is where a session's file of one of the families with a lock beside it is. */
  private boolean isSession(Path file) {
    Path parent = file.getParent();
    boolean sessions = parent.equals(place.directory()) || parent.equals(place.sessions())
        || Place.of(parent).project() && Place.of(parent).sessions().equals(place.sessions());
    return sessions && file.getFileName().toString().endsWith(Listing.SESSION);
  }

  private void requireQuiet(List<Path> files) throws IOException {
    HeldLocks locks = new HeldLocks(environment);
    for (Path file : files) {
      for (LockView held : locks.in(Listing.of(file.getParent()))) {
        throw new LockedException("a session is being written: " + held.path() + " is held by " + held.holder());
      }
    }
  }

  /** The locks of one session and its copies. */
  private record Held(List<Flock> locks) implements SessionHold {
    @Override
    public void ensureHeld() throws IOException {
      for (Flock lock : locks) {
        lock.ensureHeld();
      }
    }

    @Override
    public void close() {
      locks.forEach(Flock::close);
      locks.clear();
    }
  }
}
