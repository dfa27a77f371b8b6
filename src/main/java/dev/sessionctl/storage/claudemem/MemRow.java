package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.Standing;
import dev.sessionctl.storage.StoreRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one session has, added up over all tables. Filled by {@link MemRows}. */
final class MemRow {

  /** The tool's own sessions, in which it observes others (all releases). */
  static final String OBSERVERS = "observer-sessions";

  long id;
  String key;
  String contentId;
  String memoryId;
  String project;
  String platform;
  String title;
  String status;
  long started;
  long completed = Session.UNKNOWN;
  long newest;
  long bytes;
  long tokens;
  /** Rows by table. */
  final Map<String, Long> counts = new LinkedHashMap<>();
  /** Bytes by table. */
  final Map<String, Long> sizes = new LinkedHashMap<>();
  /** Rows of the queue by status. */
  final Map<String, Long> queue = new LinkedHashMap<>();
  long stuck;

  long count(String table) {
    return counts.getOrDefault(table, 0L);
  }

  boolean isObserver() {
    return OBSERVERS.equals(project);
  }

  long waiting() {
    return queue.getOrDefault("pending", 0L) + queue.getOrDefault("processing", 0L);
  }

  /**
   * As a list shows it. What a session does is told by its queue only: old releases never mark one as completed, and no
   * release says which ones its worker has in memory.
   */
  Session session(StoreRef ref, ScanRequest request, QueueReaders readers, Environment environment) {
    List<String> flags = new ArrayList<>(0);
    if (isObserver()) {
      flags.add("observer");
    }
    if (stuck > 0) {
      flags.add("stuck");
    }
    if ("failed".equals(status)) {
      flags.add("failed");
    }
    if (newest > environment.now()) {
      flags.add("future");
    }
    boolean pending = waiting() > 0 && readers != QueueReaders.NONE;
    Standing standing = request.standing() ? new Standing(newest > environment.now() ? "activity in the future"
        : pending ? waitingReason(readers) : null, null, newest) : null;
    return new Session(ref, key, Long.toString(id), SessionKind.DIRECT, platform, title, started, newest,
        count("user_prompts"), tokens, bytes, pending ? SessionState.PENDING : SessionState.IDLE,
        flags.isEmpty() ? List.of() : flags, standing, extra(request));
  }

  private static String waitingReason(QueueReaders readers) {
    return readers == QueueReaders.SOME ? "messages waiting in the queue" : "messages waiting in a queue that 13.4 to"
        + " 13.8 do not read; where one of these runs, 'compact --gateway-version 13.6' sets them aside";
  }

  private Object[] extra(ScanRequest request) {
    return request.extraColumns().isEmpty() ? null : request.extraColumns().stream().map(name -> switch (name) {
      case "project" -> project;
      case "prompts" -> (Object) count("user_prompts");
      case "observations" -> count("observations");
      case "summaries" -> count("session_summaries");
      case "queued" -> waiting();
      case "status" -> status;
      default -> null;
    }).toArray();
  }
}
