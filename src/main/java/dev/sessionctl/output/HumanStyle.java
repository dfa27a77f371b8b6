package dev.sessionctl.output;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * How values are shown to people.
 *
 * @param zone the reader's zone
 * @param utc show times in UTC instead
 * @param nowMillis the epoch milliseconds that ages are counted from
 * @param color write ANSI colours
 * @param terminalWidth columns a table may take, 0 for no limit
 * @param wide show all columns and cut nothing
 */
public record HumanStyle(ZoneId zone, boolean utc, long nowMillis, boolean color, int terminalWidth,
    boolean wide) {
  public HumanStyle {
    Objects.requireNonNull(zone, "zone");
  }

  /** Plain text without colours or limits, in UTC. */
  public static HumanStyle plain(long nowMillis) {
    return new HumanStyle(ZoneOffset.UTC, true, nowMillis, false, 0, false);
  }

  ZoneId shownZone() {
    return utc ? ZoneOffset.UTC : zone;
  }
}
