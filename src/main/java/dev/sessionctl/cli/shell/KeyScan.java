package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.output.SafeText;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StoreFinder;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the keys of sessions that begin with what was typed, on a thread of its own, so that a store of a million
 * sessions or one on a slow disk keeps nobody waiting: what was found in time is offered, at most {@link #MOST}, and
 * the scan goes on for a while for the next time Tab is pressed. Nothing is kept of a store but those. Keys with
 * characters that a terminal obeys are not offered.
 */
final class KeyScan {

  /** More than this is not to be looked through by anybody. */
  static final int MOST = 200;
  private static final long WAIT_MILLIS = 700;
  private static final long LONGEST_MILLIS = 15_000;
  /** So long after its end a scan is still taken for what is there. */
  private static final long FRESH_MILLIS = 10_000;
  /** Where the keys were there so fast, a second look, at the files of sessions too, is fast enough. */
  private static final long SMALL_MILLIS = 150;

  private final CliContext context;
  private final List<String> places;
  private final String prefix;
  private final long begun = System.nanoTime();
  private List<Session> found = new ArrayList<>();
  private boolean sized;
  private boolean ended;
  private long endedAt;
  private volatile boolean more;
  private volatile boolean abandoned;

  private KeyScan(CliContext context, List<String> places, String prefix) {
    this.context = context;
    this.places = places;
    this.prefix = prefix;
  }

  /** Ends a scan from within. */
  private static final class Enough extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;
  }

  /**
   * The scan for a prefix: the former one where that knows it all already, otherwise a new one.
   *
   * @param places the stores, or none for those that are discovered
   */
  static KeyScan of(KeyScan former, CliContext context, List<String> places, String prefix) {
    if (former != null && former.covers(places, prefix)) {
      return former;
    }
    if (former != null) {
      former.abandoned = true;
    }
    KeyScan scan = new KeyScan(context, List.copyOf(places), prefix);
    Thread thread = new Thread(scan::run, "sessionctl-keys");
    thread.setDaemon(true);
    thread.start();
    return scan;
  }

  private synchronized boolean covers(List<String> otherPlaces, String other) {
    return places.equals(otherPlaces) && (other.equals(prefix) || other.startsWith(prefix) && !more)
        && (!ended || millis() - endedAt < FRESH_MILLIS);
  }

  private long millis() {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  /** The sessions found, after waiting for them no longer than a person waits for a key press. */
  synchronized List<Session> sessions() {
    long until = System.nanoTime() + WAIT_MILLIS * 1_000_000;
    try {
      while (!ended) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(found);
  }

  /** Waits until everything was looked at, or enough. */
  synchronized void awaitEnd() throws InterruptedException {
    while (!ended) {
      wait();
    }
  }

  /** Whether what {@link #sessions} gave is all there is. */
  synchronized boolean complete() {
    return ended && !more;
  }

  /** Whether the sizes of the sessions are known. */
  synchronized boolean sized() {
    return sized;
  }

  private void run() {
    try {
      StoreFinder finder = new StoreFinder(context.formats(), context.environment(), false);
      if (places.isEmpty()) {
        finder.lookAtDefaults();
      }
      for (String place : places) {
        finder.lookAt(context.environment().path(place));
      }
      for (StoreRef ref : finder.found()) {
        scan(ref, ScanRequest.INDEX_ONLY, found);
      }
      if (millis() < SMALL_MILLIS) {
        more = false;
        List<Session> again = new ArrayList<>();
        for (StoreRef ref : finder.found()) {
          scan(ref, ScanRequest.USUAL, again);
        }
        synchronized (this) {
          found = again;
          sized = true;
        }
      }
    } catch (IOException | RuntimeException e) {
      // Tab is no place for messages; the command itself will say what is wrong.
      synchronized (this) {
        more = !found.isEmpty();
      }
    } finally {
      synchronized (this) {
        ended = true;
        endedAt = millis();
        notifyAll();
      }
    }
  }

  private void scan(StoreRef ref, ScanRequest request, List<Session> into) throws IOException {
    if (more) {
      return;
    }
    try {
      context.open(ref).scan(request, new SessionVisitor() {
        @Override
        public void session(Session session) {
          take(session, into);
        }

        @Override
        public void problem(Path path, String message) {
          // What cannot be read has no key to offer.
          return;
        }
      });
    } catch (Enough e) {
      return;
    }
  }

  private void take(Session session, List<Session> into) {
    if (abandoned || millis() > LONGEST_MILLIS) {
      more = true;
      throw new Enough();
    }
    String key = session.key();
    if (!key.startsWith(prefix) || !SafeText.neutralise(key).equals(key)) {
      return;
    }
    synchronized (this) {
      if (into.size() == MOST) {
        more = true;
        throw new Enough();
      }
      into.add(session);
    }
  }
}
