package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * A process that writes as a gateway of 2026.9.6 does, with the pragmas of that: each message is an event with its
 * identity and a new entry in one transaction, and now and then the transcript of an old session leaves the database
 * for a file, which is there first. Arguments: the database, and how many old sessions there are. The entry says how
 * many messages there are. Ends when something is written to its standard input.
 */
public final class AgentWriter {

  static final String KEY = "agent:main:main";
  static final String ID = "live";
  static final String OLD = "old-";

  private static final int MESSAGES_BETWEEN = 20;

  private AgentWriter() {}

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    int old = Integer.parseInt(arguments[1]);
    long done = 0;
    long failed = 0;
    try (Connection connection = TestDatabase.open(path)) {
      TestDatabase.execute(connection, "PRAGMA busy_timeout=5000", "PRAGMA wal_autocheckpoint=1000",
          "PRAGMA journal_size_limit=67108864");
      System.out.println("started");
      for (int seq = 1; System.in.available() == 0; seq++) {
        boolean written = inOne(connection, message(seq));
        if (seq % MESSAGES_BETWEEN == 0 && seq / MESSAGES_BETWEEN <= old) {
          written &= leave(connection, new AgentPlaces(path).sessions(), OLD + seq / MESSAGES_BETWEEN);
        }
        if (written) {
          done++;
        } else {
          failed++;
          // The numbers of events have no gaps.
          seq--;
        }
        // A gateway writes now and then; without a pause nothing but the log of the database would grow.
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    System.out.println("done " + done + " failed " + failed);
  }

  private static String[] message(int seq) {
    String text = "{\"type\":\"message\",\"id\":\"m" + seq + "\",\"message\":{\"role\":\"user\",\"content\":\""
        + "words ".repeat(50) + "\"}}";
    return new String[] {
        "INSERT INTO transcript_events VALUES('" + ID + "', " + seq + ", '" + text + "', 1, NULL, " + text.length()
            + ", NULL)",
        "INSERT INTO transcript_event_identities VALUES('" + ID + "', 'm" + seq + "', " + seq
            + ", 'message', NULL, 1)",
        "UPDATE session_nodes SET entry_json = '{\"sessionId\":\"" + ID + "\",\"updatedAt\":" + seq
            + "}', updated_at = " + seq + " WHERE session_key = '" + KEY + "'"};
  }

  private static boolean leave(Connection connection, Path sessions, String id) throws Exception {
    Path cold = Files.createDirectories(sessions.resolve("cold"));
    Path temporary = cold.resolve(id + ".tmp");
    byte[] content = ("transcript of " + id).getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content));
      channel.force(true);
    }
    Files.move(temporary, cold.resolve(id + ".jsonl.zst"), StandardCopyOption.ATOMIC_MOVE);
    return inOne(connection, "INSERT INTO session_transcript_cold_archives VALUES('" + id + "', '" + id
        + ".jsonl.zst', " + content.length + ", 'file')", "DELETE FROM transcript_events WHERE session_id = '" + id
        + "'");
  }

  private static boolean inOne(Connection connection, String... statements) {
    try {
      TestDatabase.execute(connection, "BEGIN IMMEDIATE");
      for (String text : statements) {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
          statement.executeUpdate();
        }
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
}
