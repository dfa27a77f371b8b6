package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the rows of a list.
 *
 * @param ref the store
 * @param request what was asked
 * @param cache the files beside the checkpoints, or null when files are not wanted
 */
record SessionRows(StoreRef ref, ScanRequest request, ReadCache cache) {

  /** The row of a session. */
  Session row(SessionFacts facts) {
    String key = facts.key();
    SessionFiles files = facts.files();
    long bytes = (files == null ? 0 : files.bytes()) + (cache == null ? 0 : cache.bytes(key));
    boolean recordOnly =
        facts.place() == SessionFacts.Place.NONE || files != null && files.isRecordOnly();
    return new Session(ref, key, SessionNames.isCertain(key) ? key : null, SessionKind.OTHER,
        cache == null ? null : cache.agent(key), null, facts.createdAt(), facts.lastActivity(), facts.messages(),
        Session.UNKNOWN, bytes, recordOnly ? SessionState.EVICTED : SessionState.IDLE,
        flags(facts), request.standing() ? standing(facts) : null, extra(facts));
  }

  private static List<String> flags(SessionFacts facts) {
    List<String> flags = new ArrayList<>(2);
    switch (facts.place()) {
      case LINK -> flags.add("symlink");
      case NONE -> flags.add("cache-only");
      default -> {
        if (facts.problem() != null) {
          flags.add("unreadable");
        } else if (!facts.state().isSound()) {
          flags.add(facts.state().status == PolicyState.Status.ABSENT ? "no-state" : "blank-state");
        }
      }
    }
    return flags;
  }

  private Standing standing(SessionFacts facts) {
    String protection = switch (facts.place()) {
      case LINK -> "its directory is a symbolic link";
      default -> facts.problem() == null ? null : "it cannot be read: " + facts.problem();
    };
    SessionFiles files = facts.files();
    long touched = Math.max(facts.lastActivity(), files == null ? Session.UNKNOWN : files.newest());
    touched = cache == null ? touched : Math.max(touched, cache.newest(facts.key()));
    long count = files == null ? 0 : files.entries().size();
    return new Standing(protection, null, touched, false, count, 0);
  }

  private Object[] extra(SessionFacts facts) {
    List<String> names = request.extraColumns();
    if (names.isEmpty()) {
      return null;
    }
    Object[] values = new Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (names.get(i)) {
        case "checkpoints" -> facts.files() == null ? null : (Object) facts.files().checkpoints();
        case "captured" -> facts.state().isSound() ? (Object) (long) facts.state().captured() : null;
        default -> null;
      };
    }
    return values;
  }
}
