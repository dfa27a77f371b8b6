package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.text.JsonLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes shorter within the rows of a transcript that stay: the texts of old tool results, and images that the
 * context holds already. A row counts as old only where it is old on every branch it belongs to, and nothing of the
 * turn that a branch ends with is touched, since the model may be about to go on from it.
 */
final class BodyShortening {

  /** Shorter texts than this stay: they cost little, and the marker takes room too. */
  static final int LONGEST_TEXT = 2 << 10;

  private static final byte[] IMAGE =
      "{\"type\":\"text\",\"text\":\"[sessionctl: image, same as in an earlier message]\"}"
          .getBytes(StandardCharsets.US_ASCII);

  /** A stretch of a line and what stands there instead. */
  private record Splice(int from, int to, byte[] text) {
    int gain() {
      return to - from - text.length;
    }
  }

  /** Number and bytes of one class of what goes. */
  static final class Sum {
    private long count;
    private long bytes;

    long count() {
      return count;
    }

    long bytes() {
      return bytes;
    }

    private void add(Splice splice) {
      count++;
      bytes += splice.gain();
    }
  }

  private final EntryTree tree;
  private final BitSet kept;
  /** By row, the nearest entry above it that stays, or -1. */
  private final int[] above;
  private final BitSet users = new BitSet();
  private final BitSet results = new BitSet();
  /** By row, the fewest tool results behind it on a branch, or -1 where no branch leads. */
  private final int[] behind;
  /** Rows of the turn with which some branch ends. */
  private final BitSet present = new BitSet();
  private final Map<Integer, MessageBodies> bodies = new HashMap<>();
  private final Map<Integer, List<Splice>> splices = new HashMap<>();
  private final Sum texts = new Sum();
  private final Sum images = new Sum();

  private BodyShortening(EntryTree tree, BitSet kept) {
    this.tree = tree;
    this.kept = kept;
    this.above = new int[tree.rows()];
    this.behind = new int[tree.rows()];
  }

  /**
   * Looks through the rows of a transcript that stay.
   *
   * @param ends rows besides the leaves whose context somebody may go back to
   * @param keep what stays whole
   */
  static BodyShortening of(Path path, TranscriptStats stats, BitSet kept, BitSet ends, Compaction.Bodies keep)
      throws IOException {
    BodyShortening shortening = new BodyShortening(stats.tree(), kept);
    if (!keep.equals(Compaction.Bodies.WHOLE) && shortening.climb()) {
      shortening.read(path, stats);
      shortening.descend(ends);
      if (keep.toolResults() != Compaction.Bodies.ALL) {
        shortening.shortenResults(keep.toolResults());
      }
      if (!keep.images()) {
        shortening.shortenImages();
      }
    }
    shortening.bodies.clear();
    return shortening;
  }

  /** Tool results that go. */
  Sum texts() {
    return texts;
  }

  /** Images that go. */
  Sum images() {
    return images;
  }

  /** Finds out what hangs on what; false where a row stands before its parent, which no product writes. */
  private boolean climb() {
    for (int row = 0; row < tree.rows(); row++) {
      int parent = tree.parentRow(row);
      if (parent >= row) {
        return false;
      }
      above[row] = parent < 0 || kept.get(parent) && !tree.isControl(parent) ? parent : above[parent];
    }
    return true;
  }

  private void read(Path path, TranscriptStats stats) throws IOException {
    try (JsonLines lines = JsonLines.open(path, JsonLines.DEFAULT_CAP)) {
      while (lines.next()) {
        int row = stats.rowOfLine(lines.number());
        if (row >= 0 && kept.get(row) && tree.type(row) == RowType.MESSAGE) {
          MessageBodies found = MessageBodies.of(lines.read(lines.offset(), (int) lines.length()));
          users.set(row, found.isUser());
          results.set(row, found.isToolResult());
          bodies.put(row, found);
        }
      }
    }
  }

  /**
   * Counts from the ends of the branches up. A branch ends with the last row that shows anything: a side entry that
   * hangs on a path does not make that place an end.
   */
  private void descend(BitSet ends) {
    Arrays.fill(behind, -1);
    for (int row = tree.rows() - 1; row >= 0; row--) {
      if (!kept.get(row) || tree.isControl(row)) {
        continue;
      }
      if (ends.get(row) || behind[row] < 0 && shows(tree.type(row))) {
        behind[row] = 0;
        present.set(row);
      }
      int parent = above[row];
      if (behind[row] >= 0 && parent >= 0) {
        int count = behind[row] + (results.get(row) ? 1 : 0);
        behind[parent] = behind[parent] < 0 ? count : Math.min(behind[parent], count);
        if (present.get(row) && !users.get(row)) {
          present.set(parent);
        }
      }
    }
  }

  private static boolean shows(RowType type) {
    return type == RowType.MESSAGE || type == RowType.CUSTOM_MESSAGE || type == RowType.BRANCH_SUMMARY
        || type == RowType.COMPACTION;
  }

  private void shortenResults(int keep) {
    for (int row = results.nextSetBit(0); row >= 0; row = results.nextSetBit(row + 1)) {
      if (behind[row] >= keep && !present.get(row)) {
        for (MessageBodies.Text text : bodies.get(row).texts()) {
          if (text.bytes() > LONGEST_TEXT) {
            String marker = "\"[sessionctl: tool result of " + text.bytes() + " bytes removed]\"";
            add(row, new Splice(text.from(), text.to(), marker.getBytes(StandardCharsets.US_ASCII)), texts);
          }
        }
      }
    }
  }

  private void shortenImages() {
    int[] parts = parts();
    Map<String, List<Integer>> seen = new HashMap<>();
    for (int row = kept.nextSetBit(0); row >= 0; row = kept.nextSetBit(row + 1)) {
      List<String> shown = new ArrayList<>();
      for (MessageBodies.Image image : bodies.containsKey(row) ? bodies.get(row).images()
          : List.<MessageBodies.Image>of()) {
        Splice splice = new Splice(image.from(), image.to(), IMAGE);
        if (splice.gain() > 0 && !present.get(row)
            && isShown(seen.getOrDefault(image.digest(), List.of()), row, parts)) {
          add(row, splice, images);
        } else {
          shown.add(image.digest());
        }
      }
      for (String digest : shown) {
        seen.computeIfAbsent(digest, key -> new ArrayList<>()).add(row);
      }
    }
  }

  /** Whether one of some rows is in every context that a row is in. */
  private boolean isShown(List<Integer> rows, int row, int[] parts) {
    for (int each : rows) {
      if (each != row && parts[each] == parts[row] && isAbove(each, row)) {
        return true;
      }
    }
    return false;
  }

  /**
   * By row, the first row of the part of its path that contexts show as one: a context may begin where a compaction
   * kept from, so that a copy before that place does not stand for one behind it.
   */
  private int[] parts() {
    BitSet first = new BitSet();
    for (int row = kept.nextSetBit(0); row >= 0; row = kept.nextSetBit(row + 1)) {
      if (tree.type(row) == RowType.COMPACTION || tree.type(row) == RowType.RESET) {
        int from = tree.firstKeptRow(row);
        first.set(from >= 0 && kept.get(from) && isAbove(from, row) ? from : row);
      }
    }
    int[] parts = new int[tree.rows()];
    for (int row = 0; row < parts.length; row++) {
      parts[row] = first.get(row) || above[row] < 0 ? row : parts[above[row]];
    }
    return parts;
  }

  private boolean isAbove(int upper, int row) {
    int at = row;
    while (at > upper) {
      at = above[at];
    }
    return at == upper;
  }

  private void add(int row, Splice splice, Sum sum) {
    splices.computeIfAbsent(row, key -> new ArrayList<>()).add(splice);
    sum.add(splice);
  }

  boolean touches(int row) {
    return splices.containsKey(row);
  }

  /** The line of a row as it shall be. */
  byte[] apply(int row, byte[] line) throws ChangedException {
    List<Splice> all = splices.get(row);
    if (all == null) {
      return line;
    }
    all.sort(Comparator.comparingInt(Splice::from));
    ByteArrayOutputStream out = new ByteArrayOutputStream(line.length);
    int at = 0;
    for (Splice splice : all) {
      if (splice.to() > line.length) {
        throw new ChangedException("it changed meanwhile");
      }
      out.write(line, at, splice.from() - at);
      out.writeBytes(splice.text());
      at = splice.to();
    }
    out.write(line, at, line.length - at);
    return out.toByteArray();
  }
}
