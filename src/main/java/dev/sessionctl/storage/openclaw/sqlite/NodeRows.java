package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.openclaw.EntryFacts;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the rows of a list, a batch in one transaction. */
record NodeRows(StoreRef ref, ScanRequest request, Environment environment) {

  /** Sessions read in one transaction: some 50 ms of the largest store that was seen. */
  private static final int BATCH = 1_000;

  /** An entry beyond that is shown by its columns only; real ones have some 10 KB. */
  private static final int LARGEST_ENTRY = 16 << 20;

  /** What a session has beside its entry. */
  private static final class Beside {
    private long windows;
    private long events;
    private long bytes;
    private long cold;
    private String channel;
  }

  /**
   * The sessions whose keys follow a key, at most a batch of them; empty at the end.
   *
   * @param key null for the first batch
   */
  List<Session> after(String key, Connection connection) throws SQLException, IOException {
    AgentSchema schema = AgentSchema.of(ref.path(), connection);
    List<Session> sessions = new ArrayList<>();
    try (PreparedStatement nodes = connection.prepareStatement(select(schema.schema())
        + " WHERE n.session_key " + (key == null ? ">=" : ">") + " ? ORDER BY n.session_key LIMIT " + BATCH)) {
      nodes.setString(1, key == null ? "" : key);
      try (ResultSet rows = nodes.executeQuery()) {
        while (rows.next()) {
          sessions.add(row(rows));
        }
      }
    }
    if (sessions.isEmpty() || !request.files() && !request.messages() && request.extraColumns().isEmpty()) {
      return sessions;
    }
    return completed(sessions, schema, connection);
  }

  /** The session with a key, or null. */
  Session one(String key, AgentSchema schema, Connection connection) throws SQLException {
    try (PreparedStatement nodes = connection.prepareStatement(select(schema.schema()) + " WHERE n.session_key = ?")) {
      nodes.setString(1, key);
      try (ResultSet rows = nodes.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        List<Session> sessions = List.of(row(rows));
        return completed(sessions, schema, connection).get(0);
      }
    }
  }

  private static String select(Schema schema) {
    return "SELECT n.session_key, n.current_session_id, CASE WHEN octet_length(n.entry_json) <= " + LARGEST_ENTRY
        + " THEN n.entry_json END, n.entry_valid, n.updated_at, octet_length(n.entry_json), "
        + schema.column("n", "session_nodes", "created_at") + ", "
        + schema.column("n", "session_nodes", "archived_at") + " FROM session_nodes n";
  }

  private Session row(ResultSet rows) throws SQLException {
    String key = rows.getString(1);
    String json = rows.getString(3);
    byte[] text = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
    EntryFacts facts = EntryFacts.of(key, text, environment.now());
    List<String> flags = new ArrayList<>(facts.flags());
    if (rows.getInt(4) < 0) {
      flags.add("invalid");
    }
    long updated = facts.lastActivity() == Session.UNKNOWN ? number(rows, 5) : facts.lastActivity();
    long created = facts.createdAt() == Session.UNKNOWN ? number(rows, 7) : facts.createdAt();
    return new Session(ref, key, rows.getString(2), facts.kind(), facts.agent() == null ? ref.agent() : facts.agent(),
        facts.title(), created, updated, Session.UNKNOWN, facts.tokens(), rows.getLong(6), facts.state(), flags,
        request.standing() ? facts.standing() : null, extra(facts));
  }

  private Object[] extra(EntryFacts facts) {
    return request.extraColumns().isEmpty() ? null : request.extraColumns().stream().map(name -> switch (name) {
      case "status" -> facts.status();
      case "model" -> facts.model();
      case "chatType" -> facts.chatType();
      case "compactions" -> facts.compactions() == Session.UNKNOWN ? null : (Object) facts.compactions();
      case "parent" -> facts.parent();
      default -> null;
    }).toArray();
  }

  private static long number(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? Session.UNKNOWN : value;
  }

  /** The same sessions, which follow one another in the table, with what lies beside their entries. */
  private List<Session> completed(List<Session> sessions, AgentSchema schema, Connection connection)
      throws SQLException {
    String first = sessions.get(0).key();
    String last = sessions.get(sessions.size() - 1).key();
    Map<String, Beside> beside = new HashMap<>();
    sizes(schema, connection, first, last, beside);
    Map<String, Long> messages = request.messages() ? messages(connection, first, last) : Map.of();
    List<Session> completed = new ArrayList<>(sessions.size());
    for (Session session : sessions) {
      completed.add(with(session, beside.getOrDefault(session.key(), new Beside()),
          request.messages() ? messages.getOrDefault(session.key(), 0L) : Session.UNKNOWN));
    }
    return completed;
  }

  private Session with(Session session, Beside beside, long messages) {
    List<String> flags = new ArrayList<>(session.flags());
    if (beside.cold > 0) {
      flags.add("cold");
    } else if (beside.events == 0 && session.id() != null) {
      flags.add("no-transcript");
    }
    Object[] extra = session.extra();
    for (int i = 0; extra != null && i < extra.length; i++) {
      switch (request.extraColumns().get(i)) {
        case "channel" -> extra[i] = beside.channel;
        case "windows" -> extra[i] = beside.windows;
        default -> {
          // Told by the entry.
        }
      }
    }
    return new Session(session.store(), session.key(), session.id(), session.kind(), session.agent(), session.title(),
        session.createdAt(), session.lastActivity(), messages, session.tokens(), session.bytes() + beside.bytes,
        session.state(), flags.isEmpty() ? List.of() : flags, session.standing(), extra);
  }

  private static String range(String column) {
    return column + " BETWEEN ?1 AND ?2";
  }

  private void sizes(AgentSchema schema, Connection connection, String first, String last, Map<String, Beside> found)
      throws SQLException {
    query(connection, "SELECT w.session_key, count(*), max(" + schema.schema().column("w", "session_windows", "channel")
        + ") FROM session_windows w WHERE " + range("w.session_key") + " GROUP BY w.session_key", first, last,
        row -> {
          Beside beside = found.computeIfAbsent(row.getString(1), key -> new Beside());
          beside.windows = row.getLong(2);
          beside.channel = row.getString(3);
        });
    if (!request.files()) {
      return;
    }
    query(connection, "SELECT w.session_key, count(*), sum(" + schema.eventBytes("e")
        + ") FROM session_windows w JOIN transcript_events e ON e.session_id = w.session_id WHERE "
        + range("w.session_key") + " GROUP BY w.session_key", first, last, row -> {
          Beside beside = found.computeIfAbsent(row.getString(1), key -> new Beside());
          beside.events = row.getLong(2);
          beside.bytes += row.getLong(3);
        });
    if (schema.schema().has("session_transcript_cold_archives", "archive_bytes")) {
      query(connection, "SELECT w.session_key, count(*), sum(c.archive_bytes) FROM session_windows w JOIN"
          + " session_transcript_cold_archives c ON c.session_id = w.session_id WHERE " + range("w.session_key")
          + " GROUP BY w.session_key", first, last, row -> {
            Beside beside = found.computeIfAbsent(row.getString(1), key -> new Beside());
            beside.cold = row.getLong(2);
            beside.bytes += row.getLong(3);
          });
    }
  }

  private static Map<String, Long> messages(Connection connection, String first, String last) throws SQLException {
    Map<String, Long> messages = new HashMap<>();
    query(connection, "SELECT n.session_key, count(*) FROM session_nodes n JOIN transcript_event_identities i"
        + " ON i.session_id = n.current_session_id WHERE i.event_type = 'message' AND " + range("n.session_key")
        + " GROUP BY n.session_key", first, last, row -> messages.put(row.getString(1), row.getLong(2)));
    return messages;
  }

  /** Takes a row. */
  @FunctionalInterface
  private interface Taker {
    void take(ResultSet row) throws SQLException;
  }

  private static void query(Connection connection, String sql, String first, String last, Taker taker)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, first);
      statement.setString(2, last);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taker.take(rows);
        }
      }
    }
  }
}
