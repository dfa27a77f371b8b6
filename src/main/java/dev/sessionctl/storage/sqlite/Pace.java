package dev.sessionctl.storage.sqlite;

import java.util.concurrent.TimeUnit;

/**
 * How much to do in one transaction, so that no other writer waits long: the amount follows the time that the last one
 * took, and between two there is a pause in which others get their turn. SQLite lets a waiting writer look again after
 * 1, 2, 5, 10, 15, 20 and 25 ms (3.53, {@code sqliteDefaultBusyCallback}), so a pause of 30 ms after some 50 ms is
 * never missed.
 */
public final class Pace {

  /** A transaction that takes longer makes the next ones smaller. */
  static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PAUSE_MILLIS = 30;
  private static final long LEAST = 16 << 10;
  private static final long MOST = 8 << 20;

  private final boolean polite;
  private final Sleeper sleeper;
  private long amount = 128 << 10;

  /** Waits; in tests it may only pretend to. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  /**
   * A pace.
   *
   * @param polite whether others may want to write
   */
  public Pace(boolean polite, Sleeper sleeper) {
    this.polite = polite;
    this.sleeper = sleeper;
  }

  /** Bytes of rows for one transaction. */
  public long amount() {
    return amount;
  }

  /** Whether a transaction has lasted long enough. */
  public static boolean isLong(long nanos) {
    return nanos > MOST_NANOS * 4 / 5;
  }

  /** Takes note of how long a transaction took, and lets others have their turn. */
  public void took(long nanos) {
    if (nanos > MOST_NANOS) {
      amount = Math.max(LEAST, (long) (amount * 0.8 * MOST_NANOS / nanos));
    } else if (nanos < MOST_NANOS / 2) {
      amount = Math.min(MOST, amount * 2);
    }
    if (polite) {
      try {
        sleeper.sleep(Math.max(PAUSE_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos) / 2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
