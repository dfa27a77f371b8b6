package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the table in the order of its keys, so that a session which is replaced meanwhile is seen once. What is copied
 * in one transaction is bounded, and looked at when that is over: where the file system has no place for a log, a
 * gateway cannot commit while somebody reads.
 */
record TranscriptRows(Database database) {

  /** A row beyond that is shown by its columns only; the largest file of a session that was seen has 24 MB. */
  static final int LARGEST = 32 << 20;

  private static final int MOST_ROWS = 1_000;
  private static final int MOST_BYTES = 8 << 20;
  /** Of a key, or another column: the product's own have some hundred bytes at most. */
  private static final int LONGEST_COLUMN = 1 << 16;

  private static final String IS_KEY =
      "typeof(session_id) = 'text' AND octet_length(session_id) <= " + LONGEST_COLUMN;

  /** Bytes, since what is not UTF-8 would come out as another key. */
  private static final String SELECT = "SELECT CAST(session_id AS BLOB), octet_length(data), CASE WHEN"
      + " octet_length(data) <= " + LARGEST + " THEN CAST(data AS BLOB) END, " + column("agent_name") + ", "
      + column("gateway_session_id") + ", " + column("agent_id") + ", " + column("updated_at")
      + " FROM sessions WHERE " + IS_KEY + " AND session_id ";

  private static String column(String name) {
    return "CASE WHEN octet_length(" + name + ") <= " + LONGEST_COLUMN + " THEN " + name + " END";
  }

  /** Takes the rows. */
  @FunctionalInterface
  interface Receiver {
    /** Returns whether further rows are wanted. */
    boolean row(TranscriptRow row) throws IOException;
  }

  /** Some rows, and the key of the last. */
  private record Batch(List<TranscriptRow> rows, byte[] last) {}

  /**
   * Hands every row on.
   *
   * @return whether there was none that the receiver did not want
   * @throws IOException as the receiver throws it
   * @throws StoreException when the table cannot be read
   */
  boolean forEach(Receiver receiver) throws IOException {
    byte[] key = null;
    while (true) {
      byte[] after = key;
      Batch batch = database.read(connection -> after(after, connection));
      if (batch.rows().isEmpty()) {
        return true;
      }
      for (TranscriptRow row : batch.rows()) {
        if (!receiver.row(row)) {
          return false;
        }
      }
      key = batch.last();
    }
  }

  private Batch after(byte[] key, Connection connection) throws SQLException, IOException {
    TranscriptSchema.require(database.path(), connection);
    List<TranscriptRow> rows = new ArrayList<>();
    byte[] last = key;
    long bytes = 0;
    try (PreparedStatement statement = connection.prepareStatement(SELECT + (key == null ? ">=" : ">")
        + " CAST(? AS TEXT) ORDER BY session_id LIMIT " + MOST_ROWS)) {
      statement.setBytes(1, key == null ? new byte[0] : key);
      try (ResultSet found = statement.executeQuery()) {
        while (bytes < MOST_BYTES && found.next()) {
          TranscriptRow row = row(found);
          last = found.getBytes(1);
          bytes += row.data() == null ? 0 : row.data().length;
          rows.add(row);
        }
      }
    }
    return new Batch(rows, last);
  }

  private static TranscriptRow row(ResultSet found) throws SQLException {
    long bytes = found.getLong(2);
    boolean none = found.wasNull();
    byte[] data = found.getBytes(3);
    return new TranscriptRow(new String(found.getBytes(1), StandardCharsets.UTF_8),
        // An empty text has no bytes to JDBC, which is not the same as no text.
        data == null && bytes == 0 && !none ? new byte[0] : data, none ? -1 : bytes, found.getString(4),
        found.getString(5), found.getString(6), found.getString(7));
  }

  /** The row with a key, or null. */
  TranscriptRow one(String key) throws StoreException {
    return database.read(connection -> {
      TranscriptSchema.require(database.path(), connection);
      try (PreparedStatement statement = connection.prepareStatement(SELECT + "= ?")) {
        statement.setString(1, key);
        try (ResultSet found = statement.executeQuery()) {
          return found.next() ? row(found) : null;
        }
      }
    });
  }

  /** The JSON of a row as stored, whatever its size, or null. */
  byte[] data(String key) throws StoreException {
    return database.read(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT CAST(data AS BLOB) FROM sessions WHERE session_id = ?")) {
        statement.setString(1, key);
        try (ResultSet found = statement.executeQuery()) {
          return found.next() ? found.getBytes(1) : null;
        }
      }
    });
  }

  /** How many rows there are that {@link #forEach} passes over: nothing that the product writes. */
  long strays() throws StoreException {
    return database.read(connection -> {
      TranscriptSchema.require(database.path(), connection);
      try (PreparedStatement statement = connection.prepareStatement(
          "SELECT count(*) FROM sessions WHERE session_id IS NULL OR NOT (" + IS_KEY + ")");
          ResultSet found = statement.executeQuery()) {
        return found.getLong(1);
      }
    });
  }

  /** How many rows there are. */
  long count() throws StoreException {
    return database.read(connection -> {
      TranscriptSchema.require(database.path(), connection);
      try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM sessions");
          ResultSet found = statement.executeQuery()) {
        return found.getLong(1);
      }
    });
  }
}
