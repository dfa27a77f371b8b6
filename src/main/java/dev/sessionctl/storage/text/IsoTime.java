package dev.sessionctl.storage.text;

import dev.sessionctl.storage.Session;

/**
 * Reads the timestamps OpenClaw writes, {@code 2026-11-20T02:53:48.498Z}, without objects: one per transcript row.
 */
public final class IsoTime {
  private static final long DAY = 86_400_000L;

  private IsoTime() {}

  /**
   * Milliseconds since the epoch, or {@link Session#UNKNOWN} when the text is no such timestamp.
   *
   * @param separator what stands between hours, minutes and seconds: {@code ':'}, or {@code '-'} in file names
   */
  public static long parse(char[] text, int offset, int length, char separator) {
    int to = offset + length;
    if (length < 20 || text[offset + 4] != '-' || text[offset + 7] != '-' || text[offset + 10] != 'T'
        || text[offset + 13] != separator || text[offset + 16] != separator) {
      return Session.UNKNOWN;
    }
    int year = digits(text, offset, 4);
    int month = digits(text, offset + 5, 2);
    int day = digits(text, offset + 8, 2);
    int hour = digits(text, offset + 11, 2);
    int minute = digits(text, offset + 14, 2);
    int second = digits(text, offset + 17, 2);
    if ((year | month | day | hour | minute | second) < 0 || month < 1 || month > 12 || day < 1
        || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) {
      return Session.UNKNOWN;
    }
    int at = offset + 19;
    long millis = 0;
    if (text[at] == '.') {
      int scale = 100;
      for (at++; at < to && isDigit(text[at]); at++) {
        millis += (long) (text[at] - '0') * scale;
        scale /= 10;
      }
    }
    long shift = zoneMillis(text, at, to);
    if (shift == Session.UNKNOWN) {
      return Session.UNKNOWN;
    }
    return epochDay(year, month, day) * DAY + ((hour * 60L + minute) * 60 + second) * 1000 + millis - shift;
  }

  /** The same for a part of a string. */
  public static long parse(String text, int from, int to, char separator) {
    char[] chars = new char[to - from];
    text.getChars(from, to, chars, 0);
    return parse(chars, 0, chars.length, separator);
  }

  private static long zoneMillis(char[] text, int at, int to) {
    if (at == to - 1 && text[at] == 'Z') {
      return 0;
    }
    if (at != to - 6 || text[at] != '+' && text[at] != '-' || text[at + 3] != ':') {
      return Session.UNKNOWN;
    }
    int hours = digits(text, at + 1, 2);
    int minutes = digits(text, at + 4, 2);
    if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return Session.UNKNOWN;
    }
    long shift = (hours * 60L + minutes) * 60_000;
    return text[at] == '-' ? -shift : shift;
  }

  private static int digits(char[] text, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      if (!isDigit(text[i])) {
        return -1;
      }
      value = value * 10 + text[i] - '0';
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int daysIn(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970-01-01, counting years from March so that the leap day comes last. */
  private static long epochDay(int year, int month, int day) {
    long y = month > 2 ? year : year - 1L;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
  }
}
