package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What a database says it is, and what it has.
 *
 * @param version {@code user_version}; 23 in 2026.9.6, the newest that is known
 * @param application the release that made or last migrated it, or null
 * @param schema its tables
 */
record AgentSchema(int version, String application, Schema schema) {

  static final int NEWEST = 23;

  private static final List<String> NEEDED = List.of("session_nodes.session_key", "session_nodes.current_session_id",
      "session_nodes.entry_json", "session_nodes.entry_valid", "session_nodes.updated_at",
      "session_windows.session_id", "session_windows.session_key", "session_windows.created_at",
      "session_windows.updated_at", "transcript_events.session_id", "transcript_events.seq",
      "transcript_events.event_json", "transcript_events.created_at", "transcript_event_identities.session_id",
      "transcript_event_identities.event_id", "transcript_event_identities.seq",
      "transcript_event_identities.event_type");

  /**
   * Looks at it.
   *
   * @throws UnsupportedVersionException when it is newer than what is known, or lacks what a reader needs
   */
  static AgentSchema of(Path path, Connection connection) throws SQLException, IOException {
    int version;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      version = row.getInt(1);
    }
    Schema schema = Schema.of(connection);
    if (version > NEWEST) {
      throw new UnsupportedVersionException(path + " has schema " + version + "; known are those up to " + NEWEST
          + " (OpenClaw 2026.9.6); use 'openclaw sessions --json'");
    }
    String missing = schema.missing(NEEDED);
    if (missing != null) {
      throw new UnsupportedVersionException(path + " has schema " + version + " without " + missing
          + ", which no release wrote that is known; use 'openclaw sessions --json'");
    }
    String application = null;
    if (schema.has("schema_meta", "app_version") && schema.has("schema_meta", "role")) {
      try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(
          "SELECT role, app_version FROM schema_meta WHERE meta_key = 'primary'")) {
        if (row.next()) {
          application = row.getString(2);
          if (!"agent".equals(row.getString(1))) {
            throw new UnsupportedVersionException(path + " is a database of OpenClaw, but none of an agent");
          }
        }
      }
    }
    return new AgentSchema(version, application, schema);
  }

  /** Whether rows of transcripts may be compressed, from schema 23 on. */
  boolean compresses() {
    return schema.has("transcript_events", "event_zstd") && schema.has("transcript_events", "event_utf8_bytes");
  }

  /** Bytes of a transcript's row in the database, as SQL. */
  String eventBytes(String alias) {
    String bytes = "coalesce(octet_length(" + alias + ".event_json), 0)";
    return compresses() ? bytes + " + coalesce(length(" + alias + ".event_zstd), 0)" : bytes;
  }

  /** The columns from which {@link EventText} makes the text of a row. */
  String eventColumns(String alias) {
    return compresses() ? alias + ".event_json, " + alias + ".event_zstd, " + alias + ".event_utf8_bytes"
        : alias + ".event_json, NULL, NULL";
  }
}
