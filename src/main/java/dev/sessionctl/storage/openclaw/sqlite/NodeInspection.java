package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.openclaw.EntryFacts;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** Gathers everything that is known of one session: its entry, its windows, the rows of its transcripts. */
record NodeInspection(StoreRef ref, AgentPlaces places, Environment environment) {

  private static final int MOST_WINDOWS = 100;

  /** What one snapshot tells. */
  private record Seen(Session session, byte[] entry, Map<String, Object> stored, Map<String, Object> transcript,
      List<Message> messages, List<String> cold) {}

  SessionDetail detail(String key, InspectRequest request, Database database, List<LockView> locks,
      List<Owner> owners) throws StoreException {
    Seen seen = database.read(connection -> read(key, request, connection));
    if (seen == null) {
      throw new NoSuchSessionException("no session " + key + " in " + ref.path());
    }
    Map<String, Map<String, Object>> fields = new LinkedHashMap<>(EntryFacts.groups(seen.entry()));
    fields.put("database", seen.stored());
    return new SessionDetail(seen.session(), fields, artifacts(key, seen), locks, owners, seen.transcript(),
        seen.messages(), request.raw() ? seen.entry() : null);
  }

  private Seen read(String key, InspectRequest request, Connection connection) throws SQLException, IOException {
    AgentSchema schema = AgentSchema.of(ref.path(), connection);
    Session session = new NodeRows(ref, new ScanRequest(true, true, false, List.of()), environment)
        .one(key, schema, connection);
    if (session == null) {
      return null;
    }
    Map<String, Object> stored = new LinkedHashMap<>();
    stored.put("schema", (long) schema.version());
    if (schema.application() != null) {
      stored.put("release", schema.application());
    }
    byte[] entry = entry(key, connection, stored);
    stored.put("windows", windows(key, schema, connection));
    List<String> cold = cold(key, schema, connection);
    if (!cold.isEmpty()) {
      stored.put("coldStorage", cold);
    }
    return new Seen(session, entry, stored, statistics(session.id(), schema, connection),
        messages(session.id(), request.lastMessages(), schema, connection), cold);
  }

  private static byte[] entry(String key, Connection connection, Map<String, Object> stored) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT entry_json, entry_valid FROM session_nodes WHERE session_key = ?")) {
      statement.setString(1, key);
      try (ResultSet row = statement.executeQuery()) {
        String json = row.getString(1);
        stored.put("certified", switch (row.getInt(2)) {
          case 1 -> "yes";
          case 0 -> "not yet";
          default -> "refused by the product";
        });
        return json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
      }
    }
  }

  /** One conversation has a window, with an id of its own, from every /new to the next. */
  private static List<Object> windows(String key, AgentSchema schema, Connection connection) throws SQLException {
    List<Object> windows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT w.session_id, w.created_at, w.updated_at, "
        + schema.schema().column("w", "session_windows", "reason") + ", (SELECT count(*) FROM transcript_events e"
        + " WHERE e.session_id = w.session_id) FROM session_windows w WHERE w.session_key = ?"
        + " ORDER BY w.created_at DESC LIMIT " + MOST_WINDOWS)) {
      statement.setString(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Map<String, Object> window = new LinkedHashMap<>();
          window.put("sessionId", rows.getString(1));
          window.put("createdAt", Instant.ofEpochMilli(rows.getLong(2)));
          window.put("updatedAt", Instant.ofEpochMilli(rows.getLong(3)));
          if (rows.getString(4) != null) {
            window.put("reason", rows.getString(4));
          }
          window.put("events", rows.getLong(5));
          windows.add(window);
        }
      }
    }
    return windows;
  }

  private static List<String> cold(String key, AgentSchema schema, Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    if (!schema.schema().has("session_transcript_cold_archives", "archive_name")) {
      return names;
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT c.archive_name FROM session_windows w JOIN"
        + " session_transcript_cold_archives c ON c.session_id = w.session_id WHERE w.session_key = ?")) {
      statement.setString(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  private static Map<String, Object> statistics(String id, AgentSchema schema, Connection connection)
      throws SQLException {
    Map<String, Object> values = new LinkedHashMap<>();
    String compressed = schema.compresses() ? "count(e.event_zstd), sum(e.event_utf8_bytes)" : "0, NULL";
    try (PreparedStatement statement = connection.prepareStatement("SELECT count(*), min(e.created_at),"
        + " max(e.created_at), sum(" + schema.eventBytes("e") + "), " + compressed
        + " FROM transcript_events e WHERE e.session_id = ?")) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        values.put("events", row.getLong(1));
        if (row.getLong(1) == 0) {
          return values;
        }
        values.put("firstTimestamp", Instant.ofEpochMilli(row.getLong(2)));
        values.put("lastTimestamp", Instant.ofEpochMilli(row.getLong(3)));
        values.put("bytes", row.getLong(4));
        values.put("compressedEvents", row.getLong(5));
        if (row.getLong(6) > 0) {
          values.put("bytesUncompressed", row.getLong(6));
        }
      }
    }
    Map<String, Object> types = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT coalesce(event_type, 'none'), count(*) FROM"
        + " transcript_event_identities WHERE session_id = ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50")) {
      statement.setString(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          types.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    values.put("types", types);
    return values;
  }

  private List<Message> messages(String id, int count, AgentSchema schema, Connection connection)
      throws SQLException, IOException {
    List<Message> messages = new ArrayList<>();
    if (count <= 0) {
      return messages;
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT " + schema.eventColumns("e") + " FROM"
        + " transcript_event_identities i JOIN transcript_events e ON e.session_id = i.session_id AND e.seq = i.seq"
        + " WHERE i.session_id = ? AND i.event_type = 'message' ORDER BY i.seq DESC LIMIT ?")) {
      statement.setString(1, id);
      statement.setInt(2, count);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          byte[] text = EventText.of(rows, 1, environment);
          messages.add(text == null ? new Message(Session.UNKNOWN, "", "[unreadable]") : EntryFacts.message(text));
        }
      }
    }
    Collections.reverse(messages);
    return messages;
  }

  private List<Artifact> artifacts(String key, Seen seen) throws StoreException {
    List<Artifact> found = new ArrayList<>();
    try {
      for (String name : seen.cold()) {
        add(found, places.coldStorage(), name, "cold-storage");
      }
      for (ImportManifest manifest : ImportManifest.readAll(places)) {
        for (ImportManifest.Move move : manifest.moves()) {
          if (key.equals(move.sessionKey())) {
            add(found, places.importArchive(), move.archive(), "import-original");
          }
        }
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("look at the files of " + key + " beside", ref.path(), e);
    }
    return found;
  }

  private static void add(List<Artifact> found, Path directory, String name, String role) throws IOException {
    Path file = directory.resolve(name);
    FileIdentity identity = file.getParent().equals(directory) ? FileIdentity.ofNullable(file) : null;
    if (identity != null) {
      found.add(new Artifact(file, role, identity.size(), identity.modifiedMillis(), false));
    }
  }
}
