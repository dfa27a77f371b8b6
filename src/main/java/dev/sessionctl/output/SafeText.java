package dev.sessionctl.output;

/**
 * Makes stored text fit to be shown to people: nothing in it can move the cursor, colour the screen,
 * reorder or hide characters, or break a line. The escapes are for the eye and cannot be told from the same
 * characters in the data; what has to be read back is written by {@link LineEscapes}. Stateless and
 * thread-safe.
 */
public final class SafeText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private SafeText() {}

  /**
   * Replaces control characters (C0, C1, DEL, ESC), bidi controls, zero-width and other invisible
   * characters, line separators, tag characters and lone surrogates by visible escapes: a backslash and
   * {@code n}, {@code x1b}, {@code u202e} or {@code u{e0041}}. Returns the same instance when there is
   * nothing to replace.
   */
  public static String neutralise(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x7f || c < 0x20) {
        int cp = text.codePointAt(i);
        if (isUnsafe(cp)) {
          return escapeFrom(text, i);
        }
        i += Character.charCount(cp) - 1;
      }
    }
    return text;
  }

  /** Whether the text is printable ASCII: as wide as it is long, and nothing to replace. */
  static boolean isPlain(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text cut to a display width, its end replaced by an ellipsis; the same instance when it fits. Never
   * splits a surrogate pair. Zero or fewer columns give an empty string.
   */
  public static String truncate(String text, int columns) {
    if (columns <= 0) {
      return "";
    }
    if (text.length() <= columns / 2 || width(text) <= columns) {
      return text;
    }
    int used = 0;
    int i = 0;
    while (i < text.length()) {
      int cp = text.codePointAt(i);
      int w = DisplayWidth.of(cp);
      if (used + w > columns - 1) {
        break;
      }
      used += w;
      i += Character.charCount(cp);
    }
    return text.substring(0, i) + '\u2026';
  }

  /**
   * Columns the text takes in a terminal: East Asian wide and full-width characters and emoji count 2,
   * combining marks and invisible format characters 0, everything else 1. Sequences that a terminal may join
   * into one picture are counted by their parts.
   */
  public static int width(String text) {
    int width = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x300) {
        width++;
      } else {
        int cp = text.codePointAt(i);
        width += DisplayWidth.of(cp);
        i += Character.charCount(cp) - 1;
      }
    }
    return width;
  }

  private static String escapeFrom(String text, int from) {
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); ) {
      int cp = text.codePointAt(i);
      if (isUnsafe(cp)) {
        escape(out, cp);
      } else {
        out.appendCodePoint(cp);
      }
      i += Character.charCount(cp);
    }
    return out.toString();
  }

  private static void escape(StringBuilder out, int cp) {
    switch (cp) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (cp <= 0xff) {
          hex(out.append("\\x"), cp, 2);
        } else if (cp <= 0xffff) {
          hex(out.append("\\u"), cp, 4);
        } else {
          hex(out.append("\\u{"), cp, 5);
          out.append('}');
        }
      }
    }
  }

  /** Lower-case hexadecimal, padded with zeros to at least {@code digits} (at most 6 are ever needed). */
  static void hex(StringBuilder out, int value, int digits) {
    for (int shift = 4 * (Math.max(digits, value > 0xfffff ? 6 : 0) - 1); shift >= 0; shift -= 4) {
      out.append(HEX[value >>> shift & 0xf]);
    }
  }

  private static boolean isUnsafe(int cp) {
    if (cp < 0x300) {
      return cp < 0x20 || cp >= 0x7f && cp <= 0x9f || cp == 0xad;
    }
    if (cp < 0x2000) {
      return cp == 0x61c || cp == 0x115f || cp == 0x1160 || cp == 0x180e;
    }
    if (cp < 0x2070) {
      return cp >= 0x200b && (cp <= 0x200f || cp >= 0x2028 && cp <= 0x202e || cp >= 0x2060);
    }
    if (cp < 0x10000) {
      return cp == 0x3164 || cp >= 0xd800 && cp <= 0xdfff || cp == 0xfeff || cp == 0xffa0
          || cp >= 0xfff9 && cp <= 0xfffb || cp >= 0xfffe;
    }
    // Tags and variation selectors can smuggle whole sentences; U+xFFFE and U+xFFFF are no characters.
    return cp >= 0xe0000 && cp <= 0xe0fff || (cp & 0xfffe) == 0xfffe;
  }
}
