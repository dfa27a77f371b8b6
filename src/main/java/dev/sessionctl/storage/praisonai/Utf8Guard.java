package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;

/**
 * Passes bytes on and ends with an error at the first that is not part of well-formed UTF-8, as Python's decoder does:
 * a parser that skips strings does not look. Not safe for use by several threads.
 */
final class Utf8Guard extends InputStream {

  private static final int LONGEST = 4;

  private final InputStream in;
  /** The beginning of a character whose rest was not read yet. */
  private final byte[] carried = new byte[LONGEST * 2];
  private int carriedLength;

  Utf8Guard(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    if (count < 0) {
      if (carriedLength > 0) {
        throw malformed();
      }
      return count;
    }
    int from = offset;
    int to = offset + count;
    while (carriedLength > 0 && from < to && (bytes[from] & 0xc0) == 0x80 && carriedLength < LONGEST) {
      carried[carriedLength++] = bytes[from++];
    }
    if (carriedLength > 0 && (from < to || carriedLength == sequence(carried[0]))) {
      require(Utf8.firstInvalid(carried, 0, carriedLength) < 0);
      carriedLength = 0;
    }
    if (from == to) {
      return count;
    }
    int end = to;
    // At most the last three bytes can begin a character that goes on.
    for (int i = to - 1; i >= Math.max(from, to - LONGEST + 1); i--) {
      if ((bytes[i] & 0xc0) != 0x80) {
        end = i + sequence(bytes[i]) > to ? i : to;
        break;
      }
    }
    require(Utf8.firstInvalid(bytes, from, end) < 0);
    for (int i = end; i < to; i++) {
      carried[carriedLength++] = bytes[i];
    }
    return count;
  }

  /** Reads the rest, only to look at it. */
  void drain() throws IOException {
    byte[] buffer = new byte[1 << 13];
    while (read(buffer, 0, buffer.length) >= 0) {
      continue;
    }
  }

  /** Length that the first byte of a character claims. */
  private static int sequence(byte first) {
    int c = first & 0xff;
    return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
  }

  private static void require(boolean wellFormed) throws CharacterCodingException {
    if (!wellFormed) {
      throw malformed();
    }
  }

  private static MalformedInputException malformed() {
    return new MalformedInputException(1);
  }
}
