package dev.sessionctl.storage.backup;

/** Judges names that come out of a backup, which anybody may have made. */
final class EntryNames {

  private static final int LONGEST = 8192;

  private EntryNames() {}

  /** Whether a name leads to something below where it is taken from: no root, no way up, nothing empty. */
  static boolean isProper(String name) {
    if (name.isEmpty() || name.length() > LONGEST || name.indexOf('\0') >= 0) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
