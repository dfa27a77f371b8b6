package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Session;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an inspection shows of the content of a session, wherever it is kept. */
final class ContentFields {
  private ContentFields() {}

  /**
   * The decoded fields by group.
   *
   * @param lineage what {@link Lineage} says of it
   */
  static Map<String, Map<String, Object>> of(SessionContent content, Environment environment,
      Map<String, Object> lineage) {
    Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
    Map<String, Object> identity = new LinkedHashMap<>();
    put(identity, "family", content.family().label());
    put(identity, "damage", content.damage);
    if (!content.shapes.isEmpty()) {
      put(identity, "shape", content.shapes.toString());
    }
    put(identity, "sessionId", content.id);
    put(identity, "createdAt", time(content.createdAt, environment));
    put(identity, "updatedAt", time(content.updatedAt, environment));
    put(identity, "metadataTitle", content.metadataTitle);
    put(identity, "title", content.title);
    put(identity, "agentName", content.agentName);
    put(identity, "agentId", content.agentId);
    put(identity, "userId", content.userId);
    put(identity, "gatewaySessionId", content.gatewayId);
    put(identity, "workspace", content.workspace);
    if (content.family() == Family.HIERARCHICAL) {
      put(identity, "shared", content.shared);
    }
    groups.put("session", identity);
    Map<String, Object> use = new LinkedHashMap<>();
    put(use, "model", content.shownModel());
    put(use, "tokens", content.tokens);
    put(use, "cost", content.cost);
    put(use, "source", content.source);
    groups.put("use", use);
    groups.put("lineage", lineage);
    Map<String, Object> snapshots = new LinkedHashMap<>();
    for (SessionContent.Snapshot snapshot : content.snapshots) {
      snapshots.put(snapshot.id() == null ? "snapshot " + (snapshots.size() + 1) : snapshot.id(), "up to message "
          + (snapshot.messageIndex() == Session.UNKNOWN ? "?" : snapshot.messageIndex())
          + (snapshot.label() == null ? "" : ", " + snapshot.label()));
    }
    groups.put("snapshots", snapshots);
    groups.values().removeIf(Map::isEmpty);
    return groups;
  }

  /** A time where it can be read, else the text. */
  static Object time(String text, Environment environment) {
    long millis = SessionContent.millis(text, environment);
    return millis == Session.UNKNOWN ? text : Instant.ofEpochMilli(millis);
  }

  /** Figures of its history; none when it cannot be read. */
  static Map<String, Object> history(SessionContent content) {
    Map<String, Object> history = new LinkedHashMap<>();
    if (!content.isReadable()) {
      return history;
    }
    history.put("messages", content.messages);
    if (content.archived > 0) {
      history.put("archivedMessages", content.archived);
      history.put("archivedBytes", content.archivedBytes);
    }
    if (content.summaryBytes >= 0) {
      history.put("summaryBytes", content.summaryBytes);
      put(history, "summarisedMessages", content.summaryCount == Session.UNKNOWN ? null : content.summaryCount);
    }
    if (content.compacted) {
      put(history, "lastCompactionIndex", content.compactionIndex);
    }
    return history;
  }

  /** Adds what is known. */
  static void put(Map<String, Object> fields, String name, Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
