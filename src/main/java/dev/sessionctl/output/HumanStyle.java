package dev.sessionctl.output;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How values are shown to people.
 *
 * @param zones gives the reader's zone; asked only when a time is shown
 * @param utc show times in UTC instead
 * @param nowMillis the epoch milliseconds that ages are counted from
 * @param color write ANSI colours
 * @param terminalWidth columns a table may take, 0 for no limit
 * @param wide show all columns and cut nothing
 */
public record HumanStyle(Supplier<ZoneId> zones, boolean utc, long nowMillis, boolean color,
    int terminalWidth, boolean wide) {
  public HumanStyle {
    Objects.requireNonNull(zones, "zones");
  }

  /** A style with a zone that is known already. */
  public HumanStyle(ZoneId zone, boolean utc, long nowMillis, boolean color, int terminalWidth, boolean wide) {
    this(() -> zone, utc, nowMillis, color, terminalWidth, wide);
    Objects.requireNonNull(zone, "zone");
  }

  /** Plain text without colours or limits, in UTC. */
  public static HumanStyle plain(long nowMillis) {
    return new HumanStyle(ZoneOffset.UTC, true, nowMillis, false, 0, false);
  }

  /** The zone that times are shown in. */
  public ZoneId shownZone() {
    return utc ? ZoneOffset.UTC : zones.get();
  }
}
