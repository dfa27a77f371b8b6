package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.sqlite.OpenDatabases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells whether an OpenClaw agent database holds sessions, without an SQLite library: the table's definition
 * stands as text in the schema's leaf pages (SQLite file format, "Database Header" and "B-tree Pages"), or, not
 * yet checkpointed, in the write-ahead log. The database of 2026.5.30 to 2026.7.1 exists and holds none.
 *
 * <p>Opens the files read-only and takes no lock. Closing any descriptor of a database drops this process's
 * POSIX locks on it, so this must not run while the same process has the database open through a library;
 * {@link OpenDatabases} sees to that.
 */
final class DatabaseProbe {

  /** The tables that hold sessions: {@code session_nodes} from 2026.8.1, {@code session_entries} in betas before. */
  private static final String[] TABLES = {"session_nodes", "session_entries"};

  /** Real schemas have some 60 pages. */
  private static final int MAX_PAGES = 2_048;

  /** A log is checkpointed at 1000 pages of 4096 bytes. */
  private static final int MAX_LOG = 8 * 1024 * 1024;

  private static final int HEADER = 100;
  private static final int INTERIOR = 5;
  private static final int LEAF = 13;

  private DatabaseProbe() {}

  /**
   * Whether the database has a table of sessions; false when there is no database.
   *
   * @throws IOException when it is there but cannot be read
   */
  static boolean hasSessions(Path database) throws IOException {
    try {
      return OpenDatabases.plainly(database, () -> {
        try (FileChannel channel = DurableFiles.openForRead(database)) {
          return schemaHasSessions(channel)
              || logHasSessions(database.resolveSibling(database.getFileName() + "-wal"));
        }
      });
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static boolean schemaHasSessions(FileChannel channel) throws IOException {
    byte[] header = read(channel, 0, HEADER);
    if (header.length < HEADER || !text(header).startsWith("SQLite format 3\0")) {
      return false;
    }
    int declared = ((header[16] & 0xff) << 8) | (header[17] & 0xff);
    int pageSize = declared == 1 ? 65_536 : Math.max(512, declared);
    Deque<Long> pending = new ArrayDeque<>();
    Set<Long> seen = new HashSet<>();
    pending.add(1L);
    while (!pending.isEmpty() && seen.size() < MAX_PAGES) {
      long number = pending.removeFirst();
      if (number < 1 || !seen.add(number)) {
        continue;
      }
      byte[] page = read(channel, (number - 1) * pageSize, pageSize);
      int start = number == 1 ? HEADER : 0;
      if (page.length < start + 12) {
        continue;
      }
      if (page[start] == LEAF && definesSessions(page)) {
        return true;
      }
      if (page[start] == INTERIOR) {
        addChildren(page, start, pending);
      }
    }
    return false;
  }

  private static void addChildren(byte[] page, int start, Deque<Long> pending) {
    ByteBuffer buffer = ByteBuffer.wrap(page);
    int cells = Short.toUnsignedInt(buffer.getShort(start + 3));
    for (int i = 0; i < cells && start + 12 + 2 * i + 2 <= page.length; i++) {
      int offset = Short.toUnsignedInt(buffer.getShort(start + 12 + 2 * i));
      if (offset + 4 <= page.length) {
        pending.add(Integer.toUnsignedLong(buffer.getInt(offset)));
      }
    }
    pending.add(Integer.toUnsignedLong(buffer.getInt(start + 8)));
  }

  private static boolean logHasSessions(Path log) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(log)) {
      return definesSessions(read(channel, 0, (int) Math.min(MAX_LOG, channel.size())));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static boolean definesSessions(byte[] bytes) {
    String text = text(bytes);
    for (String table : TABLES) {
      for (String quote : new String[] {"", "\"", "`", "["}) {
        if (text.contains("CREATE TABLE " + quote + table)) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] read(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {
      continue;
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
