package dev.sessionctl.storage.praisonai;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the summary shorter that the compact retention keeps of what fell out of the window: since praisonaiagents
 * 1.6.133 it gets one block more, some hundred characters, with every message, and each block only counts. Blocks
 * that count the same way become one with the sums; every other block stays word for word. The product detects a
 * summary by its metadata only, and goes on with a shorter one (1.7.0).
 */
final class SummaryText {

  private static final String MARK = MessageFields.SUMMARY_MARK + "\n";
  private static final String BETWEEN = "\n---\n";
  private static final Pattern COUNTED = Pattern.compile(
      "Previous conversation: (\\d{1,18}) messages\\nMessage breakdown: \\{((?:'[^'\\\\\n]*': \\d{1,18}(?:, )?)*)\\}");
  private static final Pattern COMPACTED = Pattern.compile("Previous conversation: (\\d{1,18}) messages compacted\\.");
  private static final Pattern ROLE = Pattern.compile("'([^'\\\\\n]*)': (\\d{1,18})(?:, )?");

  /**
   * A shorter text.
   *
   * @param before how many blocks there were
   * @param after how many there are
   */
  record Shorter(String text, int before, int after) {}

  private SummaryText() {}

  /** Returns null when nothing can be put together, or it is no summary of this form. */
  static Shorter shorten(String text) {
    if (text == null || !text.startsWith(MARK)) {
      return null;
    }
    String[] blocks = text.substring(MARK.length()).split(BETWEEN, -1);
    List<String> kept = new ArrayList<>();
    int countedAt = -1;
    int compactedAt = -1;
    BigInteger messages = BigInteger.ZERO;
    BigInteger compacted = BigInteger.ZERO;
    Map<String, BigInteger> roles = new LinkedHashMap<>();
    for (String block : blocks) {
      Matcher counted = COUNTED.matcher(block);
      Matcher plain = COMPACTED.matcher(block);
      if (counted.matches()) {
        messages = messages.add(new BigInteger(counted.group(1)));
        for (Matcher role = ROLE.matcher(counted.group(2)); role.find(); ) {
          roles.merge(role.group(1), new BigInteger(role.group(2)), BigInteger::add);
        }
        if (countedAt < 0) {
          countedAt = kept.size();
          kept.add(null);
        }
      } else if (plain.matches()) {
        compacted = compacted.add(new BigInteger(plain.group(1)));
        if (compactedAt < 0) {
          compactedAt = kept.size();
          kept.add(null);
        }
      } else {
        kept.add(block);
      }
    }
    if (kept.size() == blocks.length) {
      return null;
    }
    if (countedAt >= 0) {
      List<String> breakdown = new ArrayList<>();
      roles.forEach((role, count) -> breakdown.add("'" + role + "': " + count));
      kept.set(countedAt, "Previous conversation: " + messages + " messages\nMessage breakdown: {"
          + String.join(", ", breakdown) + "}");
    }
    if (compactedAt >= 0) {
      kept.set(compactedAt, "Previous conversation: " + compacted + " messages compacted.");
    }
    return new Shorter(MARK + String.join(BETWEEN, kept), blocks.length, kept.size());
  }
}
