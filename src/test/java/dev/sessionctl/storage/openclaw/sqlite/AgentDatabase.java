package dev.sessionctl.storage.openclaw.sqlite;

import com.github.luben.zstd.Zstd;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.storage.system.ZstdLibrary;
import dev.sessionctl.storage.trash.FileHash;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A state directory with one agent's database, as 2026.9.6 writes it: the tables of schema 23 that hold sessions, with
 * the columns that matter.
 */
final class AgentDatabase implements AutoCloseable {

  static final long THEN = FakeEnvironment.NOW - 86_400_000L;

  final Path state;
  final AgentPlaces places;
  private final Connection connection;

  AgentDatabase(Path state) throws Exception {
    this.state = state;
    this.places = new AgentPlaces(state.resolve("agents/main/agent/openclaw-agent.sqlite"));
    Files.createDirectories(places.database().getParent());
    Files.createDirectories(places.sessions());
    this.connection = TestDatabase.open(places.database());
    execute("PRAGMA auto_vacuum=INCREMENTAL", "PRAGMA user_version=23",
        "CREATE TABLE schema_meta (meta_key TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL, schema_version INTEGER"
            + " NOT NULL, agent_id TEXT, app_version TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)"
            + " STRICT",
        "INSERT INTO schema_meta VALUES('primary', 'agent', 23, 'main', '2026.9.6', 1, 1)",
        "CREATE TABLE session_nodes (session_key TEXT NOT NULL PRIMARY KEY, current_session_id TEXT NOT NULL,"
            + " entry_json TEXT NOT NULL, entry_valid INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL, status"
            + " TEXT, created_at INTEGER, label TEXT, archived_at INTEGER) STRICT",
        "CREATE TABLE session_windows (session_id TEXT NOT NULL PRIMARY KEY, session_key TEXT NOT NULL, reason TEXT,"
            + " created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, channel TEXT, FOREIGN KEY (session_key)"
            + " REFERENCES session_nodes(session_key) ON DELETE CASCADE) STRICT",
        "CREATE TABLE transcript_events (session_id TEXT NOT NULL, seq INTEGER NOT NULL, event_json TEXT, created_at"
            + " INTEGER NOT NULL, event_zstd BLOB, event_utf8_bytes INTEGER, navigation_json TEXT, PRIMARY KEY"
            + " (session_id, seq), FOREIGN KEY (session_id) REFERENCES session_windows(session_id) ON DELETE CASCADE)"
            + " STRICT",
        "CREATE TABLE transcript_event_identities (session_id TEXT NOT NULL, event_id TEXT NOT NULL, seq INTEGER NOT"
            + " NULL, event_type TEXT, parent_id TEXT, created_at INTEGER NOT NULL, PRIMARY KEY (session_id, event_id),"
            + " FOREIGN KEY (session_id, seq) REFERENCES transcript_events(session_id, seq) ON DELETE CASCADE) STRICT",
        "CREATE TABLE session_transcript_cold_archives (session_id TEXT NOT NULL PRIMARY KEY, archive_name TEXT NOT"
            + " NULL UNIQUE, archive_bytes INTEGER NOT NULL, storage TEXT NOT NULL) STRICT",
        "CREATE TABLE session_transcript_archives (session_id TEXT NOT NULL, reason TEXT NOT NULL) STRICT",
        "CREATE TABLE transcript_rewrite_watermarks (session_id TEXT NOT NULL PRIMARY KEY) STRICT");
  }

  void execute(String... statements) throws Exception {
    TestDatabase.execute(connection, statements);
  }

  /** A session with an entry and a transcript of a header and some messages; the last of them is compressed. */
  List<String> session(String key, String id, int messages) throws Exception {
    node(key, id, "{\"sessionId\":\"" + id + "\",\"updatedAt\":" + THEN + ",\"label\":\"About " + id
        + "\",\"totalTokens\":77,\"model\":\"m\"}");
    return transcript(key, id, messages);
  }

  void node(String key, String id, String entry) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO session_nodes(session_key,"
        + " current_session_id, entry_json, entry_valid, updated_at, created_at) VALUES(?, ?, ?, 1, ?, ?)")) {
      insert.setString(1, key);
      insert.setString(2, id);
      insert.setString(3, entry);
      insert.setLong(4, THEN);
      insert.setLong(5, THEN - 1000);
      insert.executeUpdate();
    }
  }

  /** A window and its rows; the lines that an earlier release would have written. */
  List<String> transcript(String key, String id, int messages) throws Exception {
    execute("INSERT INTO session_windows VALUES('" + id + "', '" + key + "', 'initial', " + THEN + ", " + THEN
        + ", 'slack')");
    List<String> lines = new ArrayList<>();
    lines.add("{\"type\":\"session\",\"version\":3,\"id\":\"" + id + "\"}");
    for (int i = 1; i <= messages; i++) {
      lines.add("{\"type\":\"message\",\"id\":\"" + id + "-" + i + "\",\"message\":{\"role\":\"user\","
          + "\"content\":\"words " + i + " ğ" + (i == messages ? " again".repeat(300) : "") + "\"}}");
    }
    for (int seq = 0; seq < lines.size(); seq++) {
      event(id, seq, lines.get(seq), seq > 0 && seq == messages);
      execute("INSERT INTO transcript_event_identities VALUES('" + id + "', '" + (seq == 0 ? id : id + "-" + seq)
          + "', " + seq + ", '" + (seq == 0 ? "session" : "message") + "', NULL, 1)");
    }
    return lines;
  }

  private void event(String id, int seq, String line, boolean compressed) throws Exception {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    // Loads the library without leaving anything behind.
    ZstdLibrary.decompress(new byte[0], 0, environment());
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO transcript_events VALUES(?, ?, ?, ?, ?, ?,"
        + " ?)")) {
      insert.setString(1, id);
      insert.setInt(2, seq);
      insert.setString(3, compressed ? null : line);
      insert.setLong(4, THEN);
      insert.setBytes(5, compressed ? Zstd.compress(bytes, 1) : null);
      insert.setInt(6, bytes.length);
      insert.setString(7, compressed ? "{}" : null);
      insert.executeUpdate();
    }
  }

  /** What an import of files leaves: the originals in the archive and a record of them. */
  void imported(Map<String, List<String>> transcripts, Map<String, String> keysById) throws Exception {
    Files.createDirectories(places.importArchive());
    Files.createDirectories(places.manifests());
    List<String> moves = new ArrayList<>();
    StringBuilder index = new StringBuilder("{");
    for (Map.Entry<String, List<String>> transcript : transcripts.entrySet()) {
      String id = transcript.getKey();
      Path file = places.importArchive().resolve("k." + id + ".jsonl.imported-1");
      Files.writeString(file, String.join("\n", transcript.getValue()) + "\n");
      moves.add(move(file, id + ".jsonl", "transcript", keysById.get(id), "imported"));
      index.append(index.length() > 1 ? "," : "").append('"').append(keysById.get(id)).append("\":{}");
    }
    Path file = places.importArchive().resolve("legacy-store.sessions.json.imported-1");
    Files.writeString(file, index + "}");
    moves.add(move(file, "sessions.json", "legacy-store", null, "imported"));
    manifest(String.join(",", moves));
  }

  void manifest(String moves) throws Exception {
    Files.writeString(places.manifests().resolve("session-sqlite-1-abc.json"), "{\"manifestVersion\":3,"
        + "\"openClawVersion\":\"2026.9.6\",\"targets\":[{\"agentId\":\"main\",\"completedMoves\":[" + moves + "]}]}");
  }

  /** Paths are those of another host, as in a copy. */
  static String move(Path file, String source, String kind, String key, String classification) throws Exception {
    return "{\"archivePath\":\"/elsewhere/" + file.getFileName() + "\",\"sourcePath\":\"/elsewhere/" + source
        + "\",\"kind\":\"" + kind + "\"," + (key == null ? "" : "\"sessionKey\":\"" + key + "\",")
        + "\"artifact\":{\"classification\":\"" + classification + "\",\"disposal\":{\"state\":\"retained\"},"
        + "\"identity\":{\"size\":" + Files.size(file) + ",\"sha256\":\"" + FileHash.sha256(file) + "\"}}}";
  }

  Environment environment() {
    return FakeEnvironment.of(state.getParent(), Map.of());
  }

  AgentDatabaseStore store() {
    return new AgentDatabaseStore(new StoreRef("openclaw-sqlite", "C", places.database(), "main", null),
        environment());
  }

  /** Ends the only connection, so that the log is gone. */
  @Override
  public void close() throws Exception {
    connection.close();
  }
}
