package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text operations with the meaning they have in JavaScript, where that differs from Java's. */
final class JsText {
  private static final String UNRESERVED = "-_.!~*'()";
  private static final String HEX = "0123456789ABCDEF";

  private JsText() {}

  /** {@code trim()}: removes white space and line ends of Unicode and the byte order mark, which Java's keep. */
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return from == 0 && to == text.length() ? text : text.substring(from, to);
  }

  /** {@code trim().toLowerCase()}; the same object when it is so already, which is the usual case. */
  static String trimLower(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c <= ' ' && (i == 0 || i == length - 1) || c >= 'A' && c <= 'Z' || c >= 0x7f) {
        return trim(text).toLowerCase(Locale.ROOT);
      }
    }
    return text;
  }

  /** {@code encodeURIComponent}; null where it throws, for half of a surrogate pair. */
  static String encodeUriComponent(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        out.append((char) c);
        continue;
      }
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return null;
      }
      for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
        out.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
      }
    }
    return out.toString();
  }

  /** The inverse of {@link #encodeUriComponent}; null when the escapes are broken or no UTF-8. */
  static String decodeUriComponent(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = new byte[text.length() * 3];
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[size++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else {
        return null;
      }
    }
    return Utf8.firstInvalid(bytes, 0, size) < 0 ? new String(bytes, 0, size, StandardCharsets.UTF_8) : null;
  }

  private static boolean isSpace(char c) {
    if (c <= ' ') {
      return c == ' ' || c >= '\t' && c <= '\r';
    }
    return c == 0xa0 || c == 0xfeff || c == 0x1680 || c >= 0x2000 && c <= 0x200a || c == 0x2028 || c == 0x2029
        || c == 0x202f || c == 0x205f || c == 0x3000;
  }
}
