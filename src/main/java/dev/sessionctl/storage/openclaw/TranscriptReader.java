package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Kind;
import dev.sessionctl.storage.text.JsonLines;
import dev.sessionctl.storage.text.Utf8;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a transcript row by row, parsing every line in full. Whatever a file holds, only the disk makes this fail:
 * lines that are no rows become problems. Not safe for use by several threads.
 */
final class TranscriptReader implements Closeable {
  private final JsonLines lines;
  private final TranscriptProblems problems;
  private final RowFields fields;

  private TranscriptReader(JsonLines lines, EntryIds ids, TranscriptProblems problems) {
    this.lines = lines;
    this.fields = new RowFields(ids);
    this.problems = problems;
  }

  /**
   * Opens a transcript; a symbolic link is not followed.
   *
   * @param cap longest line in bytes that is parsed
   */
  static TranscriptReader open(Path path, int cap, EntryIds ids, TranscriptProblems problems) throws IOException {
    return new TranscriptReader(JsonLines.open(path, cap), ids, problems);
  }

  /** Goes to the next line, blank ones included; false at the end. */
  boolean nextLine() throws IOException {
    return lines.next();
  }

  /** Where the line is. */
  JsonLines line() {
    return lines;
  }

  /**
   * Parses the line at hand; what is wrong with it is reported.
   *
   * @return its content, valid until the next call, or null when it is blank or no row
   */
  TranscriptRow parse() throws IOException {
    if (lines.tooLong()) {
      problem(Kind.TOO_LONG, lines.offset(), lines.length() + " bytes");
      return null;
    }
    byte[] bytes = lines.buffer();
    int from = lines.firstNonSpace();
    int to = lines.end();
    if (lines.offset() == 0 && from == 0 && to >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf) {
      problem(Kind.BYTE_ORDER_MARK, 0, null);
      from = 3;
    }
    if (from == to) {
      return null;
    }
    long place = lines.offset() + from - lines.start();
    int invalid = Utf8.firstInvalid(bytes, from, to);
    if (TranscriptJson.looksLikeUtf16(bytes, from, to)) {
      problem(Kind.NUL_BYTES, place, null);
      return null;
    }
    if (invalid >= 0) {
      problem(Kind.INVALID_UTF8, place + invalid - from, null);
      bytes = TranscriptJson.repairUtf8(bytes, from, to);
      to -= from;
      from = 0;
    }
    return parse(bytes, from, to, place);
  }

  /** Bytes of the file at opening. */
  long size() {
    return lines.size();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private TranscriptRow parse(byte[] bytes, int from, int to, long place) throws IOException {
    TranscriptRow row = fields.clear();
    try (JsonParser parser = TranscriptJson.FACTORY.createParser(bytes, from, to - from)) {
      try {
        boolean object = parser.nextToken() == JsonToken.START_OBJECT;
        if (object) {
          fields.read(parser);
        } else {
          parser.skipChildren();
        }
        if (parser.nextToken() != null) {
          notJson(place + parser.currentTokenLocation().getByteOffset(), "something follows the value");
          return null;
        }
        if (!object) {
          problem(Kind.NOT_AN_OBJECT, place, null);
          return null;
        }
      } catch (StreamConstraintsException e) {
        problem(Kind.TOO_DEEP, place, null);
        return null;
      } catch (JsonProcessingException e) {
        long byteOffset = Math.max(0, parser.currentLocation().getByteOffset());
        boolean nul = contains(bytes, from, to, (byte) 0);
        if (nul) {
          problem(Kind.NUL_BYTES, place + byteOffset, null);
        } else {
          notJson(place + byteOffset, null);
        }
        return null;
      }
    }
    if (fields.duplicate()) {
      problem(Kind.DUPLICATE_FIELD, place, null);
    }
    if (row.type == RowType.OTHER && row.typeText == null) {
      problem(Kind.NO_TYPE, place, null);
      return null;
    }
    if (!lines.terminated()) {
      problem(Kind.UNTERMINATED, lines.offset(), null);
    }
    return row;
  }

  private void notJson(long place, String detail) {
    problem(lines.terminated() ? Kind.UNPARSABLE : Kind.TORN, place, detail);
  }

  private void problem(Kind kind, long place, String detail) {
    problems.add(kind, lines.number(), place, detail);
  }

  private static boolean contains(byte[] bytes, int from, int to, byte wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }
}
