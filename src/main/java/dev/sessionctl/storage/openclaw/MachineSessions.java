package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Recognises transcripts that no person talked in, from how the product names or opens them: scheduled jobs begin with
 * {@code [cron:<job id>}, subagents with {@code [Subagent Context]}, at times behind a date in brackets, and
 * one-shot runs have ids of their own. From the product's source; a miss only means a less exact finding.
 */
final class MachineSessions {

  private static final String[] IDS = {"slug-generator-", "slug-gen-", "probe-", "boot-", "model-run-",
    "dreaming-narrative-"};
  private static final byte[][] OPENINGS = {bytes("\"[cron:"), bytes("[Subagent Context]"), bytes("] [cron:")};
  private static final int LINES = 32;
  private static final int LONGEST_LINE = 1 << 20;
  /** The opening stands at the begin of a text; what comes later may be a quotation. */
  private static final int REACH = 1024;

  private MachineSessions() {}

  /** Whether the transcript is of such a session; false also when it cannot be read. */
  static boolean isMachine(Path transcript, String id) {
    for (String prefix : IDS) {
      if (id.startsWith(prefix)) {
        return true;
      }
    }
    try (JsonLines lines = JsonLines.open(transcript, LONGEST_LINE)) {
      for (int i = 0; i < LINES && lines.next(); i++) {
        if (!lines.tooLong() && TranscriptCounter.isMessage(lines)) {
          return opens(lines.buffer(), lines.start(), Math.min(lines.end(), lines.start() + REACH));
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private static boolean opens(byte[] bytes, int from, int to) {
    for (byte[] opening : OPENINGS) {
      for (int i = from; i <= to - opening.length; i++) {
        int match = 0;
        while (match < opening.length && bytes[i + match] == opening[match]) {
          match++;
        }
        if (match == opening.length) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
