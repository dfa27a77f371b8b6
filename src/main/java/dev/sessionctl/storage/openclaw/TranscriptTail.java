package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last messages of a transcript in the order of the file, whichever branch they are on. One pass remembers
 * where message rows are; only the wanted ones are then read in full.
 */
final class TranscriptTail {
  private TranscriptTail() {}

  /**
   * Reads them.
   *
   * @param count how many at most, from 0
   * @param cap longest line in bytes that is read; of longer ones only the size is given
   * @return oldest first
   * @throws IOException when the file cannot be read
   */
  static List<Message> last(Path path, int count, int cap) throws IOException {
    List<Message> messages = new ArrayList<>();
    if (count <= 0) {
      return messages;
    }
    try (JsonLines lines = JsonLines.open(path, cap)) {
      // Not the count itself: somebody may ask for two billion.
      long[] offsets = new long[Math.min(count, 64)];
      long[] lengths = new long[offsets.length];
      long seen = 0;
      while (lines.next()) {
        if (!TranscriptCounter.isMessage(lines)) {
          continue;
        }
        if (seen == offsets.length && offsets.length < count) {
          int larger = (int) Math.min(count, offsets.length * 2L);
          offsets = Arrays.copyOf(offsets, larger);
          lengths = Arrays.copyOf(lengths, larger);
        }
        int slot = (int) (seen++ % offsets.length);
        offsets[slot] = lines.offset() + lines.firstNonSpace() - lines.start();
        // A line beyond the cap is marked by its negative length.
        lengths[slot] = lines.tooLong() ? -lines.length() : lines.end() - lines.firstNonSpace();
      }
      for (long i = Math.max(0, seen - offsets.length); i < seen; i++) {
        int slot = (int) (i % offsets.length);
        messages.add(lengths[slot] < 0
            ? new Message(Session.UNKNOWN, "", "[line of " + -lengths[slot] + " bytes]")
            : MessageText.of(lines.read(offsets[slot], (int) lengths[slot])));
      }
    }
    return messages;
  }
}
