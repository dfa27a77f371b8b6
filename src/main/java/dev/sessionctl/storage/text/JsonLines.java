package dev.sessionctl.storage.text;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Splits a file into lines within one reused buffer, so that memory depends on the longest line and not on the
 * file. Only what was there at opening is read: lines appended meanwhile belong to the next look. A line is valid
 * until the next call of {@link #next}. Not safe for use by several threads.
 */
public final class JsonLines implements Closeable {
  /**
   * Longer lines than this, in bytes, are passed over: 64 MiB, about ten times the largest seen (an inlined
   * picture), but in a small heap no more than it can hold while the buffer grows: 12 MiB of 64.
   */
  public static final int DEFAULT_CAP =
      (int) Math.min(64 << 20, Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 5));

  private static final int BLOCK = 64 << 10;
  /** A buffer grown beyond this for one long line is given up after it. */
  private static final int KEPT = 4 << 20;
  /** What is offered of a line beyond the cap: enough to tell what kind of row it is. */
  private static final int PREFIX = 256;

  private final FileChannel channel;
  private final int cap;
  private final long size;
  private byte[] buffer = new byte[BLOCK];
  private ByteBuffer target = ByteBuffer.wrap(buffer);
  private long base;
  private int position;
  private int filled;
  private boolean ended;

  private long number;
  private byte[] content = buffer;
  private int start;
  private int end;
  private long offset;
  private long length;
  private boolean terminated;
  private boolean carriageReturn;
  private boolean tooLong;

  private JsonLines(FileChannel channel, int cap) throws IOException {
    this.channel = channel;
    this.cap = cap;
    this.size = channel.size();
  }

  /**
   * Opens a regular file without following a symbolic link.
   *
   * @param cap longest line in bytes whose content is offered
   */
  public static JsonLines open(Path path, int cap) throws IOException {
    // Opening a named pipe would wait for a writer.
    if (!FileStat.of(path).isRegularFile()) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    FileChannel channel = DurableFiles.openForRead(path);
    try {
      return new JsonLines(channel, cap);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Goes to the next line; false at the end. An unterminated rest is a line too. */
  public boolean next() throws IOException {
    if (buffer.length > KEPT && filled - position <= BLOCK) {
      shrink();
    }
    int searched = position;
    while (true) {
      int newline = Utf8.newline(buffer, searched, filled);
      if (newline >= 0) {
        line(newline, true);
        return true;
      }
      searched = filled;
      if (filled - position > cap) {
        skipLongLine();
        return true;
      }
      int moved = position;
      if (!fill()) {
        if (position == filled) {
          return false;
        }
        line(filled, false);
        return true;
      }
      searched -= moved - position;
    }
  }

  /** One-based. */
  public long number() {
    return number;
  }

  /** Holds the content of the line: from {@link #start} to {@link #end}, without its line end. */
  public byte[] buffer() {
    return content;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  /** Where the line begins in the file. */
  public long offset() {
    return offset;
  }

  /** Bytes of the line in the file, its newline included. */
  public long length() {
    return length;
  }

  /** Whether a newline ends it. */
  public boolean terminated() {
    return terminated;
  }

  /** Whether a carriage return stands before the newline. */
  public boolean carriageReturn() {
    return carriageReturn;
  }

  /** Whether it exceeds the cap; only its first {@value #PREFIX} bytes are offered then. */
  public boolean tooLong() {
    return tooLong;
  }

  /** Whether it holds nothing but JSON white space. */
  public boolean blank() {
    return !tooLong && firstNonSpace() == end;
  }

  /** Index of the first byte that is no JSON white space, or {@link #end}. */
  public int firstNonSpace() {
    int i = start;
    while (i < end && (content[i] == ' ' || content[i] == '\t' || content[i] == '\r')) {
      i++;
    }
    return i;
  }

  /** Bytes of the file at opening. */
  public long size() {
    return size;
  }

  /** Reads a stretch again without moving the position; shorter when the file was cut meanwhile. */
  public byte[] read(long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        return Arrays.copyOf(bytes.array(), bytes.position());
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void line(int newline, boolean complete) {
    number++;
    content = buffer;
    start = position;
    carriageReturn = complete && newline > start && buffer[newline - 1] == '\r';
    end = carriageReturn ? newline - 1 : newline;
    offset = base + position;
    position = complete ? newline + 1 : newline;
    length = position - start;
    terminated = complete;
    tooLong = newline - start > cap;
    end = tooLong ? Math.min(start + PREFIX, end) : end;
  }

  private void skipLongLine() throws IOException {
    number++;
    offset = base + position;
    tooLong = true;
    carriageReturn = false;
    terminated = false;
    content = Arrays.copyOfRange(buffer, position, Math.min(filled, position + PREFIX));
    start = 0;
    end = content.length;
    position = filled;
    while (!terminated && fill()) {
      int newline = Utf8.newline(buffer, position, filled);
      terminated = newline >= 0;
      position = terminated ? newline + 1 : filled;
    }
    length = base + position - offset;
  }

  /** Reads more behind what is filled, after moving or growing; false at the end. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, filled - position);
      base += position;
      filled -= position;
      position = 0;
    }
    if (filled == buffer.length) {
      use(Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, Math.max(cap, BLOCK) + (long) BLOCK)));
    }
    long left = size - base - filled;
    // The platform copies through a native buffer as large as the request and keeps it.
    int count = (int) Math.min(Math.min(BLOCK, buffer.length - filled), left);
    if (count > 0) {
      target.limit(filled + count).position(filled);
      count = channel.read(target);
    }
    if (count <= 0) {
      ended = true;
      return false;
    }
    filled += count;
    return true;
  }

  private void shrink() {
    byte[] small = new byte[BLOCK];
    System.arraycopy(buffer, position, small, 0, filled - position);
    base += position;
    filled -= position;
    position = 0;
    use(small);
  }

  private void use(byte[] bytes) {
    buffer = bytes;
    target = ByteBuffer.wrap(bytes);
  }
}
