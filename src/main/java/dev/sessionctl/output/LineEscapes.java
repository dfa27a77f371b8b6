package dev.sessionctl.output;

/**
 * Keeps a value on one line and in one tab-separated field, reversibly: {@code \t \n \r \\} and {@code
 * \xHH} for the other C0 controls and DEL. TSV cells and the lines of {@code -o name} are written so.
 * Thread-safe.
 */
public final class LineEscapes {
  private LineEscapes() {}

  /** The escaped text; the same instance when there is nothing to escape. */
  public static String escape(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (needsEscape(text.charAt(i))) {
        return escapeFrom(text, i);
      }
    }
    return text;
  }

  /** Undoes {@link #escape}; a backslash that begins none of its escapes stands for itself. */
  public static String unescape(String text) {
    int at = text.indexOf('\\');
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, at);
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
      int value = switch (next) {
        case '\\' -> '\\';
        case 't' -> '\t';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 'x' -> i + 3 < text.length() ? hex(text.charAt(i + 2), text.charAt(i + 3)) : -1;
        default -> -1;
      };
      if (value < 0) {
        out.append(c);
      } else {
        out.append((char) value);
        i += next == 'x' ? 3 : 1;
      }
    }
    return out.toString();
  }

  private static boolean needsEscape(char c) {
    return c < 0x20 || c == '\\' || c == 0x7f;
  }

  private static String escapeFrom(String text, int from) {
    StringBuilder out = new StringBuilder(text.length() + 8).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\\' -> out.append("\\\\");
        default -> {
          if (needsEscape(c)) {
            SafeText.hex(out.append("\\x"), c, 2);
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  private static int hex(char high, char low) {
    int h = Character.digit(high, 16);
    int l = Character.digit(low, 16);
    return high > 'f' || low > 'f' || h < 0 || l < 0 ? -1 : h << 4 | l;
  }
}
