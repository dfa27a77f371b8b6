package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;

/** Scanners for the parts that names in a sessions directory are made of. Ranges are {@code [from, to)}. */
final class NameParts {
  static final int UUID_LENGTH = 36;

  private static final int MILLIS_STAMP = "2026-11-20T02-53-48.498Z".length();
  private static final int SECONDS_STAMP = "2026-11-20T02-53-48Z".length();

  private NameParts() {}

  /**
   * An archived transcript's suffix.
   *
   * @param end where the name of what was archived ends
   * @param time milliseconds since the epoch, or -1 for a time that does not exist
   */
  record Archive(ArtifactKind kind, int end, long time) {}

  static boolean digits(String text, int from, int to) {
    if (from < 0 || from >= to) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** A number of digits only, or -1 when it is too large to be a time. */
  static long number(String text, int from, int to) {
    return to - from > 18 ? -1 : Long.parseLong(text, from, to, 10);
  }

  /** Whether a UUID in its usual spelling stands at an index. */
  static boolean uuid(String text, int at) {
    if (at < 0 || text.length() - at < UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = text.charAt(at + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !hex(c)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code [<pid>.]<uuid>.tmp} stands from an index to the end. */
  static boolean temporary(String name, int from, boolean pidOptional) {
    int uuid = name.length() - ".tmp".length() - UUID_LENGTH;
    if (!name.endsWith(".tmp") || !uuid(name, uuid)) {
      return false;
    }
    return pidOptional && uuid == from || uuid > from && name.charAt(uuid - 1) == '.' && digits(name, from, uuid - 1);
  }

  /** Where {@code .migrated} or {@code .migrated.<n>} at the end begins, or -1. */
  static int migratedStart(String name) {
    int end = name.length();
    int dot = name.lastIndexOf('.');
    if (dot >= 0 && digits(name, dot + 1, end)) {
      end = dot;
    }
    int start = end - ".migrated".length();
    return start > 0 && name.startsWith(".migrated", start) ? start : -1;
  }

  /** {@code .(reset|deleted|bak).<TS>[.<32 hex>][.zst]} at the end of a name, or null. */
  static Archive archive(String name) {
    int end = name.length() - (name.endsWith(".zst") ? ".zst".length() : 0);
    int hash = end - 33;
    if (hash > 0 && name.charAt(hash) == '.' && hex(name, hash + 1, end)) {
      end = hash;
    }
    int start = end - (end > 4 && name.charAt(end - 5) == '.' ? MILLIS_STAMP : SECONDS_STAMP);
    if (start < 1 || name.charAt(start - 1) != '.' || !stamp(name, start, end)) {
      return null;
    }
    int word = name.lastIndexOf('.', start - 2);
    if (word <= 0) {
      return null;
    }
    ArtifactKind kind = switch (name.substring(word + 1, start - 1)) {
      case "reset" -> ArtifactKind.ARCHIVE_RESET;
      case "deleted" -> ArtifactKind.ARCHIVE_DELETED;
      case "bak" -> ArtifactKind.ARCHIVE_BAK;
      default -> null;
    };
    return kind == null ? null : new Archive(kind, word, time(name, start, end));
  }

  /** A time in a name, either milliseconds or an ISO time with dashes; -1 when it is neither. */
  static long time(String text, int from, int to) {
    if (digits(text, from, to)) {
      return number(text, from, to);
    }
    if (from >= to) {
      return -1;
    }
    long time = IsoTime.parse(text, from, to, '-');
    return time == Session.UNKNOWN ? -1 : time;
  }

  /**
   * Length of the {@code <ISO time with dashes>_} that forked transcripts begin with, or 0. The fraction is set off
   * by a dash there, not by a dot, since the agent library replaces both.
   */
  static int forkPrefix(String stem) {
    int to = stem.indexOf('_');
    if (to != MILLIS_STAMP && to != SECONDS_STAMP || to == stem.length() - 1) {
      return 0;
    }
    boolean dashed = to == MILLIS_STAMP && stem.charAt(SECONDS_STAMP - 1) == '-';
    boolean fraction = dashed && digits(stem, SECONDS_STAMP, MILLIS_STAMP - 1) && stem.charAt(to - 1) == 'Z';
    boolean stamped = fraction ? stampStart(stem, 0) : stamp(stem, 0, to);
    return stamped ? to + 1 : 0;
  }

  /** The shape only: the product does not ask whether such a day exists. */
  private static boolean stamp(String text, int from, int to) {
    int length = to - from;
    if (length != MILLIS_STAMP && length != SECONDS_STAMP || text.charAt(to - 1) != 'Z' || !stampStart(text, from)) {
      return false;
    }
    return length == SECONDS_STAMP
        || text.charAt(from + SECONDS_STAMP - 1) == '.' && digits(text, from + SECONDS_STAMP, to - 1);
  }

  private static boolean stampStart(String text, int from) {
    for (int i = 0; i < SECONDS_STAMP - 1; i++) {
      char c = text.charAt(from + i);
      boolean fits = switch (i) {
        case 4, 7, 13, 16 -> c == '-';
        case 10 -> c == 'T';
        default -> c >= '0' && c <= '9';
      };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean hex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!hex(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hex(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
