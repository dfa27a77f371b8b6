package dev.sessionctl.storage.claudemem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers everything that is known of one session: its row, and what belongs to it in every table. */
record MemInspection(StoreRef ref, Environment environment) {

  private static final int LONGEST_TEXT = 64 << 10;
  private static final JsonFactory JSON = new JsonFactory();

  SessionDetail detail(String key, InspectRequest request, Database database, List<LockView> locks,
      List<Owner> owners) throws StoreException {
    SessionDetail detail = database.read(connection -> read(key, request, connection, locks, owners));
    if (detail == null) {
      throw new NoSuchSessionException("no session " + key + " in " + ref.path());
    }
    return detail;
  }

  private SessionDetail read(String key, InspectRequest request, Connection connection, List<LockView> locks,
      List<Owner> owners) throws SQLException, IOException {
    MemSchema schema = MemSchema.of(ref.path(), connection);
    MemRows rows = new MemRows(schema, connection, environment.now());
    MemRow row = rows.one(key);
    if (row == null) {
      return null;
    }
    Map<String, Map<String, Object>> fields = new LinkedHashMap<>();
    fields.put("session", session(row));
    Map<String, Object> queue = queue(row, schema, rows, connection);
    if (!queue.isEmpty()) {
      fields.put("queue", queue);
    }
    fields.put("bytes", new LinkedHashMap<>(row.sizes));
    Map<String, Object> statistics = new LinkedHashMap<>();
    statistics.put("prompts", row.count("user_prompts"));
    statistics.put("observations", row.count("observations"));
    statistics.put("summaries", row.count("session_summaries"));
    if (row.counts.containsKey("tool_uses")) {
      statistics.put("toolUses", row.count("tool_uses"));
    }
    if (schema.schema().has("observations", "type") && row.memoryId != null) {
      statistics.put("types", types(row, schema, connection));
    }
    return new SessionDetail(row.session(ref, ScanRequest.USUAL, QueueReaders.of(schema, null), environment), fields,
        List.of(), locks, owners, statistics, messages(row, request.lastMessages(), schema, connection),
        request.raw() ? raw(row, connection) : null);
  }

  private static Map<String, Object> session(MemRow row) {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("project", row.project);
    put(session, "platform", row.platform);
    put(session, "contentSessionId", row.contentId);
    put(session, "memorySessionId", row.memoryId);
    put(session, "customTitle", row.title);
    put(session, "status", row.status);
    session.put("startedAt", Instant.ofEpochMilli(row.started));
    put(session, "completedAt", row.completed == Session.UNKNOWN ? null : Instant.ofEpochMilli(row.completed));
    session.put("discoveryTokens", row.tokens);
    return session;
  }

  private static void put(Map<String, Object> fields, String name, Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private static Map<String, Object> queue(MemRow row, MemSchema schema, MemRows rows, Connection connection)
      throws SQLException {
    Map<String, Object> queue = new LinkedHashMap<>(row.queue);
    if (queue.isEmpty()) {
      return queue;
    }
    queue.put("stuck", row.stuck);
    QueueReaders readers = QueueReaders.of(schema, null);
    if (readers != QueueReaders.SOME) {
      queue.put("readBy", (readers == QueueReaders.NONE ? "nobody" : "releases up to 13.3")
          + ": releases from 13.4 on keep their queue in memory");
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT min(created_at_epoch) FROM pending_messages"
        + " c WHERE session_db_id = ? AND status IN ('pending', 'processing')")) {
      statement.setLong(1, row.id);
      try (ResultSet found = statement.executeQuery()) {
        if (found.getLong(1) > 0) {
          queue.put("oldest", Instant.ofEpochMilli(found.getLong(1)));
        }
      }
    }
    return queue;
  }

  private static Map<String, Object> types(MemRow row, MemSchema schema, Connection connection) throws SQLException {
    Map<String, Object> types = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT substr(type, 1, 100), count(*) FROM"
        + " observations WHERE " + schema.memoryId() + " = ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20")) {
      statement.setString(1, row.memoryId);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          types.put(String.valueOf(found.getString(1)), found.getLong(2));
        }
      }
    }
    return types;
  }

  /** What a person, the observer and the summaries said, in the order of their times. */
  private static List<Message> messages(MemRow row, int count, MemSchema schema, Connection connection)
      throws SQLException {
    List<Message> messages = new ArrayList<>();
    if (count <= 0) {
      return messages;
    }
    String prompts = schema.isOfMemoryQueue()
        ? "(session_db_id = ?1 OR session_db_id IS NULL AND " + schema.contentId() + " = ?3)"
        : schema.contentId() + " = ?3";
    String text = schema.schema().column("o", "observations", "text");
    String narrative = schema.schema().column("o", "observations", "narrative");
    String title = schema.schema().column("o", "observations", "title");
    String completed = schema.schema().column("m", "session_summaries", "completed");
    String learned = schema.schema().column("m", "session_summaries", "learned");
    try (PreparedStatement statement = connection.prepareStatement("SELECT t, role, substr(text, 1, " + LONGEST_TEXT
        + ") FROM (SELECT created_at_epoch t, id, 'user' role, prompt_text text FROM user_prompts WHERE " + prompts
        + " UNION ALL SELECT o.created_at_epoch, o.id, 'observation', coalesce(" + title + " || char(10), '')"
        + " || coalesce(" + narrative + ", " + text + ", '') FROM observations o WHERE o." + schema.memoryId() + " = ?2"
        + " UNION ALL SELECT m.created_at_epoch, m.id, 'summary', coalesce(" + completed + " || char(10), '')"
        + " || coalesce(" + learned + ", '') FROM session_summaries m WHERE m." + schema.memoryId() + " = ?2)"
        + " ORDER BY t DESC, role DESC, id DESC LIMIT ?4")) {
      statement.setLong(1, row.id);
      statement.setString(2, row.memoryId);
      statement.setString(3, row.contentId);
      statement.setInt(4, count);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          String said = found.getString(3);
          messages.add(new Message(found.getLong(1), found.getString(2), said == null ? "" : said.strip()));
        }
      }
    }
    Collections.reverse(messages);
    return messages;
  }

  /** The session's own row as JSON, values as SQLite keeps them. */
  private static byte[] raw(MemRow row, Connection connection) throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM sdk_sessions WHERE id = ?");
        JsonGenerator json = JSON.createGenerator(bytes)) {
      statement.setLong(1, row.id);
      try (ResultSet found = statement.executeQuery()) {
        json.writeStartObject();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          json.writeFieldName(found.getMetaData().getColumnName(i));
          Object value = found.getObject(i);
          if (value == null) {
            json.writeNull();
          } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
          } else if (value instanceof Double number) {
            json.writeNumber(number);
          } else {
            json.writeString(value instanceof byte[] blob ? "(" + blob.length + " bytes)" : value.toString());
          }
        }
        json.writeEndObject();
      }
    }
    return bytes.toByteArray();
  }
}
