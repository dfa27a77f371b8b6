package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads sessions with what belongs to them, a batch in one transaction.
 *
 * @param schema what the database has
 * @param connection one snapshot of it
 * @param now milliseconds since the epoch
 */
record MemRows(MemSchema schema, Connection connection, long now) {

  /** Sessions read in one transaction. */
  static final int BATCH = 500;

  /** Older work of a worker is stuck (all releases with a queue in the database). */
  static final long STUCK_MILLIS = 300_000;

  private static final int LONGEST_NAME = 4_096;

  /** The sessions behind an id, at most a batch of them. */
  List<MemRow> after(long id) throws SQLException {
    return read("s.id > ? ORDER BY s.id LIMIT " + BATCH, id);
  }

  /** The session with a key, or null. */
  MemRow one(String key) throws SQLException {
    List<MemRow> rows = read(schema.key("s") + " = ? ORDER BY s.id LIMIT 1", key);
    return rows.isEmpty() ? null : rows.get(0);
  }

  /** Every session with a key: an index that makes keys unique may be missing. */
  List<MemRow> all(String key) throws SQLException {
    return read(schema.key("s") + " = ? ORDER BY s.id LIMIT " + BATCH, key);
  }

  /** The session with an id, or null. */
  MemRow byId(long id) throws SQLException {
    List<MemRow> rows = read("s.id = ?", id);
    return rows.isEmpty() ? null : rows.get(0);
  }

  private List<MemRow> read(String condition, Object value) throws SQLException {
    Map<Long, MemRow> rows = new LinkedHashMap<>();
    String session = "sdk_sessions";
    try (PreparedStatement statement = connection.prepareStatement("SELECT s.id, " + cut(schema.key("s")) + ", "
        + cut("s." + schema.contentId()) + ", " + cut("s." + schema.memoryId()) + ", " + cut("s.project") + ", "
        + cut(schema.schema().column("s", session, "platform_source")) + ", "
        + cut(schema.schema().column("s", session, "custom_title")) + ", s.status, s.started_at_epoch, "
        + schema.schema().column("s", session, "completed_at_epoch") + ", " + schema.bytes("s", session)
        + " FROM sdk_sessions s WHERE " + condition)) {
      statement.setObject(1, value);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          MemRow row = row(found);
          rows.put(row.id, row);
        }
      }
    }
    if (!rows.isEmpty()) {
      children(rows);
    }
    return new ArrayList<>(rows.values());
  }

  /** Nobody needs more of what may be as long as an attacker likes. */
  private static String cut(String expression) {
    return "substr(" + expression + ", 1, " + LONGEST_NAME + ")";
  }

  private static MemRow row(ResultSet found) throws SQLException {
    MemRow row = new MemRow();
    row.id = found.getLong(1);
    row.key = text(found, 2);
    row.contentId = found.getString(3);
    row.memoryId = found.getString(4);
    row.project = text(found, 5);
    row.platform = found.getString(6);
    row.title = found.getString(7);
    row.status = found.getString(8);
    row.started = found.getLong(9);
    row.completed = found.getObject(10) == null ? Session.UNKNOWN : found.getLong(10);
    row.newest = Math.max(row.started, row.completed);
    row.bytes = found.getLong(11);
    row.sizes.put("sdk_sessions", row.bytes);
    return row;
  }

  private static String text(ResultSet found, int column) throws SQLException {
    String text = found.getString(column);
    return text == null ? "" : text;
  }

  private void children(Map<Long, MemRow> rows) throws SQLException {
    long first = rows.keySet().stream().mapToLong(Long::longValue).min().orElseThrow();
    long last = rows.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    for (MemSchema.Child child : schema.children()) {
      String tokens = schema.schema().has(child.table(), "discovery_tokens") ? "sum(c.discovery_tokens)" : "0";
      query("SELECT s.id, count(*), max(c." + child.time() + "), sum(" + schema.bytes("c", child.table()) + "), "
          + tokens + " FROM sdk_sessions s JOIN " + child.table() + " c ON " + child.join()
          + " WHERE s.id BETWEEN ? AND ? GROUP BY s.id", first, last, found -> {
            MemRow row = rows.get(found.getLong(1));
            if (row != null) {
              row.counts.merge(child.table(), found.getLong(2), Long::sum);
              row.newest = Math.max(row.newest, found.getLong(3));
              row.sizes.merge(child.table(), found.getLong(4), Long::sum);
              row.bytes += found.getLong(4);
              row.tokens += found.getLong(5);
            }
          });
    }
    if (schema.schema().has("pending_messages", "status")) {
      query("SELECT s.id, c.status, count(*), sum(" + stuck("c") + ") FROM sdk_sessions s JOIN pending_messages c ON"
          + " c.session_db_id = s.id WHERE s.id BETWEEN ? AND ? GROUP BY s.id, c.status", first, last, found -> {
            MemRow row = rows.get(found.getLong(1));
            if (row != null) {
              row.queue.put(found.getString(2), found.getLong(3));
              row.stuck += found.getLong(4);
            }
          });
    }
  }

  /** Whether a row of the queue was taken up and not finished in time, as SQL; where no time is kept, since it came. */
  String stuck(String alias) {
    String since = schema.tellsProcessing() ? "coalesce(" + alias + ".started_processing_at_epoch, 0)"
        : alias + ".created_at_epoch";
    return alias + ".status = 'processing' AND " + since + " < " + (now - STUCK_MILLIS);
  }

  /** Takes a row. */
  @FunctionalInterface
  private interface Taker {
    void take(ResultSet row) throws SQLException;
  }

  private void query(String sql, long first, long last, Taker taker) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, first);
      statement.setLong(2, last);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taker.take(rows);
        }
      }
    }
  }
}
