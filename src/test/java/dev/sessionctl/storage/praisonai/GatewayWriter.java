package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A process that writes as the gateway does (praisonaiagents 1.7.0): in {@code BEGIN IMMEDIATE} it reads a session,
 * adds a message and writes all of it. Arguments: the database, the kind of journal, the busy timeout in milliseconds,
 * and how many sessions. The title is the number of messages. Ends when something is written to its standard input.
 */
public final class GatewayWriter {

  private static final String END = "], \"created_at\"";

  private GatewayWriter() {}

  public static void main(String[] arguments) throws Exception {
    long done = 0;
    long failed = 0;
    try (Connection connection = GatewayDatabase.open(Path.of(arguments[0]))) {
      TestDatabase.execute(connection, "PRAGMA journal_mode=" + arguments[1], "PRAGMA busy_timeout=" + arguments[2]);
      int sessions = Integer.parseInt(arguments[3]);
      System.out.println("started");
      for (int i = 0; System.in.available() == 0; i++) {
        long begin = System.nanoTime();
        if (add(connection, "s" + i % sessions)) {
          done++;
        } else {
          failed++;
        }
        // No gateway writes all the time. In a rollback journal nobody reads while it does, however slow the disk is.
        Thread.sleep(Duration.ofNanos(System.nanoTime() - begin).toMillis());
      }
    }
    System.out.println("done " + done + " failed " + failed);
  }

  private static boolean add(Connection connection, String id) {
    try {
      TestDatabase.execute(connection, "BEGIN IMMEDIATE");
      String data = read(connection, id);
      int at = data.indexOf(END);
      int count = data.split("\"role\"", -1).length;
      String updated = "2026-11-02T08:00:00." + String.format(java.util.Locale.ROOT, "%06d", count) + "+00:00";
      String message = (count == 1 ? "" : ", ") + "{\"role\": \"user\", \"content\": \"" + "words ğ ".repeat(20)
          + "\", \"timestamp\": " + (1_795_000_000 + count) + ".5, \"metadata\": {}}";
      String after = data.substring(0, at) + message + END + ": \"2026-11-01T08:00:00+00:00\", \"updated_at\": \""
          + updated + "\", \"metadata\": {\"title\": \"" + count + "\"}, \"agent_name\": \"a" + count + "\"}";
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT OR REPLACE INTO sessions VALUES(?, ?, ?, NULL, NULL, ?)")) {
        insert.setString(1, id);
        insert.setString(2, after);
        insert.setString(3, "a" + count);
        insert.setString(4, updated);
        insert.executeUpdate();
      }
      TestDatabase.execute(connection, "COMMIT");
      return true;
    } catch (SQLException e) {
      try {
        TestDatabase.execute(connection, "ROLLBACK");
      } catch (SQLException none) {
        // It had not begun.
        return false;
      }
      return false;
    }
  }

  private static String read(Connection connection, String id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT data FROM sessions WHERE session_id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "{\"session_id\": \"" + id + "\", \"messages\": [" + END;
      }
    }
  }
}
