package dev.sessionctl.plan;

import dev.sessionctl.output.Units;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.change.ChangePlan;
import java.io.IOException;
import java.time.Duration;

/**
 * Stops an eviction that rests on a scan with holes, on a clock that cannot be right, or that would take more than
 * anybody is likely to have meant.
 *
 * @param limit how many sessions may go at most
 * @param complete whether the scan saw the whole store
 * @param newest newest recorded activity, milliseconds since the epoch, or {@link Session#UNKNOWN}
 * @param now the clock when the sessions were decided on
 * @param clockTrusted whether the operator says that the clock is right
 */
public record EvictionGuard(DeleteLimit limit, boolean complete, long newest, long now, boolean clockTrusted)
    implements PlanGuard {

  /** 2025-01-01T00:00:00Z: a clock before that was never set. */
  static final long EARLIEST = 1_735_689_600_000L;

  private static final long TOLERANCE = Duration.ofDays(1).toMillis();

  @Override
  public String refusal(ChangePlan plan) throws IOException {
    if (!complete) {
      return "the store could not be read completely, so what is left out may be what others need; see 'sessionctl"
          + " verify'";
    }
    if (!clockTrusted && now < EARLIEST) {
      return "the clock says " + Units.formatInstant(now) + ", which cannot be; set it, or say --trust-clock";
    }
    if (!clockTrusted && newest != Session.UNKNOWN && newest - TOLERANCE > now) {
      return "the newest recorded activity, " + Units.formatInstant(newest) + ", is over a day ahead of the clock, "
          + Units.formatInstant(now) + "; set the clock, or say --trust-clock";
    }
    long[] counts = new long[2];
    plan.forEachItem(item -> {
      if (item.key() != null && item.path() == null) {
        counts[0]++;
        counts[1] += item.action().equals("evict") ? 1 : 0;
      }
    });
    return limit.allows(counts[1], counts[0]) ? null : "the plan takes " + counts[1] + " of " + counts[0]
        + " sessions, more than --max-delete " + limit + " allows";
  }
}
