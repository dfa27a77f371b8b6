package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.restore.Joining;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Puts the lines of a log or manifest from the trash together with those that were written since: first what was there,
 * in its order, then what is new. A line that both have comes once.
 */
final class LineJoin implements Joining {

  private LateLines late;

  @Override
  public void write(Path kept, Path present, OutputStream out) throws IOException {
    Set<String> known = new HashSet<>();
    copy(kept, known, out, false);
    copy(present, known, out, true);
    late = LateLines.begin();
  }

  /** How many lines of a file another one does not have. */
  static long missing(Path file, Path other) throws IOException {
    Set<String> known = new HashSet<>();
    long[] count = {0};
    each(other, (bytes, terminated, text) -> known.add(text));
    each(file, (bytes, terminated, text) -> count[0] += known.add(text) ? 1 : 0);
    return count[0];
  }

  private static void copy(Path file, Set<String> known, OutputStream out, boolean newOnly) throws IOException {
    each(file, (bytes, terminated, text) -> {
      if (known.add(text) || !newOnly) {
        out.write(bytes);
        if (!terminated) {
          out.write('\n');
        }
      }
    });
  }

  /** Takes one line, with its bytes and its text. */
  @FunctionalInterface
  private interface Line {
    void take(byte[] bytes, boolean terminated, String text) throws IOException;
  }

  private static void each(Path file, Line taker) throws IOException {
    try (JsonLines lines = JsonLines.open(file, Manifest.LONGEST_LINE)) {
      while (lines.next()) {
        byte[] bytes = lines.read(lines.offset(), (int) Math.min(Integer.MAX_VALUE - 8, lines.length()));
        taker.take(bytes, lines.terminated(), new String(bytes, StandardCharsets.ISO_8859_1).stripTrailing());
      }
    }
  }

  @Override
  public void lookAfter(Path former, long bytes, Path place) throws IOException {
    late.carryOver(former, bytes, place);
  }
}
