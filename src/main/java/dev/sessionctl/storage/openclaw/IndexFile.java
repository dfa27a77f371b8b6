package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One version of a {@code sessions.json}, held open. OpenClaw never writes its index in place but replaces it by a
 * rename (2026.3.13 and 2026.7.1), so an open index is a snapshot that no writer can change.
 */
final class IndexFile implements AutoCloseable {

  private final Path path;
  private final FileChannel channel;
  private final FileIdentity identity;

  private IndexFile(Path path, FileChannel channel, FileIdentity identity) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
  }

  /** Receives the entries of an index. */
  @FunctionalInterface
  interface Visitor {
    /** Whether {@link SessionEntry#references} is wanted. */
    default boolean wantsReferences() {
      return true;
    }

    /**
     * One entry.
     *
     * @param entry is filled again for the next one
     * @param start byte offset of its value
     * @param limit byte offset behind its value and behind the white space and comma that may follow
     */
    void entry(String key, SessionEntry entry, long start, long limit) throws IOException;
  }

  /**
   * Opens the index that stands at a path now, or returns null when there is none.
   *
   * @throws StoreException when it is not a regular file
   */
  static IndexFile open(Path path) throws StoreException {
    try {
      // The name may be given to a new file between the two calls; then both are asked again.
      for (int attempt = 0; ; attempt++) {
        FileIdentity before = FileIdentity.of(path);
        if (!FileStat.of(path).isRegularFile()) {
          throw new StoreException(path + " is not a regular file; name the file itself, not a link to it");
        }
        FileChannel channel = DurableFiles.openForRead(path);
        FileIdentity after = FileIdentity.ofNullable(path);
        if (before.equals(after) || after != null && attempt == 100) {
          return new IndexFile(path, channel, after);
        }
        channel.close();
        if (attempt == 100) {
          throw new NoSuchFileException(path.toString());
        }
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw StorageIoException.wrap("read", path, e);
    }
  }

  Path path() {
    return path;
  }

  FileIdentity identity() {
    return identity;
  }

  long size() {
    return identity.size();
  }

  /** Whether this version still stands at its path. */
  boolean isCurrent() throws IOException {
    return identity.equals(FileIdentity.ofNullable(path));
  }

  /**
   * Visits every entry in the order of the file; a key that stands twice is visited twice.
   *
   * @throws CorruptStoreException when it is not an index; nothing may be concluded from what was visited
   */
  void scan(Visitor visitor) throws IOException {
    long visited = IndexReader.scan(channel, size(), visitor);
    if (visited >= 0) {
      scanFrom(visited, visitor);
    }
  }

  /** Visits the entries behind the first ones, with the parser that reads, or names the fault of, everything. */
  void scanFrom(long skipped, Visitor visitor) throws IOException {
    SessionEntry entry = new SessionEntry(visitor.wantsReferences());
    IndexScanner.scan(channel, size(), path, new IndexScanner.Visitor() {
      private long count;
      private String key;
      private long start;

      @Override
      public void entry(String name, JsonParser value, long offset) throws IOException {
        key = name;
        start = offset;
        if (count < skipped) {
          value.skipChildren();
        } else {
          entry.read(value);
        }
      }

      @Override
      public void entryEnd(long limit) throws IOException {
        if (count++ >= skipped) {
          visitor.entry(key, entry, start, limit);
        }
      }
    });
  }

  /** The text of an entry, moved to the left margin and otherwise byte for byte as stored. */
  byte[] text(long start, long limit) throws IOException {
    if (limit - start > Integer.MAX_VALUE - 16) {
      throw new CorruptStoreException(path + " has an entry of " + (limit - start) + " bytes at byte " + start
          + "; entries of 2 GiB and more cannot be handled");
    }
    byte[] slice = ChannelInput.readRange(channel, start, (int) (limit - start));
    int end = slice.length;
    while (end > 0 && (slice[end - 1] <= ' ' && slice[end - 1] >= 0 || slice[end - 1] == ',')) {
      end--;
    }
    return Indentation.out(slice, 0, end);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // A descriptor that was only read from has nothing to lose.
      return;
    }
  }
}
