package dev.sessionctl.storage.praisonai;

/**
 * The name of a session's file: each code point of the id that Python's {@code str.isalnum()} accepts, a hyphen or an
 * underscore stays, and every other becomes an underscore (praisonaiagents 1.7.0). Not injective.
 */
final class SafeId {
  private SafeId() {}

  /** The name without its ending. */
  static String of(String id) {
    StringBuilder name = new StringBuilder(id.length());
    id.codePoints().forEach(c -> name.appendCodePoint(isKept(c) ? c : '_'));
    return name.toString();
  }

  private static boolean isKept(int c) {
    if (c < 0x80) {
      return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
    return Character.isLetter(c) || switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }
}
