package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.system.ZstdLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The line of a transcript that a row holds, as it stood or would stand in a file. */
final class EventText {

  /** Releases compress rows of 1 KiB to 4 MiB (2026.9.6). */
  private static final long LARGEST = 64L << 20;

  private EventText() {}

  /**
   * The text of the row at hand.
   *
   * @param first where the three columns of {@link AgentSchema#eventColumns} begin
   * @return null when it cannot be decompressed to as many bytes as it says
   */
  static byte[] of(ResultSet row, int first, Environment environment) throws SQLException, IOException {
    String json = row.getString(first);
    if (json != null) {
      return json.getBytes(StandardCharsets.UTF_8);
    }
    byte[] frame = row.getBytes(first + 1);
    long size = row.getLong(first + 2);
    return frame == null || size < 1 || size > LARGEST ? null
        : ZstdLibrary.decompress(frame, (int) size, environment);
  }
}
