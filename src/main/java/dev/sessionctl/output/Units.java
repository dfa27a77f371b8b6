package dev.sessionctl.output;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneId;

/**
 * The notation of durations, sizes and times, read and written. All methods are pure and thread-safe and
 * depend on no default locale, charset or zone. The parsers take exactly what they say and throw
 * {@link IllegalArgumentException} with one line for people otherwise.
 */
public final class Units {
  private static final String DURATION_HELP =
      "is no duration: give whole numbers with units, largest first, such as 90s, 15m, 24h, 7d, 2w or 1d12h";
  private static final String BYTES_HELP =
      "is no size: give a number with an optional unit, such as 4096, 512K, 1.5G (K M G T P, KiB MiB: 1024)"
          + " or 10MB (kB MB GB TB PB: 1000)";
  private static final String DURATION_UNITS = "wdhms";
  private static final long[] UNIT_SECONDS = {604_800, 86_400, 3600, 60, 1};
  private static final String PREFIXES = "KMGTPE";
  private static final long SECOND = 1000;
  private static final long DAY = 86_400 * SECOND;

  private Units() {}

  /**
   * Reads a duration such as {@code 90s}, {@code 2w} or {@code 1d12h}: units w d h m s, each at most once and
   * in descending order. The result always fits {@link Duration#toMillis()}.
   *
   * @throws IllegalArgumentException for anything else: a bare number, a sign, a blank, an overflow
   */
  public static Duration parseDuration(String text) {
    long seconds = 0;
    int next = 0;
    int i = 0;
    int length = text == null ? 0 : text.length();
    if (length == 0) {
      throw refused(text, DURATION_HELP);
    }
    while (i < length) {
      int start = i;
      long number = 0;
      for (; i < length && isDigit(text.charAt(i)); i++) {
        number = number * 10 + (text.charAt(i) - '0');
        if (number > Long.MAX_VALUE / 1000) {
          throw refused(text, "is too long a duration");
        }
      }
      int unit = i < length ? DURATION_UNITS.indexOf(text.charAt(i)) : -1;
      if (i == start || unit < next) {
        throw refused(text, DURATION_HELP);
      }
      if (number > (Long.MAX_VALUE / 1000 - seconds) / UNIT_SECONDS[unit]) {
        throw refused(text, "is too long a duration");
      }
      seconds += number * UNIT_SECONDS[unit];
      next = unit + 1;
      i++;
    }
    return Duration.ofSeconds(seconds);
  }

  /**
   * Reads a size in bytes. {@code K M G T P E} and {@code KiB MiB ...} count by 1024, {@code kB MB GB ...}
   * by 1000; a plain number, also with {@code B}, is bytes. With a unit, decimals are allowed and a
   * fraction of a byte is dropped. Lower-case units other than the k of {@code kB} are refused: {@code 10m}
   * might mean minutes.
   *
   * @throws IllegalArgumentException for anything else, and for sizes above {@link Long#MAX_VALUE}
   */
  public static long parseBytes(String text) {
    int length = text == null ? 0 : text.length();
    int end = 0;
    int point = -1;
    while (end < length && (isDigit(text.charAt(end)) || text.charAt(end) == '.' && point < 0)) {
      if (text.charAt(end) == '.') {
        point = end;
      }
      end++;
    }
    if (end == 0 || point == 0 || point == end - 1) {
      throw refused(text, BYTES_HELP);
    }
    long factor = factor(text.substring(end));
    if (factor < 0 || factor == 1 && point >= 0) {
      throw refused(text, BYTES_HELP);
    }
    if (end > 100) {
      throw refused(text, "is too large a size");
    }
    BigInteger bytes = new BigDecimal(text.substring(0, end)).multiply(BigDecimal.valueOf(factor))
        .setScale(0, RoundingMode.DOWN).unscaledValue();
    if (bytes.bitLength() > 63) {
      throw refused(text, "is too large a size");
    }
    return bytes.longValue();
  }

  /**
   * Bytes for people, by 1024 with one decimal: {@code 0 B}, {@code 999 B}, {@code 1.0 KiB}, {@code 12.3
   * MiB}.
   */
  public static String formatBytes(long bytes) {
    if (bytes < 0) {
      return bytes == Long.MIN_VALUE ? "-8.0 EiB" : "-" + formatBytes(-bytes);
    }
    if (bytes < 1024) {
      return bytes + " B";
    }
    int prefix = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    long tenths = tenths(bytes, prefix);
    if (tenths >= 10_240 && prefix < PREFIXES.length()) {
      tenths = tenths(bytes, ++prefix);
    }
    return tenths / 10 + "." + tenths % 10 + " " + PREFIXES.charAt(prefix - 1) + "iB";
  }

  /**
   * The age of something for people, truncated to one unit: {@code now} (under a second), {@code 45s},
   * {@code 3m}, {@code 5h}, {@code 12d} (under 14 days), {@code 8w} (under two years of 365 days), {@code
   * 2y}.
   *
   * @param ageMillis now minus then; negative for the future, which reads {@code in 3m}
   */
  public static String formatAge(long ageMillis) {
    if (ageMillis < 0) {
      String until = formatAge(ageMillis == Long.MIN_VALUE ? Long.MAX_VALUE : -ageMillis);
      return until.equals("now") ? until : "in " + until;
    }
    if (ageMillis < SECOND) {
      return "now";
    } else if (ageMillis < 60 * SECOND) {
      return ageMillis / SECOND + "s";
    } else if (ageMillis < 3600 * SECOND) {
      return ageMillis / (60 * SECOND) + "m";
    } else if (ageMillis < DAY) {
      return ageMillis / (3600 * SECOND) + "h";
    } else if (ageMillis < 14 * DAY) {
      return ageMillis / DAY + "d";
    } else if (ageMillis < 730 * DAY) {
      return ageMillis / (7 * DAY) + "w";
    }
    return ageMillis / (365 * DAY) + "y";
  }

  /**
   * A duration as {@link #parseDuration} reads it, without weeks and truncated to seconds: {@code 1d12h},
   * {@code 90d}, {@code 0s}. Below a second, and only there, {@code 250ms}; negative ones begin with a minus.
   */
  public static String formatDuration(Duration duration) {
    if (duration.isNegative()) {
      Duration positive = duration.getSeconds() == Long.MIN_VALUE
          ? Duration.ofSeconds(Long.MAX_VALUE) : duration.negated();
      return "-" + formatDuration(positive);
    }
    long rest = duration.getSeconds();
    if (rest == 0) {
      int millis = duration.getNano() / 1_000_000;
      return millis == 0 ? "0s" : millis + "ms";
    }
    StringBuilder out = new StringBuilder();
    for (int unit = 1; unit < UNIT_SECONDS.length; unit++) {
      long number = rest / UNIT_SECONDS[unit];
      rest %= UNIT_SECONDS[unit];
      if (number != 0) {
        out.append(number).append(DURATION_UNITS.charAt(unit));
      }
    }
    return out.toString();
  }

  /**
   * RFC 3339 in UTC, always with three digits of milliseconds: {@code 2026-11-20T02:53:48.498Z}. Years
   * outside 0000-9999, which RFC 3339 cannot express, come out as signed ISO 8601 ({@code +12345-...},
   * {@code -0001-...}).
   */
  public static String formatInstant(long epochMillis) {
    return Timestamps.utc(epochMillis);
  }

  /** Wall-clock time with the offset then in force, to the second: {@code 2026-11-20 03:53:48 +01:00}. */
  public static String formatLocal(long epochMillis, ZoneId zone) {
    return Timestamps.local(epochMillis, zone);
  }

  private static long factor(String unit) {
    if (unit.isEmpty() || unit.equals("B")) {
      return 1;
    }
    int power = PREFIXES.indexOf(unit.charAt(0)) + 1;
    if (unit.equals("kB")) {
      return 1000;
    } else if (power == 0) {
      return -1;
    }
    String suffix = unit.substring(1);
    if (suffix.isEmpty() || suffix.equals("iB")) {
      return 1L << 10 * power;
    } else if (!suffix.equals("B")) {
      return -1;
    }
    long factor = 1;
    for (int i = 0; i < power; i++) {
      factor *= 1000;
    }
    return factor;
  }

  /** Tenths of the unit, rounded half up, without overflow up to Long.MAX_VALUE. */
  private static long tenths(long bytes, int prefix) {
    int shift = 10 * prefix;
    long rest = bytes & (1L << shift) - 1;
    long tenths = prefix == 6
        ? ((rest >>> 10) * 10 + (1L << 49)) >>> 50
        : (rest * 10 + (1L << shift - 1)) >>> shift;
    return (bytes >>> shift) * 10 + tenths;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException refused(String text, String why) {
    String shown = text == null ? "" : SafeText.truncate(SafeText.neutralise(text), 60);
    return new IllegalArgumentException("'" + shown + "' " + why);
  }
}
