package dev.sessionctl.storage.openclaw;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads OpenClaw's version numbers ({@code 2026.7.1}, {@code 2026.7.1-2}, {@code 2026.7.2-beta.1}) for the one
 * thing asked of them. The boundaries were found by a scan of the 52 releases from 2026.1.29 to 2026.9.6.
 */
final class ProductVersion {

  private static final Pattern FORM = Pattern.compile("v?([0-9]{4})\\.([0-9]{1,2})\\.([0-9]{1,3})(?:[-+].*)?");

  /** The lines 2026.6.33 to 2026.6.35 and 2026.7.33 to 2026.7.35 extend the JSON releases. */
  private static final int EXTENDED = 33;

  private ProductVersion() {}

  /** Whether a text has the form of a version number, whether there is that release or not. */
  static boolean isVersion(String text) {
    return FORM.matcher(text.strip()).matches();
  }

  /** The era of a release, or null when the text is no version or lies between two eras. */
  static Era era(String version) {
    Matcher matcher = FORM.matcher(version.strip());
    if (!matcher.matches()) {
      return null;
    }
    int year = Integer.parseInt(matcher.group(1));
    int month = Integer.parseInt(matcher.group(2));
    int patch = Integer.parseInt(matcher.group(3));
    if (year != 2026) {
      return year > 2026 ? Era.SQLITE : Era.LOCKED_JSON;
    }
    int number = month * 1_000 + patch;
    if (number <= 4_029) {
      return Era.LOCKED_JSON;
    }
    if (number < 5_002) {
      return null;
    }
    boolean extended = month == 7 && patch >= EXTENDED;
    return number < 7_002 || extended ? Era.UNLOCKED_JSON : Era.SQLITE;
  }
}
