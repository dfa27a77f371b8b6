package dev.sessionctl.storage.openclaw.sqlite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a database has of sessions that were imported. */
record ImportedSessions(Database database, Environment environment) {

  private static final int BATCH = 1_000;

  /** One row, and where it stands. */
  private record Row(long seq, String id, byte[] text) {}

  /** The rows of a transcript, read in short transactions. */
  EventDigests rows(String session) throws StoreException {
    EventDigests digests = new EventDigests();
    long seq = Long.MIN_VALUE;
    while (true) {
      long after = seq;
      List<Row> batch = database.read(connection -> batch(session, after, connection));
      for (Row row : batch) {
        seq = row.seq();
        if (row.id() != null) {
          digests.add(row.id(), row.text());
        }
      }
      if (batch.size() < BATCH) {
        return digests;
      }
    }
  }

  private List<Row> batch(String session, long after, Connection connection) throws SQLException, IOException {
    AgentSchema schema = AgentSchema.of(database.path(), connection);
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT e.seq, " + schema.eventColumns("e")
        + " FROM transcript_events e WHERE e.session_id = ? AND e.seq > ? ORDER BY e.seq LIMIT " + BATCH)) {
      statement.setString(1, session);
      statement.setLong(2, after);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          byte[] text = EventText.of(found, 2, environment);
          EventDigests.Label label = text == null ? null : EventDigests.label(text, 0, text.length);
          rows.add(new Row(found.getLong(1), label == null ? null : label.id(), text));
        }
      }
    }
    return rows;
  }

  /** What the product itself says that it did with a transcript since, in words, or null. */
  String changedSince(String session) throws StoreException {
    return database.read(connection -> {
      Schema schema = Schema.of(connection);
      if (has(connection, schema, "session_transcript_cold_archives", session)) {
        return "the product moved the transcript to cold storage since";
      }
      if (has(connection, schema, "session_transcript_archives", session)) {
        return "the product archived the transcript since, as deleted or reset";
      }
      return has(connection, schema, "transcript_rewrite_watermarks", session)
          ? "the product rewrote the transcript since" : null;
    });
  }

  private static boolean has(Connection connection, Schema schema, String table, String session) throws SQLException {
    if (!schema.has(table, "session_id")) {
      return false;
    }
    try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM " + table
        + " WHERE session_id = ? LIMIT 1")) {
      statement.setString(1, session);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  List<String> keys() throws StoreException {
    return database.read(connection -> {
      List<String> keys = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement("SELECT session_key FROM session_nodes");
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(rows.getString(1));
        }
      }
      return keys;
    });
  }

  /** The keys of an index in JSON; none of one that is damaged. */
  static List<String> keysOf(Path index) throws IOException {
    List<String> keys = new ArrayList<>();
    try (InputStream in = Channels.newInputStream(DurableFiles.openForRead(index));
        JsonParser parser = JsonTree.FACTORY.createParser(in)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          keys.add(parser.currentName());
          parser.nextToken();
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      return List.of();
    }
    return keys;
  }

  /** The session in the name of a transcript's file. */
  static String idInName(String file) {
    int end = file.indexOf(".jsonl");
    String stem = end < 0 ? file : file.substring(0, end);
    int topic = stem.indexOf("-topic-");
    return topic < 0 ? stem : stem.substring(0, topic);
  }
}
