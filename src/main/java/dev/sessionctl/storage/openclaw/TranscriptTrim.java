package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.openclaw.JsonObjectText.Member;
import dev.sessionctl.storage.text.JsonLines;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * One transcript without the rows that no context needs. Every line that stays is written byte for byte, but for the
 * {@code parentId} of a row whose parent goes, which then names the nearest ancestor that stays, or nobody, and for
 * what {@link BodyShortening} takes out of old messages. What was written is read again and must form the very tree
 * that was meant, since the product gives some rows a parent by their place in the file; where it does not, the
 * transcript is left alone.
 */
final class TranscriptTrim {

  private static final String DAMAGED = "it is damaged; see verify";
  private static final byte[] NOBODY = "null".getBytes(StandardCharsets.US_ASCII);

  private final Path path;
  private final FileIdentity identity;
  private final TranscriptStats stats;
  private final EntryTree tree;
  private final BitSet kept;
  private final String obstacle;
  private final BodyShortening shortening;

  private TranscriptTrim(Path path, FileIdentity identity, TranscriptStats stats, String obstacle, boolean branches,
      CheckpointRows.Pinned pinned, Compaction.Bodies bodies) throws IOException {
    this.path = path;
    this.identity = identity;
    this.stats = stats;
    this.tree = stats.tree();
    this.obstacle = obstacle;
    this.kept = obstacle == null ? keep(branches, pinned) : null;
    this.shortening = obstacle == null ? BodyShortening.of(path, stats, kept, ends(pinned), bodies) : null;
  }

  /**
   * Reads a transcript and decides what stays.
   *
   * @param branches whether branches that were given up go too
   * @param pinned the rows that checkpoints point at
   * @param bodies which messages stay whole
   * @throws ChangedException when it is being written
   */
  static TranscriptTrim of(Path path, boolean branches, CheckpointRows.Pinned pinned, Compaction.Bodies bodies)
      throws IOException {
    FileIdentity identity = FileIdentity.of(path);
    return of(path, identity, TranscriptStats.read(path, null, JsonLines.DEFAULT_CAP), branches, pinned, bodies);
  }

  /** The same with what was read of the file since it had that identity. */
  static TranscriptTrim of(Path path, FileIdentity identity, TranscriptStats stats, boolean branches,
      CheckpointRows.Pinned pinned, Compaction.Bodies bodies) throws IOException {
    TranscriptTrim trim;
    try {
      trim = new TranscriptTrim(path, identity, stats, obstacle(stats), branches, pinned, bodies);
    } catch (JsonProcessingException | IndexOutOfBoundsException e) {
      // It is read twice: in a file that changes, what was a row the first time need not be one the second time.
      trim = new TranscriptTrim(path, identity, stats, DAMAGED, branches, pinned, bodies);
    }
    if (!identity.equals(FileIdentity.ofNullable(path))) {
      throw new ChangedException(path + " changed while it was read");
    }
    return trim;
  }

  /** Damage is for {@code repair}: here it would only be copied, or made worse. */
  private static String obstacle(TranscriptStats stats) {
    if (stats.header() != HeaderState.OK) {
      return "its header is not in order";
    }
    if (stats.looksDamaged() || !stats.problems().isEmpty()) {
      return DAMAGED;
    }
    if (stats.version() < 2) {
      return "it is of version 1, whose rows have no ids";
    }
    if (stats.tree().duplicateIds() > 0 || stats.walk().cycles() > 0) {
      return "its tree is damaged; see verify";
    }
    return null;
  }

  private BitSet keep(boolean branches, CheckpointRows.Pinned pinned) {
    TreeWalk walk = stats.walk();
    BitSet rows = branches ? walk.needed() : walk.neededByEveryBranch();
    for (String id : pinned.leaves()) {
      int row = stats.rowOfId(id);
      if (row >= 0) {
        walk.keepContext(rows, row);
      }
    }
    for (String id : pinned.rows()) {
      int row = stats.rowOfId(id);
      if (row >= 0) {
        rows.set(row);
      }
    }
    return rows;
  }

  /** Where contexts end besides at the leaves: the active leaf, and what checkpoints go back to. */
  private BitSet ends(CheckpointRows.Pinned pinned) {
    BitSet ends = new BitSet();
    if (tree.leafRow() >= 0) {
      ends.set(tree.leafRow());
    }
    for (String id : pinned.leaves()) {
      int row = stats.rowOfId(id);
      if (row >= 0) {
        ends.set(row);
      }
    }
    return ends;
  }

  Path path() {
    return path;
  }

  /** The file it was read from. */
  FileIdentity identity() {
    return identity;
  }

  /** Why nothing can be left out of this transcript, or null. */
  String obstacle() {
    return obstacle;
  }

  /** Rows that go. */
  long rows() {
    return obstacle == null ? tree.rows() - kept.cardinality() : 0;
  }

  /** Bytes that go. */
  long gain() {
    return obstacle == null ? gains().bytes() : 0;
  }

  /** What goes; for a transcript without an {@link #obstacle}. */
  TrimGains gains() {
    BodyShortening.Sum texts = shortening.texts();
    BodyShortening.Sum images = shortening.images();
    return new TrimGains(rows(), rowBytes(), texts.count(), texts.bytes(), images.count(), images.bytes());
  }

  private long rowBytes() {
    long bytes = 0;
    for (int row = 0; obstacle == null && row < tree.rows(); row++) {
      bytes += kept.get(row) ? 0 : tree.bytes(row);
    }
    return bytes;
  }

  /** The nearest ancestor of a row that stays, or -1. */
  private int parent(int row) {
    int parent = tree.parentRow(row);
    while (parent >= 0 && !kept.get(parent)) {
      parent = tree.parentRow(parent);
    }
    return parent;
  }

  /** Whether the line of a row has to name another parent. */
  private boolean isCutOff(int row) {
    int parent = tree.parentRow(row);
    return parent >= 0 && !kept.get(parent);
  }

  /** Writes what stays. */
  void write(FileChannel channel) throws IOException {
    BitSet parents = new BitSet(tree.rows());
    for (int row = kept.nextSetBit(0); row >= 0; row = kept.nextSetBit(row + 1)) {
      if (isCutOff(row) && parent(row) >= 0) {
        parents.set(parent(row));
      }
    }
    Map<Integer, byte[]> ids = new HashMap<>();
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    try (JsonLines lines = JsonLines.open(path, JsonLines.DEFAULT_CAP)) {
      while (lines.next()) {
        int row = stats.rowOfLine(lines.number());
        if (row < 0 || kept.get(row)) {
          byte[] line = shortening.apply(row, lines.read(lines.offset(), (int) lines.length()));
          if (row >= 0 && parents.get(row)) {
            ids.put(row, member(line, "id"));
          }
          out.write(row >= 0 && isCutOff(row) ? withParent(line, ids.getOrDefault(parent(row), NOBODY)) : line);
        }
      }
    }
    out.flush();
  }

  /** The text of a member's value, or null when the line has no such member. */
  private static byte[] member(byte[] line, String name) {
    JsonObjectText object = JsonObjectText.at(line, JsonObjectText.start(line));
    Member member = object == null ? null : object.last(name);
    return member == null ? null : object.value(member);
  }

  private static byte[] withParent(byte[] line, byte[] parent) {
    JsonObjectText object = JsonObjectText.at(line, JsonObjectText.start(line));
    return object == null ? line : object.edited(0, line.length,
        member -> object.isNamed(member, "parentId") ? parent : JsonObjectText.KEEP);
  }

  /**
   * Reads what was written once more.
   *
   * @return what is wrong with it, or null when it is the tree that was meant
   */
  String compare(Path written) throws IOException {
    TranscriptStats other = TranscriptStats.read(written, stats.sessionId(), JsonLines.DEFAULT_CAP);
    if (other.header() != HeaderState.OK || other.looksDamaged() || !other.problems().isEmpty()) {
      return "it would be damaged";
    }
    EntryTree result = other.tree();
    Places places = new Places();
    boolean same = result.rows() == places.count && other.entriesWithoutId() == stats.entriesWithoutId()
        && result.leafRow() == places.of(tree.leafRow()) && result.appendRow() == places.of(tree.appendRow())
        && result.sideRow() == places.of(tree.sideRow());
    for (int row = kept.nextSetBit(0); same && row >= 0; row = kept.nextSetBit(row + 1)) {
      int place = places.of(row);
      int firstKept = places.of(tree.firstKeptRow(row));
      same = result.type(place) == tree.type(row) && result.parentRow(place) == places.of(parent(row))
          && (firstKept < 0 || result.firstKeptRow(place) == firstKept);
    }
    return !same ? "its rows depend on their order"
        : haveSameLines(written) ? null : "its rows would not stay as they are";
  }

  /** Whether the result consists of the lines that stay, each of which is the same where nothing was to be changed. */
  private boolean haveSameLines(Path written) throws IOException {
    try (JsonLines lines = JsonLines.open(path, JsonLines.DEFAULT_CAP);
        JsonLines others = JsonLines.open(written, JsonLines.DEFAULT_CAP)) {
      while (lines.next()) {
        int row = stats.rowOfLine(lines.number());
        if (row < 0 || kept.get(row)) {
          if (!others.next()) {
            return false;
          }
          boolean changed = row >= 0 && (isCutOff(row) || shortening.touches(row));
          if (!changed && !Arrays.equals(lines.read(lines.offset(), (int) lines.length()),
              others.read(others.offset(), (int) others.length()))) {
            return false;
          }
        }
      }
      return !others.next();
    }
  }

  /** Where the rows that stay are in the result. */
  private final class Places {
    private final IntList places = new IntList();
    private int count;

    Places() {
      for (int row = kept.nextSetBit(0); row >= 0; row = kept.nextSetBit(row + 1)) {
        places.set(row, ++count);
      }
    }

    /** The place of a row, or -1 for none. */
    int of(int row) {
      return row < 0 ? -1 : places.get(row) - 1;
    }
  }

  /**
   * Bytes that were appended to the original after it was last looked at, by a writer that takes no lock: they are
   * appended to the new transcript too, which is what that writer would have done a moment later.
   *
   * @param original where the original is now
   */
  long carryOver(Path original) throws IOException {
    long size = FileIdentity.of(original).size();
    if (size <= identity.size()) {
      return 0;
    }
    try (FileChannel in = DurableFiles.openForRead(original)) {
      return DurableFiles.append(in, identity.size(), path);
    }
  }
}
