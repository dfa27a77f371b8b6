package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.Path;

/** Finds where the last lines of a log begin. */
final class LogTail {
  private LogTail() {}

  /** Where the last so many lines begin; 0 when there are no more. A torn last line counts as one. */
  static long begin(Path log, int wanted) throws IOException {
    long[] begins = new long[wanted];
    long count = 0;
    try (JsonLines lines = JsonLines.open(log, Manifest.LONGEST_LINE)) {
      while (lines.next()) {
        begins[(int) (count++ % wanted)] = lines.offset();
      }
    }
    return count <= wanted ? 0 : begins[(int) (count % wanted)];
  }
}
