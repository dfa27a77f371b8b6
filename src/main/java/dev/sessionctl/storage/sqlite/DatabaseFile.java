package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What stands in the header of a database and lies beside it, read without SQLite ("Database File Format", 1.3).
 *
 * @param identity the database
 * @param log its {@code -wal}, or null
 * @param index its {@code -shm}, or null
 * @param journal its {@code -journal}, or null
 * @param pageSize bytes
 * @param isWal whether its journal is a write-ahead log
 * @param pages size of the database in pages as of the last checkpoint
 * @param freePages pages that hold nothing
 * @param autoVacuum whether a vacuum can be done page by page
 * @param userVersion what the product put there
 */
public record DatabaseFile(FileIdentity identity, FileIdentity log, FileIdentity index, FileIdentity journal,
    int pageSize, boolean isWal, long pages, long freePages, boolean autoVacuum, int userVersion) {

  private static final int HEADER = 100;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /**
   * Looks at a database.
   *
   * @throws CorruptStoreException when the file is none
   * @throws IOException when it is not there or cannot be read
   */
  public static DatabaseFile of(Path path) throws IOException {
    ByteBuffer header = OpenDatabases.plainly(path, () -> header(path));
    FileIdentity identity = FileIdentity.of(path);
    for (int i = 0; i < MAGIC.length; i++) {
      if (header.limit() < HEADER || header.get(i) != MAGIC[i]) {
        throw new CorruptStoreException(path + " is no SQLite database: " + (header.limit() == 0 ? "it is empty"
            : header.limit() < HEADER ? "it is cut off" : "it does not begin like one"));
      }
    }
    int declared = Short.toUnsignedInt(header.getShort(16));
    int pageSize = declared == 1 ? 65_536 : declared;
    long inHeader = Integer.toUnsignedLong(header.getInt(28));
    return new DatabaseFile(identity, FileIdentity.ofNullable(beside(path, "-wal")),
        FileIdentity.ofNullable(beside(path, "-shm")), FileIdentity.ofNullable(beside(path, "-journal")), pageSize,
        header.get(18) == 2 || header.get(19) == 2, inHeader > 0 ? inHeader : identity.size() / Math.max(512, pageSize),
        Integer.toUnsignedLong(header.getInt(36)), header.getInt(52) != 0, header.getInt(60));
  }

  /** Whether a path leads to a database; false also when it cannot be read. */
  public static boolean isDatabase(Path path) {
    try {
      return OpenDatabases.plainly(path, () -> header(path)).slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    } catch (IOException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static ByteBuffer header(Path path) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(path)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      while (header.hasRemaining() && channel.read(header) > 0) {
        continue;
      }
      return header.flip();
    }
  }

  /** A file of the same database. */
  public static Path beside(Path database, String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  /** Bytes of what is committed and not yet in the database itself, or 0. */
  public long logBytes() {
    return log == null ? 0 : log.size();
  }

  /** Bytes that hold nothing, as of the last checkpoint. */
  public long freeBytes() {
    return freePages * pageSize;
  }
}
