package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a transcript row by row, parsing every line in full. Whatever a file holds, only the disk makes this fail:
 * lines that are no rows become problems. Not safe for use by several threads.
 */
final class TranscriptReader implements Closeable {
  private static final int TYPE = 1;
  private static final int ID = 2;
  private static final int PARENT = 4;
  private static final int TIMESTAMP = 8;
  private static final int MESSAGE = 16;

  private final JsonLines lines;
  private final EntryIds ids;
  private final TranscriptProblems problems;
  private final TranscriptRow row = new TranscriptRow();
  private int seen;
  private boolean duplicate;

  private TranscriptReader(JsonLines lines, EntryIds ids, TranscriptProblems problems) {
    this.lines = lines;
    this.ids = ids;
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
    row.clear();
    seen = 0;
    duplicate = false;
    try (JsonParser parser = TranscriptJson.FACTORY.createParser(bytes, from, to - from)) {
      try {
        boolean object = parser.nextToken() == JsonToken.START_OBJECT;
        if (object) {
          fields(parser);
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
    if (duplicate) {
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

  private void fields(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "type" -> {
          once(TYPE);
          row.typeText = TranscriptJson.text(parser);
          row.type = row.typeText == null ? RowType.OTHER : RowType.of(row.typeText);
        }
        case "id" -> {
          once(ID);
          id(parser, value);
        }
        case "parentId" -> {
          once(PARENT);
          row.hasParent = true;
          row.parent = reference(parser, value);
        }
        case "timestamp" -> {
          once(TIMESTAMP);
          row.time = TranscriptJson.time(parser);
        }
        case "message" -> {
          once(MESSAGE);
          message(parser, value);
        }
        case "targetId" -> row.target = reference(parser, value);
        case "appendParentId" -> row.appendParent = reference(parser, value);
        case "firstKeptEntryId" -> row.firstKept = reference(parser, value);
        case "firstKeptEntryIndex" -> row.firstKeptIndex =
            (int) Math.max(-1, Math.min(Integer.MAX_VALUE, TranscriptJson.number(parser, -1)));
        case "tokensBefore" -> row.tokensBefore = TranscriptJson.number(parser, row.tokensBefore);
        case "appendMode" -> row.side = "side".equals(TranscriptJson.text(parser));
        case "version" -> row.version = value == JsonToken.VALUE_NUMBER_INT ? TranscriptJson.number(parser, -1) : -1;
        case "cwd" -> row.cwd = TranscriptJson.text(parser);
        case "parentSession" -> row.parentSession = TranscriptJson.text(parser);
        default -> { }
      }
      parser.skipChildren();
    }
  }

  private void once(int field) {
    duplicate |= (seen & field) != 0;
    seen |= field;
  }

  private void id(JsonParser parser, JsonToken value) throws IOException {
    if (row.type == RowType.SESSION || row.typeText == null) {
      row.headerId = TranscriptJson.text(parser);
    }
    if (row.type == RowType.SESSION) {
      // A session id is no entry id: keep it out of the numbering.
      return;
    }
    int id = reference(parser, value);
    row.id = id == TranscriptRow.NULL ? TranscriptRow.ABSENT : id;
  }

  private int reference(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return TranscriptRow.NULL;
    }
    if (value != JsonToken.VALUE_STRING || parser.getTextLength() == 0) {
      return TranscriptRow.ABSENT;
    }
    return ids.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  private void message(JsonParser parser, JsonToken value) throws IOException {
    row.clearMessage();
    if (value != JsonToken.START_OBJECT) {
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken field = parser.nextToken();
      switch (name) {
        case "role" -> row.role = TranscriptJson.text(parser);
        case "timestamp" -> row.messageTime = TranscriptJson.time(parser);
        case "usage" -> row.usage = field == JsonToken.START_OBJECT;
        default -> { }
      }
      parser.skipChildren();
    }
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
