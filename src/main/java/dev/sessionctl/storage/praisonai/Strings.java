package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Looks for halves of surrogate pairs, which an escape can bring into a string: Python reads them, but cannot write
 * them as UTF-8, so every later write of the session fails.
 */
final class Strings {
  private Strings() {}

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /** The text with U+FFFD for each half of a pair. */
  static String mended(String text) {
    if (!hasLoneSurrogate(text)) {
      return text;
    }
    StringBuilder mended = new StringBuilder(text.length());
    text.codePoints().forEach(c ->
        mended.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c));
    return mended.toString();
  }

  /** A text as a JSON string, as Python writes it with {@code ensure_ascii=False}. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /**
   * Passes over the value a parser is at.
   *
   * @param look whether to look into its strings, names of fields included
   * @return whether one of them has half a pair
   */
  static boolean skip(JsonParser in, boolean look) throws IOException {
    if (!look) {
      in.skipChildren();
      return false;
    }
    boolean found = false;
    int depth = 0;
    for (JsonToken token = in.currentToken(); ; token = in.nextToken()) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
        found |= hasLoneSurrogate(in.getText());
      }
      if (depth == 0) {
        return found;
      }
    }
  }
}
