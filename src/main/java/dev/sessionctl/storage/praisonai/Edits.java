package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.ChannelInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of a file that are left out or replaced; all other bytes stay as they are, so that unknown fields, the order
 * of keys and the text of numbers survive. Not safe for use by several threads.
 */
final class Edits {

  /** The bytes from {@code from} up to {@code to} become those. */
  private record Edit(long from, long to, byte[] bytes) {}

  private final List<Edit> edits = new ArrayList<>();

  /** Replaces a range by a text. */
  void replace(long from, long to, String text) {
    edits.add(new Edit(from, to, text.getBytes(StandardCharsets.UTF_8)));
  }

  void remove(long from, long to) {
    replace(from, to, "");
  }

  /** Replaces a range unless it lies in one that goes anyway. */
  void replaceWhatStays(long from, long to, String text) {
    if (edits.stream().noneMatch(edit -> edit.from() < to && from < edit.to())) {
      replace(from, to, text);
    }
  }

  boolean isEmpty() {
    return edits.isEmpty();
  }

  /** Size of a file of that size afterwards. */
  long sizeAfter(long size) {
    return size + edits.stream().mapToLong(edit -> edit.bytes().length - (edit.to() - edit.from())).sum();
  }

  /**
   * Copies a file with the edits applied.
   *
   * @throws IllegalStateException when two of them overlap
   */
  void write(FileChannel source, OutputStream out) throws IOException {
    edits.sort(Comparator.comparingLong(Edit::from).thenComparingLong(Edit::to));
    long at = 0;
    for (Edit edit : edits) {
      if (edit.from() < at) {
        throw new IllegalStateException("edits overlap at " + edit.from());
      }
      copy(source, at, edit.from(), out);
      out.write(edit.bytes());
      at = edit.to();
    }
    copy(source, at, source.size(), out);
  }

  private static void copy(FileChannel source, long from, long to, OutputStream out) throws IOException {
    InputStream in = new ChannelInput(source, from, to);
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
    }
  }
}
