package dev.sessionctl.storage.backup;

/**
 * Tells whether what passes may be one whole JSON object or array and nothing else: that every bracket is closed and
 * only white space follows. A document that was cut off, or has the rest of a longer one behind it, is not; whether its
 * grammar is right is not looked at. Holds nothing of it. Not safe for use by several threads.
 */
final class WholeJson {

  private long depth;
  private boolean begun;
  private boolean inText;
  private boolean escaped;
  private boolean broken;

  /** Takes some more of it. */
  void feed(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length && !broken; i++) {
      byte b = bytes[i];
      if (inText) {
        inText = escaped || b != '"';
        escaped = !escaped && b == '\\';
      } else if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        outside(b);
      }
    }
  }

  private void outside(byte b) {
    if (depth == 0 && (begun || b != '{' && b != '[')) {
      broken = true;
      return;
    }
    begun = true;
    switch (b) {
      case '"' -> inText = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> broken = b == 0;
    }
  }

  /** Whether that was all of it and it was whole. */
  boolean isWhole() {
    return begun && depth == 0 && !inText && !broken;
  }
}
