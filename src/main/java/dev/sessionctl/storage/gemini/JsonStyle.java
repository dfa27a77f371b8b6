package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.gemini.JsonScanner.Token;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The white space of a JSON text. Whatever is written in one of these says what it said before: names, their order,
 * numbers, escapes and bytes inside strings are copied.
 */
enum JsonStyle {
  /** None. */
  MINIFIED,
  /** As the product writes, {@code JSON.stringify(value, null, 2)}. */
  PRETTY;

  private static final byte[] SPACES = " ".repeat(64).getBytes(StandardCharsets.US_ASCII);

  /**
   * Writes a document.
   *
   * @param json stands before its first token; stands behind its last one afterwards
   * @param depth how deep it stands in what is written around it
   */
  void write(JsonScanner json, OutputStream out, int depth) throws IOException {
    Token previous = null;
    int level = depth;
    for (Token token = json.next(); token != Token.END; token = json.next()) {
      boolean closes = token == Token.END_OBJECT || token == Token.END_ARRAY;
      level -= closes ? 1 : 0;
      boolean opened = previous == Token.BEGIN_OBJECT || previous == Token.BEGIN_ARRAY;
      if (previous != null && previous != Token.NAME) {
        if (!opened && !closes) {
          out.write(',');
        }
        if (!(opened && closes)) {
          newLine(out, level);
        }
      }
      json.copy(out);
      if (token == Token.NAME) {
        colon(out);
      }
      level += token == Token.BEGIN_OBJECT || token == Token.BEGIN_ARRAY ? 1 : 0;
      previous = token;
    }
  }

  /** What stands between a name and its value. */
  void colon(OutputStream out) throws IOException {
    out.write(':');
    if (this == PRETTY) {
      out.write(' ');
    }
  }

  /** What stands before a value or a closing bracket at a depth. */
  void newLine(OutputStream out, int depth) throws IOException {
    if (this == PRETTY) {
      out.write('\n');
      for (int left = depth * 2; left > 0; left -= SPACES.length) {
        out.write(SPACES, 0, Math.min(left, SPACES.length));
      }
    }
  }
}
