package dev.sessionctl.output;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/** Writes instants by plain arithmetic: about a million a second are asked for, and start-up counts. */
final class Timestamps {
  private static final long MILLIS_PER_DAY = 86_400_000L;
  /** 0000-01-01T00:00:00Z and the first millisecond after 9999-12-31, as epoch milliseconds. */
  private static final long YEAR_0 = -62_167_219_200_000L;
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private Timestamps() {}

  static String utc(long epochMillis) {
    if (epochMillis < YEAR_0 || epochMillis >= YEAR_10000) {
      return utcOfFarYear(epochMillis);
    }
    long days = Math.floorDiv(epochMillis, MILLIS_PER_DAY);
    int millis = (int) Math.floorMod(epochMillis, MILLIS_PER_DAY);
    byte[] b = new byte[24];
    long ymd = civil(days);
    put(b, 0, (int) (ymd >> 16), 4);
    b[4] = '-';
    put(b, 5, (int) (ymd >> 8) & 0xff, 2);
    b[7] = '-';
    put(b, 8, (int) ymd & 0xff, 2);
    b[10] = 'T';
    time(b, 11, millis / 1000);
    b[19] = '.';
    put(b, 20, millis % 1000, 3);
    b[23] = 'Z';
    return new String(b, StandardCharsets.ISO_8859_1);
  }

  static String local(long epochMillis, ZoneId zone) {
    int offset = zone.getRules().getOffset(Instant.ofEpochMilli(epochMillis)).getTotalSeconds();
    long local = Math.floorDiv(epochMillis, 1000L) + offset;
    StringBuilder out = new StringBuilder(26);
    date(out, Math.floorDiv(local, 86_400L));
    byte[] b = new byte[8];
    time(b, 0, (int) Math.floorMod(local, 86_400L));
    out.append(' ').append(new String(b, StandardCharsets.ISO_8859_1)).append(' ');
    int abs = Math.abs(offset);
    out.append(offset < 0 ? '-' : '+');
    pad(out, abs / 3600, 2);
    pad(out.append(':'), abs / 60 % 60, 2);
    if (abs % 60 != 0) {
      pad(out.append(':'), abs % 60, 2);
    }
    return out.toString();
  }

  /** As ISO 8601 has it for years that need more than four digits or a sign: {@code +12345-01-01T...Z}. */
  private static String utcOfFarYear(long epochMillis) {
    int millis = (int) Math.floorMod(epochMillis, MILLIS_PER_DAY);
    StringBuilder out = new StringBuilder(32);
    date(out, Math.floorDiv(epochMillis, MILLIS_PER_DAY));
    byte[] b = new byte[8];
    time(b, 0, millis / 1000);
    out.append('T').append(new String(b, StandardCharsets.ISO_8859_1)).append('.');
    pad(out, millis % 1000, 3);
    return out.append('Z').toString();
  }

  private static void date(StringBuilder out, long epochDay) {
    long ymd = civil(epochDay);
    long year = ymd >> 16;
    if (year < 0) {
      out.append('-');
    } else if (year > 9999) {
      out.append('+');
    }
    pad(out, Math.abs(year), 4);
    pad(out.append('-'), ymd >> 8 & 0xff, 2);
    pad(out.append('-'), ymd & 0xff, 2);
  }

  /** Year, month and day packed as {@code year << 16 | month << 8 | day}; the year may be negative. */
  private static long civil(long epochDay) {
    long z = epochDay + 719_468L; // days since 0000-03-01, where a leap day ends the year
    long era = Math.floorDiv(z, 146_097L);
    long dayOfEra = z - era * 146_097L;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long fromMarch = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * fromMarch + 2) / 5 + 1;
    long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return year << 16 | month << 8 | day;
  }

  private static void time(byte[] b, int at, int secondOfDay) {
    put(b, at, secondOfDay / 3600, 2);
    b[at + 2] = ':';
    put(b, at + 3, secondOfDay / 60 % 60, 2);
    b[at + 5] = ':';
    put(b, at + 6, secondOfDay % 60, 2);
  }

  private static void put(byte[] b, int at, int value, int digits) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      b[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private static void pad(StringBuilder out, long value, int digits) {
    String text = Long.toString(value);
    for (int i = text.length(); i < digits; i++) {
      out.append('0');
    }
    out.append(text);
  }
}
