package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;

/** A gateway's database, with the table and the indexes of praisonaiagents 1.7.0. */
final class GatewayDatabase implements AutoCloseable {

  private static final String[] SCHEMA = {
    "CREATE TABLE IF NOT EXISTS sessions (session_id TEXT PRIMARY KEY, data TEXT NOT NULL, agent_name TEXT,"
        + " gateway_session_id TEXT, agent_id TEXT, updated_at TEXT)",
    "CREATE INDEX IF NOT EXISTS idx_sessions_gateway ON sessions(gateway_session_id)",
    "CREATE INDEX IF NOT EXISTS idx_sessions_agent ON sessions(agent_id)",
    "CREATE INDEX IF NOT EXISTS idx_sessions_agent_name ON sessions(agent_name)",
    "CREATE INDEX IF NOT EXISTS idx_sessions_updated ON sessions(updated_at)"};

  final Path path;
  private final Environment environment;
  private final Connection connection;

  GatewayDatabase(Path sessions, Environment environment) throws Exception {
    this.path = sessions.resolve("sessions.db");
    this.environment = environment;
    this.connection = open(path);
  }

  /** Opens one as a gateway does. */
  static Connection open(Path path) throws Exception {
    Connection connection = TestDatabase.open(path);
    TestDatabase.execute(connection, SCHEMA);
    return connection;
  }

  void execute(String... statements) throws Exception {
    TestDatabase.execute(connection, statements);
  }

  /** Writes a session whose columns are those of the texts that {@link SessionText} makes. */
  void write(String id, SessionText text) throws Exception {
    write(id, text.toString(), null, "2026-11-02T08:00:00.654321+00:00");
  }

  void write(String id, String data, String agent, String updated) throws Exception {
    write(id, data.getBytes(StandardCharsets.UTF_8), agent, updated);
  }

  void write(String id, byte[] data, String agent, String updated) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement(
        "INSERT OR REPLACE INTO sessions VALUES(?, CAST(? AS TEXT), ?, NULL, NULL, ?)")) {
      insert.setString(1, id);
      insert.setBytes(2, data);
      insert.setString(3, agent);
      insert.setString(4, updated);
      insert.executeUpdate();
    }
  }

  TranscriptStore store() {
    return new TranscriptStore(new StoreRef("praisonai-sqlite", "gateway", path, null, null), environment);
  }

  /** The rows of a scan, which must have been complete. */
  List<Session> scan() throws IOException {
    List<Session> rows = new ArrayList<>();
    boolean complete = store().scan(new ScanRequest(true, true, true, new TranscriptFormat().extraColumns()),
        new SessionVisitor() {
          @Override
          public void session(Session session) {
            rows.add(session);
          }

          @Override
          public void problem(Path path, String message) {
            throw new AssertionError(path + " " + message);
          }
        });
    if (!complete) {
      throw new AssertionError("not complete");
    }
    return rows;
  }

  List<Finding> check(int level) throws IOException {
    List<Finding> findings = new ArrayList<>();
    store().check(new CheckRequest(level, 100, 0, null), findings::add);
    return findings;
  }

  /** Ends the only connection, so that the log is gone. */
  @Override
  public void close() throws Exception {
    connection.close();
  }
}
