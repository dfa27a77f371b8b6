package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads every row of every transcript as the product would, some hundred in one transaction. */
record EventCheck(Path path, Database database, Environment environment, Findings findings, CheckBudget budget) {

  private static final int BATCH = 500;

  /** Where a batch ended, and what it came to. */
  private record Batch(List<Finding> findings, String session, long seq, int count) {}

  /** Returns whether there was time for all of them. */
  boolean run() throws IOException {
    Batch batch = new Batch(List.of(), "", Long.MIN_VALUE, BATCH);
    while (batch.count() == BATCH) {
      if (budget.isExceeded()) {
        return false;
      }
      Batch before = batch;
      batch = database.read(connection -> after(before, connection));
      findings.release(batch.findings());
    }
    return true;
  }

  private Batch after(Batch before, Connection connection) throws SQLException, IOException {
    AgentSchema schema = AgentSchema.of(path, connection);
    List<Finding> found = new ArrayList<>();
    Findings held = findings.held(found);
    String session = before.session();
    long seq = before.seq();
    int count = 0;
    try (PreparedStatement statement = connection.prepareStatement("SELECT e.session_id, e.seq, w.session_key, "
        + schema.eventColumns("e") + " FROM transcript_events e LEFT JOIN session_windows w ON w.session_id ="
        + " e.session_id WHERE (e.session_id, e.seq) > (?, ?) ORDER BY e.session_id, e.seq LIMIT " + BATCH)) {
      statement.setString(1, session);
      statement.setLong(2, seq);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          boolean first = !session.equals(rows.getString(1));
          session = rows.getString(1);
          seq = rows.getLong(2);
          count++;
          String key = rows.getString(3);
          if (budget.chooses(key == null ? session : key)) {
            look(rows, key, first, held);
          }
        }
      }
    }
    return new Batch(found, session, seq, count);
  }

  private void look(ResultSet row, String key, boolean first, Findings held) throws SQLException, IOException {
    byte[] text = EventText.of(row, 4, environment);
    EventDigests.Label label = text == null ? null : EventDigests.label(text, 0, text.length);
    String where = "row " + row.getLong(2) + " of transcript " + row.getString(1);
    if (label == null) {
      held.add(DatabaseFlaw.EVENT_UNREADABLE, key, path, where + (text == null ? " cannot be decompressed"
          : " is no JSON object"));
    } else if (first && !"session".equals(label.type())) {
      held.add(DatabaseFlaw.EVENT_HEADER, key, path, where + " is its first and no header");
    }
  }
}
