package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Transcripts out of use, of which there is no other copy: in files that the product moved them to, and as blobs in the
 * database. Their hashes are over the bytes as they are stored (2026.9.6).
 */
record ArchiveCheck(StoreRef ref, AgentPlaces places, Database database, Findings findings) {

  private static final String COLD = "session_transcript_cold_archives";
  private static final String ARCHIVES = "session_transcript_archives";
  /** Larger blobs are not read into memory. */
  private static final long LARGEST_BLOB = 64 << 20;
  private static final int BUFFER = 1 << 16;

  /** A file. */
  private record Cold(String name, String key, long bytes, String sha256) {}

  /** A blob. */
  private record Blob(String table, long row, String name, String key, long bytes, String sha256) {}

  /** Looks at all of them; returns whether all could be compared. */
  boolean run() throws IOException {
    for (Cold cold : files()) {
      file(cold);
    }
    boolean complete = true;
    for (Blob blob : blobs()) {
      if (blob.bytes() > LARGEST_BLOB) {
        complete = false;
      } else {
        blob(blob);
      }
    }
    return complete;
  }

  private List<Cold> files() throws StoreException {
    return database.read(connection -> {
      List<Cold> found = new ArrayList<>();
      AgentSchema schema = AgentSchema.of(ref.path(), connection);
      if (schema.schema().has(COLD, "storage")) {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("SELECT c.archive_name,"
            + " w.session_key, c.archive_bytes, " + schema.schema().column("c", COLD, "archive_sha256") + " FROM "
            + COLD + " c LEFT JOIN session_windows w ON w.session_id = c.session_id"
            + " WHERE c.storage = 'file' ORDER BY 1")) {
          while (rows.next()) {
            found.add(new Cold(rows.getString(1), rows.getString(2), rows.getLong(3), rows.getString(4)));
          }
        }
      }
      return found;
    });
  }

  private void file(Cold cold) throws IOException {
    Path file = places.coldStorage().resolve(cold.name());
    boolean inside = places.coldStorage().equals(file.getParent());
    FileIdentity identity = inside ? FileIdentity.ofNullable(file) : null;
    if (identity == null) {
      findings.add(DatabaseFlaw.COLD_MISSING, cold.key(), file, "a transcript was moved to " + cold.name()
          + ", which is not there");
    } else if (identity.size() != cold.bytes()) {
      findings.add(DatabaseFlaw.COLD_SIZE, cold.key(), file, cold.name() + " has " + identity.size()
          + " bytes and should have " + cold.bytes());
    } else if (cold.sha256() != null && !isThat(hash(file), cold.sha256())) {
      findings.add(DatabaseFlaw.COLD_HASH, cold.key(), file, cold.name()
          + " is not what was written: its SHA-256 is another");
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    } catch (NoSuchFileException e) {
      // The product has brought it back meanwhile.
      return null;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static boolean isThat(String hash, String expected) {
    return hash == null || hash.equals(expected.toLowerCase(Locale.ROOT));
  }

  private List<Blob> blobs() throws StoreException {
    return database.read(connection -> {
      List<Blob> found = new ArrayList<>();
      AgentSchema schema = AgentSchema.of(ref.path(), connection);
      for (String table : List.of(COLD, ARCHIVES)) {
        if (!schema.schema().has(table, "archive_blob") || !schema.schema().has(table, "archive_sha256")) {
          continue;
        }
        String key = table.equals(COLD) ? "(SELECT w.session_key FROM session_windows w WHERE w.session_id ="
            + " c.session_id)" : schema.schema().column("c", table, "session_key");
        try (var statement = connection.createStatement(); var rows = statement.executeQuery("SELECT c.rowid,"
            + " c.archive_name, " + key + ", octet_length(c.archive_blob), c.archive_sha256 FROM " + table
            + " c WHERE c.archive_blob IS NOT NULL ORDER BY 1")) {
          while (rows.next()) {
            found.add(new Blob(table, rows.getLong(1), rows.getString(2), rows.getString(3), rows.getLong(4),
                rows.getString(5)));
          }
        }
      }
      return found;
    });
  }

  /** Each in a transaction of its own: the log cannot be reset below a reader. */
  private void blob(Blob blob) throws IOException {
    String hash = database.read(connection -> {
      try (PreparedStatement statement = connection.prepareStatement("SELECT archive_blob FROM " + blob.table()
          + " WHERE rowid = ? AND archive_sha256 = ?")) {
        statement.setLong(1, blob.row());
        statement.setString(2, blob.sha256());
        try (ResultSet row = statement.executeQuery()) {
          // Gone or replaced since it was listed.
          return row.next() ? HexFormat.of().formatHex(Sha256.digest().digest(row.getBytes(1))) : null;
        }
      }
    });
    if (!isThat(hash, blob.sha256())) {
      findings.add(DatabaseFlaw.ARCHIVE_HASH, blob.key(), ref.path(), blob.name()
          + " is not what was written: the SHA-256 of its content in " + blob.table() + " is another");
    }
  }
}
