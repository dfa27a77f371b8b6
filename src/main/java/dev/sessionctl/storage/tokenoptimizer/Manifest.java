package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads {@code manifest.jsonl}: one JSON object a capture, appended in one write each, never rewritten by the plugin
 * (2.4.19). Lines may end with CRLF; what does not parse is passed over.
 */
final class Manifest {

  /** Longest line that is held: a path, a digest and a few numbers make half a kilobyte. */
  static final int LONGEST_LINE = 1 << 20;

  private Manifest() {}

  /** Receives the lines of a manifest in order. */
  @FunctionalInterface
  interface Visitor {
    /**
     * One line that is not blank.
     *
     * @param line what it says, or null when it does not parse
     * @param text the reader at that line; valid during the call
     */
    void line(ManifestLine line, JsonLines text) throws IOException;
  }

  /**
   * Visits every line.
   *
   * @return bytes of the manifest when it was opened, or -1 when there is none
   * @throws java.nio.file.FileSystemException when something else than a regular file stands there
   */
  static long read(Path path, Visitor visitor) throws IOException {
    try (JsonLines lines = JsonLines.open(path, LONGEST_LINE)) {
      while (lines.next()) {
        if (!lines.blank()) {
          visitor.line(
              lines.tooLong() ? null : ManifestLine.parse(lines.buffer(), lines.firstNonSpace(), lines.end()), lines);
        }
      }
      return lines.size();
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  /** Newest capture that a manifest records, or {@link Session#UNKNOWN}. */
  static long newest(Path path) throws IOException {
    long[] newest = {Session.UNKNOWN};
    read(path, (line, text) -> newest[0] = line == null ? newest[0] : Math.max(newest[0], line.createdAt()));
    return newest[0];
  }
}
