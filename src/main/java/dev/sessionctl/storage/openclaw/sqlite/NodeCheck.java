package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.openclaw.EntryFacts;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Checks the entries of all sessions, a batch in one transaction. */
record NodeCheck(Path path, Database database, Environment environment, Findings findings) {

  private static final int BATCH = 1_000;

  /** What a batch came to. */
  private record Batch(List<Finding> findings, String last, int count) {}

  /** Returns the number of sessions. */
  long run() throws IOException {
    long sessions = 0;
    String key = null;
    while (true) {
      String after = key;
      Batch batch = database.read(connection -> batch(after, connection));
      findings.release(batch.findings());
      sessions += batch.count();
      if (batch.count() < BATCH) {
        return sessions;
      }
      key = batch.last();
    }
  }

  private Batch batch(String after, Connection connection) throws SQLException, IOException {
    AgentSchema.of(path, connection);
    List<Finding> found = new ArrayList<>();
    String last = null;
    int count = 0;
    try (PreparedStatement statement = connection.prepareStatement("SELECT n.session_key, n.current_session_id,"
        + " n.entry_json, n.entry_valid, EXISTS (SELECT 1 FROM session_windows w WHERE w.session_id ="
        + " n.current_session_id) FROM session_nodes n WHERE n.session_key " + (after == null ? ">=" : ">")
        + " ? ORDER BY n.session_key LIMIT " + BATCH)) {
      statement.setString(1, after == null ? "" : after);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          last = rows.getString(1);
          count++;
          look(rows, last, findings.held(found));
        }
      }
    }
    return new Batch(found, last, count);
  }

  private void look(ResultSet row, String key, Findings held) throws SQLException, IOException {
    String id = row.getString(2);
    String json = row.getString(3);
    EntryFacts facts = EntryFacts.of(key, json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8),
        environment.now());
    if (facts.flags().contains("no-object")) {
      held.add(DatabaseFlaw.ENTRY_UNREADABLE, key, path, "its entry is no JSON object");
    } else if (row.getInt(4) < 0) {
      held.add(DatabaseFlaw.ENTRY_REFUSED, key, path, "the product has looked at its entry and refused it");
    }
    if (facts.id() != null && !facts.id().equals(id)) {
      held.add(DatabaseFlaw.ENTRY_OTHER_ID, key, path, "its entry names session " + facts.id() + ", its row " + id);
    }
    if (facts.flags().contains("future")) {
      held.add(DatabaseFlaw.ENTRY_FUTURE_TIME, key, path, "it was active at a time that is yet to come");
    }
    if (!id.isEmpty() && !row.getBoolean(5)) {
      held.add(DatabaseFlaw.WINDOW_MISSING, key, path, "there is no window " + id + " for it, so no transcript");
    }
  }
}
