package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;

/**
 * What the name of a checkpoint tells: {@code 2026-08-01T08-22-24-050Z-progressive-20.md}.
 *
 * @param time when it was captured, milliseconds since the epoch
 * @param trigger why, with characters that no file name holds replaced
 */
record CheckpointName(long time, String trigger) {

  static final String SUFFIX = ".md";
  private static final int STAMP = "2026-08-01T08-22-24-050Z".length();
  private static final int MILLIS = "2026-08-01T08-22-24".length();

  /** The parts of a file name, or null when it is no checkpoint's. */
  static CheckpointName of(String name) {
    int end = name.length() - SUFFIX.length();
    if (!name.endsWith(SUFFIX) || end <= STAMP + 1 || name.charAt(STAMP) != '-' || name.charAt(MILLIS) != '-') {
      return null;
    }
    String stamp = name.substring(0, MILLIS) + '.' + name.substring(MILLIS + 1, STAMP);
    long time = IsoTime.parse(stamp, 0, STAMP, '-');
    return time == Session.UNKNOWN ? null : new CheckpointName(time, name.substring(STAMP + 1, end));
  }
}
