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

  private static void copy(Path file, Set<String> known, OutputStream out, boolean newOnly) throws IOException {
    try (JsonLines lines = JsonLines.open(file, Manifest.LONGEST_LINE)) {
      while (lines.next()) {
        byte[] bytes = lines.read(lines.offset(), (int) Math.min(Integer.MAX_VALUE - 8, lines.length()));
        String text = new String(bytes, StandardCharsets.ISO_8859_1).stripTrailing();
        if (known.add(text) || !newOnly) {
          out.write(bytes);
          if (!lines.terminated()) {
            out.write('\n');
          }
        }
      }
    }
  }

  @Override
  public void lookAfter(Path former, long bytes, Path place) throws IOException {
    late.carryOver(former, bytes, place);
  }
}
