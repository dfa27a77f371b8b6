package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Kind;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything {@code inspect} and {@code verify} say about one transcript, gathered in one pass. Times are
 * milliseconds since the epoch, or {@link Session#UNKNOWN}. Finished once {@link #read} has returned.
 */
final class TranscriptStats {
  private static final int NEWEST_VERSION = 3;

  private final String expectedId;
  private final TranscriptProblems problems = new TranscriptProblems();
  private final EntryIds ids = new EntryIds();
  private final EntryTree tree = new EntryTree(ids);
  /** By line from 0, one more than the row. */
  private final IntList rowOfLine = new IntList();
  private final Counts types = new Counts();
  private final Counts roles = new Counts();
  private TreeWalk walk;
  private boolean started;
  private HeaderState header = HeaderState.EMPTY;
  private long version = -1;
  private String sessionId;
  private String cwd;
  private String parentSession;
  private long bytes;
  private long lines;
  private long blankLines;
  private long carriageReturns;
  private long unparsable;
  private long withoutId;
  private long tornTailBytes;
  private long lastTokensBefore = Session.UNKNOWN;
  private long first = Session.UNKNOWN;
  private long last = Session.UNKNOWN;
  private long messageTime = Session.UNKNOWN;

  private TranscriptStats(String expectedId) {
    this.expectedId = expectedId;
  }

  /**
   * Reads a transcript as it is at the moment of opening.
   *
   * @param expectedId the session id the header should carry, or null for any
   * @param cap longest line in bytes that is parsed, {@link JsonLines#DEFAULT_CAP} by default
   * @throws IOException when the file cannot be read; never because of its content
   */
  static TranscriptStats read(Path path, String expectedId, int cap) throws IOException {
    TranscriptStats stats = new TranscriptStats(expectedId);
    try (TranscriptReader reader = TranscriptReader.open(path, cap, stats.ids, stats.problems)) {
      stats.bytes = reader.size();
      while (reader.nextLine()) {
        stats.line(reader);
      }
    }
    stats.walk = new TreeWalk(stats.tree);
    return stats;
  }

  HeaderState header() {
    return header;
  }

  /** Version of the header, or -1 without one. */
  long version() {
    return version;
  }

  /** Session id of the header, or null. */
  String sessionId() {
    return sessionId;
  }

  String cwd() {
    return cwd;
  }

  String parentSession() {
    return parentSession;
  }

  TranscriptProblems problems() {
    return problems;
  }

  EntryTree tree() {
    return tree;
  }

  TreeWalk walk() {
    return walk;
  }

  /** The row in the tree that a line holds, or -1 when it holds none. */
  int rowOfLine(long number) {
    return rowOfLine.get((int) number - 1) - 1;
  }

  /** The row that counts for an id, or -1. */
  int rowOfId(String id) {
    return tree.row(ids.of(id));
  }

  long bytes() {
    return bytes;
  }

  /** Lines that are not blank. */
  long lines() {
    return lines;
  }

  long count(RowType type) {
    return types.of(type.text());
  }

  long messages() {
    return types.of(RowType.MESSAGE.text());
  }

  long messages(String role) {
    return roles.of(role);
  }

  /** Lines, not blank, that are no rows. */
  long unparsableLines() {
    return unparsable;
  }

  /** Bytes after the last newline. */
  long tornTailBytes() {
    return tornTailBytes;
  }

  long firstTimestamp() {
    return first;
  }

  long lastTimestamp() {
    return last;
  }

  /** Time of the newest message; without one, of the newest row. */
  long lastActivity() {
    return messageTime == Session.UNKNOWN ? last : messageTime;
  }

  /** Bytes a compaction of the file would free; 0 where the header is not in order, since that comes first. */
  long reclaimableBytes() {
    return header == HeaderState.OK ? walk.reclaimableBytes() : 0;
  }

  /** Whether anything a torn read could have caused was found; see {@code StableRead}. */
  boolean looksDamaged() {
    return unparsable > 0 || tornTailBytes > 0 || header != HeaderState.OK || walk.danglingParents() > 0;
  }

  long blankLines() {
    return blankLines;
  }

  /** Lines that end as on Windows. */
  long carriageReturns() {
    return carriageReturns;
  }

  /** Rows that hang nowhere in the tree. */
  long entriesWithoutId() {
    return withoutId;
  }

  /** {@code tokensBefore} of the last compaction. */
  long tokensBeforeCompaction() {
    return lastTokensBefore;
  }

  Counts types() {
    return types;
  }

  Counts roles() {
    return roles;
  }

  /** All of it by name in a fixed order, for output; unknown values are left out. */
  Map<String, Object> toFields() {
    return TranscriptFields.of(this);
  }

  private void line(TranscriptReader reader) throws IOException {
    JsonLines line = reader.line();
    if (line.carriageReturn()) {
      carriageReturns++;
    }
    if (!line.terminated()) {
      tornTailBytes = line.length();
    }
    if (line.blank()) {
      blankLines++;
      return;
    }
    lines++;
    TranscriptRow row = reader.parse();
    if (row == null) {
      unparsable++;
      header = started ? header : HeaderState.MISSING;
      return;
    }
    types.add(row.type == RowType.OTHER ? row.typeText : row.type.text());
    if (row.type == RowType.SESSION) {
      session(row, line);
    } else {
      header = started ? header : HeaderState.MISSING;
      entry(row, line);
    }
    started = true;
    times(row);
  }

  private void session(TranscriptRow row, JsonLines line) {
    if (started) {
      problems.add(Kind.SECOND_HEADER, line.number(), line.offset(), null);
      return;
    }
    version = row.version;
    sessionId = row.headerId;
    cwd = row.cwd;
    parentSession = row.parentSession;
    if (version < 1 || version > NEWEST_VERSION) {
      header = HeaderState.UNKNOWN_VERSION;
    } else if (sessionId == null || expectedId != null && !expectedId.equals(sessionId)) {
      header = HeaderState.OTHER_SESSION;
    } else {
      header = HeaderState.OK;
    }
  }

  private void entry(TranscriptRow row, JsonLines line) {
    int number = tree.add(row, (int) line.length(), version == 1);
    rowOfLine.set((int) line.number() - 1, number + 1);
    if (number < 0) {
      withoutId++;
    }
    if (row.type == RowType.MESSAGE) {
      roles.add(row.role == null ? "(none)" : row.role);
      messageTime = Math.max(messageTime, row.messageTime == Session.UNKNOWN ? row.time : row.messageTime);
    } else if (row.type == RowType.COMPACTION && row.tokensBefore != Session.UNKNOWN) {
      lastTokensBefore = row.tokensBefore;
    }
  }

  private void times(TranscriptRow row) {
    if (row.time != Session.UNKNOWN) {
      first = first == Session.UNKNOWN ? row.time : Math.min(first, row.time);
      last = Math.max(last, row.time);
    }
  }
}
