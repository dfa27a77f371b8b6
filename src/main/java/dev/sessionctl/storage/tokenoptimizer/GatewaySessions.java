package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.openclaw.OpenClaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When the gateway's own sessions were active last, by the name that the plugin gives each: one that goes on would
 * capture everything again once its record is gone. Read once.
 */
final class GatewaySessions {

  private final Map<String, Long> touched = new HashMap<>();
  private String unknown;

  private GatewaySessions() {}

  /** Reads the gateway's stores in the state directory that the plugin's lies in, and in this user's. */
  static GatewaySessions read(StorePaths paths, Environment environment) throws IOException {
    GatewaySessions sessions = new GatewaySessions();
    Set<Path> states = new LinkedHashSet<>();
    if (paths.root().getParent() != null) {
      states.add(paths.root().getParent());
    }
    for (StoreFormat format : OpenClaw.formats()) {
      states.addAll(format.defaultLocations(environment));
    }
    Set<Path> seen = new LinkedHashSet<>();
    for (Path state : states) {
      if (Files.isDirectory(state) && seen.add(state.toRealPath())) {
        for (StoreFormat format : OpenClaw.formats()) {
          List<StoreRef> stores = new ArrayList<>();
          format.discover(state, environment, stores::add);
          for (StoreRef store : stores) {
            sessions.read(format.open(store, environment));
          }
        }
      }
    }
    return sessions;
  }

  private void read(Store store) {
    try {
      boolean complete = store.scan(ScanRequest.FOR_POLICY, new SessionVisitor() {
        @Override
        public void session(Session session) {
          add(session);
        }

        @Override
        public void problem(Path path, String message) {
          unknown = path + ": " + message;
        }
      });
      if (!complete && unknown == null) {
        unknown = store.ref().path() + " could not be read completely";
      }
    } catch (StoreException e) {
      unknown = e.getMessage();
    }
  }

  private void add(Session session) {
    long time = session.state() == SessionState.RUNNING ? Long.MAX_VALUE
        : Math.max(session.lastActivity(), session.standing() == null ? Session.UNKNOWN
            : session.standing().touchedAt());
    // The host calls the plugin with the one or the other.
    touched.merge(SessionNames.directory(session.key()), time, Math::max);
    if (session.id() != null) {
      touched.merge(SessionNames.directory(session.id()), time, Math::max);
    }
  }

  /**
   * Why the session that the plugin knows by that name may go on, or null.
   *
   * @param since what was active after that, milliseconds since the epoch, may go on
   */
  String whyAlive(String key, long since) {
    if (unknown != null) {
      return "it is not known whether the gateway goes on with it: " + unknown;
    }
    Long time = touched.get(key);
    return time != null && time > since ? "the gateway's session was active since" : null;
  }
}
