package dev.sessionctl.storage.tokenoptimizer;

import java.util.List;

/**
 * What a trigger stands for in the record of captures, and which checkpoint the plugin would restore (2.4.19). The
 * record of every generated session equals what its triggers say together.
 */
final class Triggers {

  static final List<Integer> BANDS = List.of(20, 35, 50, 65, 80);
  static final List<Integer> THRESHOLDS = List.of(80, 70, 50, 40);
  static final String FANOUT = "pre-fanout";

  private static final String BAND = "progressive-";
  private static final String THRESHOLD = "quality-";
  private static final String MILESTONE = "milestone-";
  private static final String EDIT_BATCH = MILESTONE + "edit-batch";

  private Triggers() {}

  /** The fill band that it captured, or -1. */
  static int band(String trigger) {
    return number(trigger, BAND, BANDS);
  }

  /** The quality threshold that it captured, or -1. */
  static int threshold(String trigger) {
    return number(trigger, THRESHOLD, THRESHOLDS);
  }

  /** The milestone that is captured only once, or null; an edit batch is captured again and again. */
  static String milestone(String trigger) {
    return trigger.equals(MILESTONE + FANOUT) ? FANOUT : null;
  }

  /** Which of several checkpoints is restored: the one of the highest rank, the newest of those. */
  static int rank(String trigger) {
    if (trigger.equals(MILESTONE + FANOUT)) {
      return 1000;
    }
    if (trigger.equals(EDIT_BATCH)) {
      return 950;
    }
    if (trigger.startsWith(THRESHOLD) && suffix(trigger, THRESHOLD) >= 0) {
      return 900 - suffix(trigger, THRESHOLD);
    }
    if (trigger.startsWith(BAND) && suffix(trigger, BAND) >= 0) {
      return 800 - suffix(trigger, BAND);
    }
    return switch (trigger) {
      case "compact" -> 400;
      case "end" -> 300;
      case "session-start" -> 250;
      case "stop" -> 200;
      case "stop-failure" -> 175;
      default -> 100;
    };
  }

  private static int number(String trigger, String prefix, List<Integer> known) {
    int number = trigger.startsWith(prefix) ? suffix(trigger, prefix) : -1;
    return known.contains(number) ? number : -1;
  }

  private static int suffix(String trigger, String prefix) {
    String text = trigger.substring(prefix.length());
    if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(text);
  }
}
