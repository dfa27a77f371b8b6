package dev.sessionctl.policy;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which sessions are meant; all conditions that are given must hold. A session without a recorded activity is
 * neither old nor new, and one of unknown size is not large. Remembers which keys it met, so it serves one run.
 */
public final class SessionSelector {

  private final Builder wanted;
  private final Set<String> unmet = new HashSet<>();

  private SessionSelector(Builder wanted) {
    this.wanted = wanted;
    for (KeyGlob key : wanted.keys) {
      if (key.isLiteral()) {
        unmet.add(key.text());
      }
    }
  }

  /** Whether a session is meant. */
  public boolean matches(Session session) {
    return matchesKey(session.key()) && matchesIds(session)
        && (wanted.kinds.isEmpty() || wanted.kinds.contains(session.kind()))
        && (wanted.agents.isEmpty() || wanted.agents.contains(session.agent()))
        && matchesState(session) && matchesTime(session.lastActivity())
        && (wanted.largerThan < 0 || session.bytes() > wanted.largerThan);
  }

  /** Whether it depends on what only a look at the sessions' files tells. */
  public boolean needsFiles() {
    return wanted.largerThan >= 0 || !wanted.states.isEmpty();
  }

  /** Keys that were named without wildcards and that no session had, in the order in which they were named. */
  public List<String> unmetKeys() {
    List<String> missing = new ArrayList<>();
    for (KeyGlob key : wanted.keys) {
      if (unmet.contains(key.text()) && !missing.contains(key.text())) {
        missing.add(key.text());
      }
    }
    return missing;
  }

  private boolean matchesKey(String key) {
    if (wanted.keys.isEmpty()) {
      return true;
    }
    boolean matched = false;
    for (KeyGlob glob : wanted.keys) {
      if (glob.matches(key)) {
        matched = true;
        unmet.remove(glob.text());
      }
    }
    return matched;
  }

  private boolean matchesIds(Session session) {
    return wanted.ids == null || wanted.ids.contains(session.key())
        || session.id() != null && wanted.ids.contains(session.id());
  }

  private boolean matchesState(Session session) {
    if (wanted.states.isEmpty() || wanted.states.contains(session.state().label())) {
      return true;
    }
    for (String flag : session.flags()) {
      if (wanted.states.contains(flag)) {
        return true;
      }
    }
    return false;
  }

  private boolean matchesTime(long lastActivity) {
    if (wanted.before == Session.UNKNOWN && wanted.after == Session.UNKNOWN) {
      return true;
    }
    return lastActivity != Session.UNKNOWN
        && (wanted.before == Session.UNKNOWN || lastActivity < wanted.before)
        && (wanted.after == Session.UNKNOWN || lastActivity > wanted.after);
  }

  /** Collects the conditions. */
  public static final class Builder {
    private final List<KeyGlob> keys = new ArrayList<>();
    private final Set<SessionKind> kinds = new HashSet<>();
    private final Set<String> agents = new HashSet<>();
    private final Set<String> states = new HashSet<>();
    private Set<String> ids;
    private long before = Session.UNKNOWN;
    private long after = Session.UNKNOWN;
    private long largerThan = -1;

    /** A key or a pattern of keys; one of several must match. */
    public Builder key(String text) {
      keys.add(KeyGlob.of(text));
      return this;
    }

    public Builder kind(SessionKind kind) {
      kinds.add(kind);
      return this;
    }

    public Builder agent(String agent) {
      agents.add(agent);
      return this;
    }

    /** A state or a flag. */
    public Builder state(String label) {
      states.add(label);
      return this;
    }

    /** Keys or ids; one of them must be the session's. */
    public Builder ids(Set<String> keysOrIds) {
      ids = keysOrIds;
      return this;
    }

    /** Last activity before that time, milliseconds since the epoch. */
    public Builder activeBefore(long millis) {
      before = millis;
      return this;
    }

    /** Last activity after that time. */
    public Builder activeAfter(long millis) {
      after = millis;
      return this;
    }

    public Builder largerThan(long bytes) {
      largerThan = bytes;
      return this;
    }

    public SessionSelector build() {
      return new SessionSelector(this);
    }
  }
}
