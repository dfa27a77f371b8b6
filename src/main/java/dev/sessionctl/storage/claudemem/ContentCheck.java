package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rows say: sessions, the queue, rows that belong to nobody, and a schema that is not what it should be. */
record ContentCheck(Path path, Database database, Environment environment, Findings findings) {

  /** One snapshot's answer. */
  private record Seen(List<Finding> findings, long sessions) {}

  /**
   * Looks at all of it.
   *
   * @param open whether somebody has the database open
   * @param release which release that is, or null
   * @return the number of sessions
   */
  long run(int level, boolean open, String release) throws IOException {
    Seen seen = database.read(connection -> {
      List<Finding> found = new ArrayList<>();
      MemSchema schema = MemSchema.of(path, connection);
      Findings held = findings.held(found);
      long sessions = sessions(schema, connection, held);
      queue(schema, connection, held, open, release);
      drift(schema, connection, held);
      return new Seen(found, sessions);
    });
    findings.release(seen.findings());
    if (level >= 2) {
      findings.release(database.read(connection -> {
        List<Finding> found = new ArrayList<>();
        orphans(MemSchema.of(path, connection), connection, findings.held(found));
        encodedTwice(MemSchema.of(path, connection), connection, findings.held(found));
        return found;
      }));
    }
    return seen.sessions();
  }

  private long sessions(MemSchema schema, Connection connection, Findings held) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT substr(" + schema.key("s") + ", 1, 4096) FROM sdk_sessions s"
          + " WHERE s.started_at_epoch > " + environment.now() + " ORDER BY s.id LIMIT 100")) {
        while (rows.next()) {
          held.add(Flaw.FUTURE_TIME, rows.getString(1), path, "it began at a time that is yet to come");
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT count(*), sum(project = '" + MemRow.OBSERVERS
          + "') FROM sdk_sessions")) {
        if (row.getLong(2) > 0) {
          held.add(Flaw.OBSERVERS, path, row.getLong(2) + " of " + Findings.count(row.getLong(1), "session")
              + " are the tool's own, in which it observes the others");
        }
        return row.getLong(1);
      }
    }
  }

  private void queue(MemSchema schema, Connection connection, Findings held, boolean open, String release)
      throws SQLException, IOException {
    if (!schema.schema().has("pending_messages", "status")) {
      return;
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    long oldest = 0;
    long stuck;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery(
          "SELECT status, count(*), min(created_at_epoch) FROM pending_messages GROUP BY status")) {
        while (rows.next()) {
          counts.put(String.valueOf(rows.getString(1)), rows.getLong(2));
          oldest = oldest == 0 ? rows.getLong(3) : Math.min(oldest, rows.getLong(3));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM pending_messages c WHERE "
          + new MemRows(schema, connection, environment.now()).stuck("c"))) {
        stuck = row.getLong(1);
      }
    }
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long done = counts.getOrDefault("processed", 0L) + counts.getOrDefault("failed", 0L);
    if (all == 0) {
      return;
    }
    QueueReaders readers = QueueReaders.of(schema, release);
    if (readers == QueueReaders.NONE) {
      held.add(Flaw.QUEUE_UNREAD, path, Findings.count(all, "message") + " in a queue that no release since 13.4 reads"
          + " or empties, the oldest of " + Instant.ofEpochMilli(oldest));
      return;
    }
    if (readers == QueueReaders.UNTOLD && all > done) {
      held.add(Flaw.QUEUE_UNTOLD, path, Findings.count(all - done, "message") + " in a queue that releases up to 13.3"
          + " read and 13.4 to 13.8 do not, the oldest of " + Instant.ofEpochMilli(oldest)
          + "; the database does not tell which of them runs here");
    }
    // Without times of its own, a row that a living worker has taken up may be at work.
    if (stuck > 0 && (schema.tellsProcessing() || !open)) {
      held.add(Flaw.QUEUE_STUCK, path, Findings.count(stuck, "message") + " taken up more than 5 minutes ago and not"
          + " finished; " + counts.getOrDefault("pending", 0L) + " more wait");
    }
    if (done > 0) {
      held.add(Flaw.QUEUE_DONE, path, Findings.count(done, "message") + " of the queue are done or have failed");
    }
  }

  private void drift(MemSchema schema, Connection connection, Findings held) throws SQLException, IOException {
    for (String table : List.of("observations", "session_summaries", "user_prompts")) {
      if (schema.schema().has(table + "_fts")) {
        for (String suffix : List.of("_ai", "_ad", "_au")) {
          if (count(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = '" + table
              + suffix + "'") == 0) {
            held.add(Flaw.SCHEMA_DRIFT, path, "there is no trigger " + table + suffix
                + ", so the search index does not follow " + table);
          }
        }
      }
    }
    for (String table : List.of("observations", "session_summaries")) {
      String keys = "SELECT count(*) FROM pragma_foreign_key_list('" + table + "') WHERE \"table\" = 'sdk_sessions'";
      if (count(connection, keys + " AND on_delete = 'CASCADE'") == 0) {
        held.add(Flaw.SCHEMA_DRIFT, path, table + " does not refer to sdk_sessions with ON DELETE CASCADE");
      } else if (schema.newest() >= 21 && count(connection, keys + " AND on_update = 'CASCADE'") == 0) {
        held.add(Flaw.SCHEMA_DRIFT, path, table + " does not refer to sdk_sessions with ON UPDATE CASCADE (#3503)");
      }
    }
  }

  private void orphans(MemSchema schema, Connection connection, Findings held) throws SQLException, IOException {
    for (Map.Entry<String, String> table : schema.orphans().entrySet()) {
      long count = count(connection, "SELECT count(*) FROM " + table.getKey() + " c WHERE " + table.getValue()
          + " AND coalesce(c." + schema.timeOf(table.getKey()) + ", 0) <= "
          + (environment.now() - OrphanRows.SETTLED.toMillis()));
      if (count > 0) {
        held.add(Flaw.ORPHANS, path, Findings.count(count, "row") + " of " + table.getKey() + " belong to no session");
      }
    }
  }

  /** A route of the worker puts a JSON text into JSON a second time (8.1, 10.6). */
  private void encodedTwice(MemSchema schema, Connection connection, Findings held) throws SQLException, IOException {
    if (schema.schema().has("pending_messages", "tool_input")) {
      long count = count(connection, "SELECT count(*) FROM pending_messages WHERE substr(tool_input, 1, 2) IN"
          + " ('\"{', '\"[') OR substr(tool_response, 1, 2) IN ('\"{', '\"[')");
      if (count > 0) {
        held.add(Flaw.QUEUE_ENCODED_TWICE, path, Findings.count(count, "message") + " of the queue hold JSON within a"
            + " JSON text");
      }
    }
  }

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
