package dev.sessionctl.storage.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes JSON strings as JavaScript's {@code JSON.stringify} does, since that is what the product compares with. */
public final class JsonText {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /** The string with quotes: only what JSON forbids is escaped, a lone surrogate by its four hex digits. */
  public static byte[] quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (c < ' ' || Character.isSurrogate(c)) {
            out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]).append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the first four bytes can begin a JSON text in UTF-8; the parser would read UTF-16 and UTF-32 as well. */
  public static boolean beginsAsUtf8(byte[] bytes, int length) {
    for (int i = 0; i < Math.min(4, length); i++) {
      if (bytes[i] == 0 || (bytes[i] & 0xfe) == 0xfe) {
        return false;
      }
    }
    return true;
  }

  /** Appends ASCII text. */
  public static void ascii(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
