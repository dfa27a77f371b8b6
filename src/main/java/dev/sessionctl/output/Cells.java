package dev.sessionctl.output;

import java.time.Duration;
import java.util.List;

/** The text of one value, for people and for machines. */
final class Cells {
  private Cells() {}

  /** Safe for a terminal and on one line; a dash for null. */
  static String human(ValueKind kind, Object value, HumanStyle style) {
    if (value == null) {
      return "-";
    } else if (value instanceof String s) {
      return SafeText.neutralise(s);
    } else if (value instanceof Long n) {
      return switch (kind) {
        case TEXT, INTEGER -> Long.toString(n);
        case BYTES -> Units.formatBytes(n);
        case INSTANT -> Units.formatLocal(n, style.shownZone());
        case AGE -> Units.formatAge(saturatedDifference(style.nowMillis(), n));
        case DURATION -> Units.formatDuration(Duration.ofMillis(n));
      };
    } else if (value instanceof Integer n) {
      return human(kind, n.longValue(), style);
    } else if (value instanceof Boolean b) {
      return b ? "yes" : "no";
    } else if (value instanceof List<?> list) {
      return SafeText.neutralise(joined(list));
    }
    return SafeText.neutralise(value.toString());
  }

  /** Unescaped and exact; null for null. */
  static String machine(ValueKind kind, Object value) {
    if (value == null) {
      return null;
    } else if (kind.isInstant() && value instanceof Number n) {
      return Units.formatInstant(n.longValue());
    } else if (value instanceof List<?> list) {
      return joined(list);
    }
    return value.toString();
  }

  private static String joined(List<?> list) {
    if (list.size() == 1) {
      return String.valueOf(list.get(0));
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      out.append(list.get(i));
    }
    return out.toString();
  }

  private static long saturatedDifference(long now, long then) {
    long difference = now - then;
    if (((now ^ then) & (now ^ difference)) < 0) {
      return then < 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    return difference;
  }
}
