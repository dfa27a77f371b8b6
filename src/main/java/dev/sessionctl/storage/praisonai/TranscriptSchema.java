package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The one schema of a gateway's database that is known (praisonaiagents 1.7.0), which has no version in it. */
final class TranscriptSchema {

  private static final List<String> NEEDED = List.of("sessions.session_id", "sessions.data", "sessions.agent_name",
      "sessions.gateway_session_id", "sessions.agent_id", "sessions.updated_at");

  private TranscriptSchema() {}

  /**
   * Looks whether a database has it.
   *
   * @throws UnsupportedVersionException when it has another
   */
  static void require(Path path, Connection connection) throws SQLException, IOException {
    int version;
    String encoding;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      try (ResultSet row = statement.executeQuery("PRAGMA encoding")) {
        encoding = row.getString(1);
      }
    }
    String missing = Schema.of(connection).missing(NEEDED);
    if (version != 0 || missing != null || !"UTF-8".equals(encoding)) {
      throw new UnsupportedVersionException(path + " has a schema that no release of PraisonAI wrote that is known ("
          + (missing != null ? "without " + missing : version != 0 ? "user_version " + version
              : "encoding " + encoding) + "); use the product's own library");
    }
  }
}
