package dev.sessionctl.storage.openclaw;

/**
 * Moves the text of a JSON value in or out by one level of OpenClaw's two-space indentation without touching
 * anything else: key order, number text and escapes stay byte for byte. A raw line break cannot occur inside a
 * JSON string, so every line break is white space between tokens.
 */
final class Indentation {

  private static final int STEP = 2;

  private Indentation() {}

  /** Removes up to two spaces behind every line break. */
  static byte[] out(byte[] json, int start, int end) {
    byte[] text = new byte[end - start];
    int length = 0;
    int strip = 0;
    for (int i = start; i < end; i++) {
      byte b = json[i];
      if (strip > 0 && b == ' ') {
        strip--;
        continue;
      }
      strip = b == '\n' ? STEP : 0;
      text[length++] = b;
    }
    return length == text.length ? text : java.util.Arrays.copyOf(text, length);
  }

  /** Adds two spaces behind every line break. */
  static byte[] in(byte[] json, int start, int end) {
    int breaks = 0;
    for (int i = start; i < end; i++) {
      if (json[i] == '\n') {
        breaks++;
      }
    }
    byte[] text = new byte[end - start + breaks * STEP];
    int length = 0;
    for (int i = start; i < end; i++) {
      text[length++] = json[i];
      if (json[i] == '\n') {
        text[length++] = ' ';
        text[length++] = ' ';
      }
    }
    return text;
  }
}
