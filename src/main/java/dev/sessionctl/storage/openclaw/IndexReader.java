package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChannelInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Streams the entries of a {@code sessions.json} with {@link EntryScanner}, through a window that is moved over the
 * file and grows with the longest entry. Stops at the first thing that is unusual, and leaves the rest to
 * {@link IndexScanner}.
 */
final class IndexReader {

  private static final int WINDOW = 1 << 18;
  private static final int LARGEST_WINDOW = 1 << 26;
  /** How far the scanner may look beyond its position. */
  private static final int LOOK_AHEAD = 8;

  private final ChannelInput in;
  private final long size;
  private final EntryScanner scanner = new EntryScanner();
  private final SessionEntry entry;
  private byte[] window;
  private int filled;
  private long base;
  private String key;
  private int start;

  private IndexReader(FileChannel channel, long size, int firstWindow, boolean references) {
    this.entry = new SessionEntry(references);
    this.in = new ChannelInput(channel, 0, size);
    this.size = size;
    this.window = new byte[(int) Math.min(firstWindow, size) + EntryScanner.PADDING];
  }

  /**
   * Visits the entries from the begin of a file.
   *
   * @return how many were visited before something unusual, or -1 when all were and the file is right to its end
   */
  static long scan(FileChannel channel, long size, IndexFile.Visitor visitor) throws IOException {
    return scan(channel, size, WINDOW, visitor);
  }

  /** The same with a window that begins smaller or larger. */
  static long scan(FileChannel channel, long size, int firstWindow, IndexFile.Visitor visitor) throws IOException {
    return new IndexReader(channel, size, firstWindow, visitor.wantsReferences()).scan(visitor);
  }

  private long scan(IndexFile.Visitor visitor) throws IOException {
    long visited = 0;
    int from = 0;
    boolean begun = false;
    while (true) {
      scanner.moveTo(window, from);
      try {
        if (!begun) {
          scanner.expect('{');
          scanner.skipSpace();
        } else if (scanner.peek() == '}') {
          scanner.expect('}');
          return isAllWhite() ? -1 : visited;
        } else {
          next();
        }
      } catch (EntryScanner.Unusual e) {
        if (scanner.position() + LOOK_AHEAD < filled || !fill(from)) {
          return visited;
        }
        from = 0;
        continue;
      }
      if (scanner.position() >= filled) {
        // What comes next decides; it has to be seen.
        if (!fill(from)) {
          return visited;
        }
        from = 0;
        continue;
      }
      from = scanner.position();
      if (begun) {
        visitor.entry(key, entry, base + start, base + from);
        visited++;
      }
      begun = true;
    }
  }

  /** Reads one entry and goes to what stands behind it: the quote of the next key, or the closing brace. */
  private void next() throws IOException {
    key = scanner.key();
    scanner.expect(':');
    scanner.skipSpace();
    start = scanner.position();
    scanner.entry(entry);
    scanner.skipSpace();
    if (scanner.peek() != '}') {
      scanner.expect(',');
      scanner.skipSpace();
      if (scanner.peek() == '}') {
        scanner.expect('"');
      }
    }
  }

  private boolean isAllWhite() throws IOException {
    scanner.skipSpace();
    while (scanner.position() >= filled) {
      if (!fill(filled)) {
        return true;
      }
      scanner.moveTo(window, 0);
      scanner.skipSpace();
    }
    return false;
  }

  /** Moves the window to a position in it and fills it; false when the file has no more, or an entry is too long. */
  private boolean fill(int from) throws IOException {
    if (base + filled >= size) {
      return false;
    }
    int room = window.length - EntryScanner.PADDING;
    int kept = filled - from;
    if (kept == room) {
      if (room >= LARGEST_WINDOW) {
        return false;
      }
      window = Arrays.copyOf(window, room * 4 + EntryScanner.PADDING);
      room *= 4;
    } else {
      System.arraycopy(window, from, window, 0, kept);
    }
    base += from;
    filled = kept;
    int count = in.readNBytes(window, filled, room - filled);
    filled += count;
    Arrays.fill(window, filled, filled + EntryScanner.PADDING, (byte) 0);
    return count > 0;
  }
}
