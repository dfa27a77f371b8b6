package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.SessionKind;
import java.util.List;
import java.util.regex.Pattern;

/** What the content of a session comes to in a row of the list, wherever it is kept. */
final class ContentColumns {

  /** From this size on a summary is worth a compaction. */
  static final long LARGE_SUMMARY = 8 << 10;

  private static final Pattern CHANNEL = Pattern.compile("[^:]+:acct:.*:chat:[^:]*(:.+)?", Pattern.DOTALL);

  private ContentColumns() {}

  /** Adds what departs from the product's shape. */
  static void addShape(SessionContent content, List<String> flags) {
    if (!content.isReadable() || content.shapes.contains(Shape.NOT_AN_OBJECT)) {
      flags.add("damaged");
    } else if (!content.shapes.isEmpty()) {
      flags.add("shape");
    }
  }

  /** Adds what an operator wants to know of its use. */
  static void addUse(SessionContent content, long active, long now, List<String> flags) {
    if (content.summaryBytes >= LARGE_SUMMARY) {
      flags.add("summary");
    }
    if (content.shared) {
      flags.add("shared");
    }
    if (active > now + Times.AHEAD_MILLIS) {
      flags.add("future");
    }
  }

  /**
   * What a session is for, told by its id as the product's parts make it.
   *
   * @param knownId null for none
   */
  static SessionKind kind(String knownId, SessionContent content) {
    String id = knownId == null ? "" : knownId;
    if (content.automated) {
      return SessionKind.CRON;
    }
    if (content.subagent) {
      return SessionKind.SUBAGENT;
    }
    if (id.startsWith("bot_")) {
      return SessionKind.DIRECT;
    }
    var channel = CHANNEL.matcher(id);
    return !channel.matches() ? SessionKind.OTHER
        : channel.group(1) == null ? SessionKind.CHANNEL : SessionKind.THREAD;
  }

  /** Values of further columns in the order of their names, or null when there is none. */
  static Object[] extra(List<String> names, SessionContent content, Family family) {
    if (names.isEmpty()) {
      return null;
    }
    Object[] values = new Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (names.get(i)) {
        case "family" -> family.label();
        case "archived" -> content.archived;
        case "summaryBytes" -> content.summaryBytes < 0 ? null : content.summaryBytes;
        case "snapshots" -> (long) content.snapshots.size();
        case "model" -> content.shownModel();
        case "cost" -> content.cost;
        case "parent" -> content.shownParent();
        case "user" -> content.userId;
        default -> null;
      };
    }
    return values;
  }
}
