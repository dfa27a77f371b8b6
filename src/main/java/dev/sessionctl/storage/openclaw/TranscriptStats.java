package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Kind;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** All of it by name in a fixed order, for output; unknown values are left out. */
  Map<String, Object> toFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("header", header.label());
    put(fields, "version", version < 0 ? null : (Long) version);
    put(fields, "sessionId", sessionId);
    put(fields, "cwd", cwd);
    put(fields, "parentSession", parentSession);
    fields.put("bytes", bytes);
    fields.put("bytesReclaimable", reclaimableBytes());
    fields.put("lines", lines);
    fields.put("blankLines", blankLines);
    fields.put("carriageReturns", carriageReturns);
    fields.put("messages", messages());
    fields.put("messagesByRole", roles.toFields());
    fields.put("types", types.toFields());
    fields.put("entries", (long) tree.entries());
    fields.put("entriesWithoutId", withoutId);
    fields.put("branches", (long) walk.branches());
    fields.put("activeEntries", (long) walk.activeLength());
    fields.put("sideEntries", (long) tree.entries() - walk.activeLength());
    fields.put("compactions", types.of(RowType.COMPACTION.text()));
    put(fields, "tokensBeforeCompaction", known(lastTokensBefore));
    fields.put("danglingParents", (long) walk.danglingParents());
    fields.put("duplicateIds", (long) tree.duplicateIds());
    fields.put("invalidLeafRows", (long) tree.invalidLeafRows());
    fields.put("cycles", (long) walk.cycles());
    fields.put("unparsableLines", unparsable);
    fields.put("tornTailBytes", tornTailBytes);
    put(fields, "firstTimestamp", known(first));
    put(fields, "lastTimestamp", known(last));
    put(fields, "lastActivity", known(lastActivity()));
    fields.put("problems", problems.toFields());
    fields.put("firstProblems", places());
    return fields;
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

  private List<Object> places() {
    List<Object> list = new ArrayList<>();
    for (Problem problem : problems.first()) {
      Map<String, Object> place = new LinkedHashMap<>();
      place.put("kind", problem.kind().label());
      place.put("line", problem.line());
      place.put("offset", problem.offset());
      put(place, "detail", problem.detail());
      list.add(place);
    }
    return list;
  }

  private static Long known(long value) {
    return value == Session.UNKNOWN ? null : (Long) value;
  }

  private static void put(Map<String, Object> fields, String name, Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
