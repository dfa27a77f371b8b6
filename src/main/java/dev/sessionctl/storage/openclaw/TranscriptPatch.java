package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a transcript is mended: which ranges of it stay, what is put between them, and which ranges are damaged. Counts
 * with the words of a preview. Holds places, no content, so that it costs nothing to keep from plan to change. It is
 * valid only as long as the file is the very one it was made from.
 */
final class TranscriptPatch {

  /**
   * A range that stays, or text that is put in.
   *
   * @param text what is put in, or null for the range
   */
  private record Piece(long from, long to, byte[] text) {}

  /**
   * A range of damaged bytes.
   *
   * @param reason what is wrong with it
   */
  record Lost(long from, long to, String reason) {}

  private static final byte[] NEWLINE = {'\n'};

  private final List<Piece> pieces = new ArrayList<>();
  private final List<Lost> lost = new ArrayList<>();
  private long bytesAfter;
  private long changes;
  private byte[] header;
  /** Lines that are not blank. */
  long lines;
  long dropped;
  long cut;
  long split;
  boolean terminated;
  boolean unmarked;

  /** Whether anything is changed. */
  boolean isEmpty() {
    return changes == 0 && header == null;
  }

  List<Lost> lost() {
    return lost;
  }

  long bytesAfter() {
    return bytesAfter + (header == null ? 0 : header.length);
  }

  void keep(long from, long to) {
    Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    if (last != null && last.text == null && last.to == from) {
      pieces.set(pieces.size() - 1, new Piece(last.from, to, null));
    } else if (to > from) {
      pieces.add(new Piece(from, to, null));
    }
    bytesAfter += to - from;
  }

  void newline() {
    pieces.add(new Piece(0, 0, NEWLINE));
    bytesAfter++;
    changes++;
  }

  void lose(long from, long to, String reason) {
    if (to > from) {
      lost.add(new Lost(from, to, reason));
      changes++;
    }
  }

  /** Puts a header before everything else. */
  void header(byte[] line) {
    header = line;
  }

  /**
   * What would be done, in words, with what is lost by it.
   *
   * @param name of the file
   */
  String summary(String name) {
    List<String> words = new ArrayList<>();
    if (header != null) {
      words.add("puts a header before " + Findings.count(lines, "line"));
    }
    if (split > 0) {
      words.add("separates " + Findings.count(split, "glued row"));
    }
    if (terminated) {
      words.add("ends the last line");
    }
    if (unmarked) {
      words.add("takes out the byte order mark");
    }
    long damaged = bytes() - (unmarked ? TranscriptMender.BYTE_ORDER_MARK : 0);
    if (dropped > 0) {
      words.add("would drop " + dropped + " of " + Findings.count(lines, "row") + " of " + name);
    }
    if (cut > 0) {
      words.add("would cut the torn last line of " + name);
    }
    if (damaged > 0) {
      words.add(damaged + " damaged bytes are set aside");
    }
    return String.join("; ", words) + (lost.isEmpty() ? "" : "; kept in lost+found");
  }

  private long bytes() {
    return lost.stream().mapToLong(range -> range.to - range.from).sum();
  }

  /** Writes the mended text. */
  void write(Path source, FileChannel out) throws IOException {
    if (header != null) {
      DurableFiles.writeFully(out, ByteBuffer.wrap(header));
    }
    try (FileChannel in = DurableFiles.openForRead(source)) {
      for (Piece piece : pieces) {
        if (piece.text != null) {
          DurableFiles.writeFully(out, ByteBuffer.wrap(piece.text));
          continue;
        }
        for (long at = piece.from; at < piece.to; ) {
          long copied = in.transferTo(at, piece.to - at, out);
          if (copied <= 0) {
            throw new dev.sessionctl.storage.ChangedException(source + " became shorter while it was read");
          }
          at += copied;
        }
      }
    }
  }
}
