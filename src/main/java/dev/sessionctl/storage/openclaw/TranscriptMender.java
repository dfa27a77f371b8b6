package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Kind;
import dev.sessionctl.storage.text.IsoTime;
import dev.sessionctl.storage.text.JsonLines;
import dev.sessionctl.storage.text.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out how one transcript can be mended, with the reader that {@code verify} judges by. Lines that can be read
 * stay byte for byte; of lines that cannot, whole rows in them are kept. Not safe for use by several threads.
 */
final class TranscriptMender {

  /** What it mends. */
  static final Set<Flaw> FLAWS = EnumSet.of(Flaw.TRANSCRIPT_NO_HEADER, Flaw.TRANSCRIPT_TORN,
      Flaw.TRANSCRIPT_UNTERMINATED, Flaw.TRANSCRIPT_UNPARSABLE, Flaw.TRANSCRIPT_BYTE_ORDER_MARK);

  static final int BYTE_ORDER_MARK = 3;

  private final Set<Flaw> wanted;
  private final TranscriptPatch patch = new TranscriptPatch();
  private final TranscriptProblems problems = new TranscriptProblems();
  private boolean anyRow;
  private boolean headerFirst;
  private boolean headerLater;
  private boolean anyId;
  private boolean anyEntry;
  private long firstTime = Session.UNKNOWN;

  private TranscriptMender(Set<Flaw> wanted) {
    this.wanted = wanted;
  }

  /**
   * What a header is made of.
   *
   * @param sessionId the session
   * @param cwd its working directory, or null when nothing tells
   * @param time what to write when no row has a time
   */
  record HeaderFacts(String sessionId, String cwd, long time) {}

  /**
   * The way to mend a transcript.
   *
   * @param wanted which flaws
   * @param facts for a header, or null when no session is known
   * @throws LeftAloneException when it must not be mended, with the reason
   */
  static TranscriptPatch patch(Path path, Set<Flaw> wanted, HeaderFacts facts) throws IOException {
    TranscriptMender mender = new TranscriptMender(wanted);
    try (TranscriptReader reader =
        TranscriptReader.open(path, JsonLines.DEFAULT_CAP, new EntryIds(), mender.problems)) {
      while (reader.nextLine()) {
        mender.line(reader);
      }
    }
    if (wanted.contains(Flaw.TRANSCRIPT_NO_HEADER) && mender.anyRow && !mender.headerFirst) {
      mender.header(facts);
    }
    return mender.patch;
  }

  private void line(TranscriptReader reader) throws IOException {
    JsonLines line = reader.line();
    long from = line.offset();
    long to = from + line.length();
    if (line.blank()) {
      patch.keep(from, to);
      return;
    }
    patch.lines++;
    long marks = problems.count(Kind.BYTE_ORDER_MARK);
    long torn = problems.count(Kind.TORN);
    long broken = problems.count(Kind.UNPARSABLE) + problems.count(Kind.NUL_BYTES);
    TranscriptRow row = reader.parse();
    if (problems.count(Kind.BYTE_ORDER_MARK) > marks && wanted.contains(Flaw.TRANSCRIPT_BYTE_ORDER_MARK)) {
      patch.lose(from, from + BYTE_ORDER_MARK, "byte order mark");
      patch.unmarked = true;
      from += BYTE_ORDER_MARK;
    }
    if (row != null) {
      row(row.type, row.id != TranscriptRow.ABSENT, row.time);
      patch.keep(from, to);
      if (!line.terminated() && wanted.contains(Flaw.TRANSCRIPT_UNTERMINATED)) {
        patch.newline();
        patch.terminated = true;
      }
      return;
    }
    boolean isTorn = problems.count(Kind.TORN) > torn;
    boolean isBroken = problems.count(Kind.UNPARSABLE) + problems.count(Kind.NUL_BYTES) > broken;
    if (isTorn && wanted.contains(Flaw.TRANSCRIPT_TORN) || isBroken && wanted.contains(Flaw.TRANSCRIPT_UNPARSABLE)) {
      damaged(line, from, to, isTorn || !line.terminated());
    } else {
      patch.keep(from, to);
    }
  }

  /** Keeps the whole rows of a line, each on a line of its own, and takes out what lies between them. */
  private void damaged(JsonLines line, long from, long to, boolean last) {
    int shift = (int) (from - line.offset());
    List<GluedRows.Row> rows = GluedRows.find(line.buffer(), line.start() + shift, line.end());
    String reason = last ? "torn last line" : "line " + line.number() + " cannot be read";
    if (rows.isEmpty()) {
      patch.lose(from, to, reason);
      if (last) {
        patch.cut++;
      } else {
        patch.dropped++;
      }
      return;
    }
    long at = from;
    for (GluedRows.Row row : rows) {
      long begin = line.offset() + row.from() - line.start();
      long end = line.offset() + row.to() - line.start();
      lose(line, at, begin, reason);
      patch.keep(begin, end);
      patch.newline();
      row(row.type(), row.hasId(), row.time() == null ? Session.UNKNOWN
          : IsoTime.parse(row.time().toCharArray(), 0, Math.min(40, row.time().length()), ':'));
      at = end;
    }
    lose(line, at, line.offset() + line.end() - line.start(), reason);
    patch.split += rows.size();
  }

  /** White space between rows is no damage. */
  private void lose(JsonLines line, long from, long to, String reason) {
    for (long at = from; at < to; at++) {
      byte b = line.buffer()[(int) (at - line.offset()) + line.start()];
      if (b != ' ' && b != '\t' && b != '\r') {
        patch.lose(from, to, reason);
        return;
      }
    }
  }

  private void row(RowType type, boolean hasId, long time) {
    boolean header = type == RowType.SESSION;
    headerFirst |= header && !anyRow;
    headerLater |= header && anyRow;
    anyRow = true;
    anyEntry |= !header;
    anyId |= !header && hasId;
    firstTime = firstTime == Session.UNKNOWN ? time : firstTime;
  }

  private void header(HeaderFacts facts) throws LeftAloneException {
    if (headerLater) {
      throw new LeftAloneException("a header stands further down; look at the file: rows may have changed places");
    }
    if (facts == null || SessionIdShape.of(facts.sessionId()) == SessionIdShape.UNSAFE) {
      throw new LeftAloneException("nothing tells which session it belongs to, so no header can be made");
    }
    // Before ids there was version 1, and the product brings such a file up to date by itself.
    int version = anyEntry && !anyId ? 1 : 3;
    StringBuilder text = new StringBuilder(200).append("{\"type\":\"session\",\"version\":").append(version)
        .append(",\"id\":").append(quoted(facts.sessionId())).append(",\"timestamp\":\"")
        .append(LockPayload.time(firstTime == Session.UNKNOWN ? facts.time() : firstTime)).append('"');
    if (facts.cwd() != null) {
      text.append(",\"cwd\":").append(quoted(facts.cwd()));
    }
    patch.header(text.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    return new String(JsonText.quote(text), StandardCharsets.UTF_8);
  }
}
