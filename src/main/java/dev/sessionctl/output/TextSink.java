package dev.sessionctl.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A buffered UTF-8 writer (64 KiB) whose failures are exceptions, unlike a PrintStream's. Lone surrogates
 * become U+FFFD; a pair must not be split over two calls. After the first failure nothing reaches the stream
 * any more: flushing throws again, and {@link #close} does nothing, so that try-with-resources reports the
 * failure once. Closing flushes and leaves the stream open. Not thread-safe.
 */
public final class TextSink implements AutoCloseable {
  private static final int SIZE = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[SIZE];
  private int used;
  private IOException failure;

  /** A sink that writes to a stream it does not own. */
  public TextSink(OutputStream out) {
    this.out = out;
  }

  /** Writes a whole string. */
  public TextSink write(String text) throws IOException {
    int length = text.length();
    int i = 0;
    while (i < length) {
      int room = SIZE - used;
      if (room < 4) {
        drain();
        room = SIZE;
      }
      int stop = Math.min(length, i + room);
      char c = 0;
      while (i < stop && (c = text.charAt(i)) < 0x80) {
        buffer[used++] = (byte) c;
        i++;
      }
      if (i < stop) {
        i += encode(c, i + 1 < length ? text.charAt(i + 1) : 0);
      }
    }
    return this;
  }

  /** Writes a string of which the caller knows that it is ASCII. */
  @SuppressWarnings("deprecation")
  TextSink writeAscii(String text) throws IOException {
    int length = text.length();
    if (length > SIZE - used) {
      return write(text);
    }
    // Drops the high bytes, of which ASCII has none, and copies several times as fast as one by one.
    text.getBytes(0, length, buffer, used);
    used += length;
    return this;
  }

  /** Writes one character of the basic plane. */
  public TextSink write(char c) throws IOException {
    encode(c, (char) 0);
    return this;
  }

  /** Writes that many spaces; none for a negative number. */
  public TextSink spaces(int count) throws IOException {
    for (int left = count; left > 0; ) {
      if (used == SIZE) {
        drain();
      }
      int some = Math.min(left, SIZE - used);
      Arrays.fill(buffer, used, used + some, (byte) ' ');
      used += some;
      left -= some;
    }
    return this;
  }

  /** Writes bytes that are UTF-8 already. */
  TextSink write(ByteArrayOutputStream text) throws IOException {
    drain();
    try {
      text.writeTo(out);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    return this;
  }

  /** Hands everything written so far to the stream and flushes it. */
  public void flush() throws IOException {
    drain();
    try {
      out.flush();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (failure == null) {
      flush();
    }
  }

  boolean failed() {
    return failure != null;
  }

  /** Encodes one character or, with the next one, a pair; returns how many were taken. */
  private int encode(char c, char next) throws IOException {
    if (SIZE - used < 4) {
      drain();
    }
    if (c < 0x80) {
      buffer[used++] = (byte) c;
      return 1;
    } else if (c < 0x800) {
      buffer[used++] = (byte) (0xc0 | c >> 6);
      buffer[used++] = (byte) (0x80 | c & 0x3f);
      return 1;
    }
    if (Character.isSurrogatePair(c, next)) {
      int cp = Character.toCodePoint(c, next);
      buffer[used++] = (byte) (0xf0 | cp >> 18);
      buffer[used++] = (byte) (0x80 | cp >> 12 & 0x3f);
      buffer[used++] = (byte) (0x80 | cp >> 6 & 0x3f);
      buffer[used++] = (byte) (0x80 | cp & 0x3f);
      return 2;
    }
    char one = Character.isSurrogate(c) ? '\ufffd' : c;
    buffer[used++] = (byte) (0xe0 | one >> 12);
    buffer[used++] = (byte) (0x80 | one >> 6 & 0x3f);
    buffer[used++] = (byte) (0x80 | one & 0x3f);
    return 1;
  }

  private void drain() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    int count = used;
    used = 0;
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
