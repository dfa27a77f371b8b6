package dev.sessionctl.storage.gemini;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Turns the inside of a JSON string into text. */
final class JsonStrings {
  private JsonStrings() {}

  /**
   * The text; what is no UTF-8 becomes replacement characters, as in the product, and an escape that is cut off at the
   * end is left out.
   *
   * @param raw what stands between the quotation marks, accepted by a scanner before, or its beginning
   */
  static String decode(byte[] raw) {
    boolean plain = true;
    for (byte b : raw) {
      plain &= b != '\\';
    }
    if (plain) {
      return new String(raw, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(raw.length);
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '\\') {
        run.write(raw[i]);
        continue;
      }
      text.append(run.toString(StandardCharsets.UTF_8));
      run.reset();
      int length = i + 1 < raw.length && raw[i + 1] == 'u' ? 6 : 2;
      if (i + length > raw.length) {
        return text.toString();
      }
      text.append(escaped(raw, i + 1));
      i += length - 1;
    }
    return text.append(run.toString(StandardCharsets.UTF_8)).toString();
  }

  private static char escaped(byte[] raw, int at) {
    return switch (raw[at]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(new String(raw, at + 1, 4, StandardCharsets.ISO_8859_1), 16);
      default -> (char) raw[at];
    };
  }
}
