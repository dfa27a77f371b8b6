package dev.sessionctl.storage.tokenoptimizer;

/**
 * How the plugin makes names of session ids (2.4.19). Neither way can be taken back: ids that differ in replaced
 * characters share one directory.
 */
final class SessionNames {

  /** The directory of an id without any character. */
  private static final String NONE = "invalid-session";

  /** Longest name that Linux file systems take; a longer id is never captured. */
  private static final int LONGEST = 255;

  private SessionNames() {}

  /** The directory of a session's checkpoints: by UTF-16 unit, so that an emoji becomes two underscores. */
  static String directory(String id) {
    if (id.isEmpty()) {
      return NONE;
    }
    char[] name = id.toCharArray();
    for (int i = 0; i < name.length; i++) {
      if (!isPlain(name[i])) {
        name[i] = '_';
      }
    }
    return new String(name);
  }

  /** What the read cache makes of an id: the same characters are left out. */
  static String stripped(String id) {
    StringBuilder name = new StringBuilder(id.length());
    for (int i = 0; i < id.length(); i++) {
      if (isPlain(id.charAt(i))) {
        name.append(id.charAt(i));
      }
    }
    return name.toString();
  }

  /** Whether some id leads to a directory of that name. */
  static boolean isDirectoryName(String name) {
    return !name.isEmpty() && name.length() <= LONGEST && name.equals(directory(name));
  }

  /** Whether only the id that reads like the name leads to it: an underscore may stand for anything. */
  static boolean isCertain(String name) {
    return name.indexOf('_') < 0 && !name.equals(NONE);
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
  }
}
