package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds whole rows in a line that is no row: two that were glued together because a newline is missing, or one that was
 * appended behind a torn one. What is taken for a row parses to its end and names a type; a row behind damage must also
 * be of a type that products write at the top level, since contents of messages have types as well.
 */
final class GluedRows {

  /** How every row begins that a product writes. */
  private static final byte[] START = {'{', '"', 't', 'y', 'p', 'e', '"', ':', '"'};
  private static final int MOST_TRIES = 1_000;

  private GluedRows() {}

  /**
   * A row in a buffer.
   *
   * @param from its first byte
   * @param to behind its last byte
   */
  record Row(int from, int to, RowType type, boolean hasId, String time) {}

  /** The rows in {@code [from, to)}, in order; what lies between them is damage or white space. */
  static List<Row> find(byte[] line, int from, int to) {
    // Of the same length, so that places in the copy are places in the line.
    byte[] text = TranscriptJson.repairUtf8(line, from, to);
    List<Row> rows = new ArrayList<>();
    int damaged = shift(rows, parse(text, 0, false), from);
    int tries = 0;
    for (int at = next(text, damaged + 1); damaged >= 0 && at >= 0 && tries < MOST_TRIES; at = next(text, at + 1)) {
      tries++;
      Parsed rest = parse(text, at, true);
      if (rest.damagedAt < 0) {
        shift(rows, rest, from);
        break;
      }
    }
    return rows;
  }

  private static int shift(List<Row> rows, Parsed parsed, int by) {
    for (Row row : parsed.rows) {
      rows.add(new Row(row.from + by, row.to + by, row.type, row.hasId, row.time));
    }
    return parsed.damagedAt;
  }

  private static int next(byte[] text, int from) {
    for (int i = Math.max(0, from); i <= text.length - START.length; i++) {
      int matched = 0;
      while (matched < START.length && text[i + matched] == START[matched]) {
        matched++;
      }
      if (matched == START.length) {
        return i;
      }
    }
    return -1;
  }

  /** Rows that follow one another, and where the first thing begins that is none, or -1. */
  private record Parsed(List<Row> rows, int damagedAt) {}

  private static Parsed parse(byte[] text, int from, boolean knownOnly) {
    List<Row> rows = new ArrayList<>();
    int at = from;
    while (at < text.length && isSpace(text[at])) {
      at++;
    }
    while (at < text.length) {
      if (text[at] != '{' || TranscriptJson.looksLikeUtf16(text, at, text.length)) {
        return new Parsed(rows, at);
      }
      Row row = row(text, at);
      if (row == null || knownOnly && row.type == RowType.OTHER) {
        return new Parsed(rows, at);
      }
      rows.add(row);
      at = row.to;
      while (at < text.length && isSpace(text[at])) {
        at++;
      }
    }
    return new Parsed(rows, -1);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  /** The row that begins there, or null. */
  private static Row row(byte[] text, int at) {
    String type = null;
    String time = null;
    boolean id = false;
    try (JsonParser in = TranscriptJson.FACTORY.createParser(text, at, text.length - at)) {
      in.nextToken();
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        JsonToken value = in.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          switch (name) {
            case "type" -> type = in.getText();
            case "timestamp" -> time = in.getText();
            case "id" -> id = true;
            default -> in.getTextLength();
          }
        }
        in.skipChildren();
      }
      if (type == null || in.currentToken() != JsonToken.END_OBJECT) {
        return null;
      }
      int to = at + (int) in.currentLocation().getByteOffset();
      return new Row(at, to, RowType.of(type), id, time);
    } catch (IOException e) {
      return null;
    }
  }
}
