package dev.sessionctl.storage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Makes the names of runs: sortable by time, readable, and never the same twice even within a millisecond or
 * when the clock was set back.
 */
public final class RunId {
  private RunId() {}

  /** A new one, such as {@code 20261120T045500.123Z-9f3a1c2e}. */
  public static String next(Environment environment) {
    ZonedDateTime time = Instant.ofEpochMilli(environment.now()).atZone(ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(32);
    pad(text, time.getYear(), 4);
    pad(text, time.getMonthValue(), 2);
    pad(text, time.getDayOfMonth(), 2).append('T');
    pad(text, time.getHour(), 2);
    pad(text, time.getMinute(), 2);
    pad(text, time.getSecond(), 2).append('.');
    pad(text, time.getNano() / 1_000_000, 3).append("Z-");
    String random = Integer.toHexString(environment.random().nextInt());
    return text.append("0".repeat(8 - random.length())).append(random).toString();
  }

  /** Whether a text has the form of a run id, so that it can be used as a file name. */
  public static boolean isValid(String text) {
    if (text.length() != 29 || text.charAt(8) != 'T' || text.charAt(15) != '.'
        || text.charAt(19) != 'Z' || text.charAt(20) != '-') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
      if (!plain && i != 8 && i != 15 && i != 19 && i != 20) {
        return false;
      }
    }
    return true;
  }

  /** When the run of a valid name began, milliseconds since the epoch. */
  public static long time(String runId) {
    try {
      return LocalDateTime.of(number(runId, 0, 4), number(runId, 4, 6), number(runId, 6, 8), number(runId, 9, 11),
          number(runId, 11, 13), number(runId, 13, 15)).toInstant(ZoneOffset.UTC).toEpochMilli()
          + number(runId, 16, 19);
    } catch (DateTimeException | NumberFormatException e) {
      // Letters, or a thirteenth month: no run of ours, so never an old one.
      return Long.MAX_VALUE;
    }
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text.substring(from, to));
  }

  private static StringBuilder pad(StringBuilder text, int value, int width) {
    String digits = Integer.toString(value);
    return text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }
}
