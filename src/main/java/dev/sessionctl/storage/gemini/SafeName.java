package dev.sessionctl.storage.gemini;

/** The name of the file that the product writes for an id ({@code _safeFilePath}, 1.21.0 to 1.36.0). */
final class SafeName {

  static final String SUFFIX = ".json";

  private SafeName() {}

  /**
   * Removes every slash, backslash and pair of dots in one pass from left to right, so that three dots leave one, and
   * appends the suffix. Several ids have one name: {@code a/b} and {@code ab}.
   */
  static String of(String id) {
    StringBuilder name = new StringBuilder(id.length() + SUFFIX.length());
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c == '.' && i + 1 < id.length() && id.charAt(i + 1) == '.') {
        i++;
      } else if (c != '/' && c != '\\') {
        name.append(c);
      }
    }
    return name.append(SUFFIX).toString();
  }

  /** Whether the product's loader reads a file of that name: case counts, and hidden files are read. */
  static boolean isRead(String name) {
    return name.endsWith(SUFFIX);
  }

  /** The id that the product wrote a file of that name for, where only one is possible that is no damage; else null. */
  static String idOf(String name) {
    if (!isRead(name)) {
      return null;
    }
    String id = name.substring(0, name.length() - SUFFIX.length());
    return id.isEmpty() || id.equals("undefined") || id.equals("null") || !of(id).equals(name) ? null : id;
  }
}
