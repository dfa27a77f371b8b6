package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Counts message rows without looking at the rest of a line, for {@code list --columns messages}. Lines damaged
 * behind their {@code type} are counted: {@code verify} is there to find them.
 */
final class TranscriptCounter {
  /** How every row of 2026.3.8 to 2026.9.6 begins; others are left to the parser. */
  private static final byte[] START = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  private TranscriptCounter() {}

  /**
   * The number of message rows in the part of the file that exists at opening.
   *
   * @throws IOException when the file cannot be read
   */
  static long countMessages(Path path) throws IOException {
    return countMessages(path, JsonLines.DEFAULT_CAP);
  }

  /** The same with the longest line in bytes that is held; of longer ones the beginning decides. */
  static long countMessages(Path path, int cap) throws IOException {
    long count = 0;
    try (JsonLines lines = JsonLines.open(path, cap)) {
      while (lines.next()) {
        if (isMessage(lines)) {
          count++;
        }
      }
    }
    return count;
  }

  /** Whether the line at hand is a message row, as far as its first {@code type} tells; blank lines are none. */
  static boolean isMessage(JsonLines lines) throws IOException {
    byte[] bytes = lines.buffer();
    int from = lines.start();
    int to = lines.end();
    if (startsWith(bytes, from, to, START)) {
      int value = from + START.length;
      for (int i = value; i < to; i++) {
        if (bytes[i] == '"') {
          return i - value == MESSAGE.length && startsWith(bytes, value, i, MESSAGE);
        }
        if (bytes[i] == '\\' || bytes[i] < ' ') {
          break;
        }
      }
    }
    from = lines.firstNonSpace();
    return from < to && bytes[from] == '{' && !TranscriptJson.looksLikeUtf16(bytes, from, to)
        && parsedType(bytes, from, to);
  }

  private static boolean parsedType(byte[] bytes, int from, int to) throws IOException {
    try (JsonParser parser = TranscriptJson.FACTORY.createParser(bytes, from, to - from)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("type")) {
          return value == JsonToken.VALUE_STRING && parser.getText().equals("message");
        }
        parser.skipChildren();
      }
    } catch (JsonProcessingException e) {
      return false;
    }
    return false;
  }

  private static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
    if (to - from < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
