package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a compaction takes out of one session's file: the pieces of the growing summary, the archive that no context
 * contains any more, and copies of the session that a later one supersedes. Positions by which snapshots and the last
 * compaction go are shifted by the messages that were taken out before them.
 */
final class HistoryEdits implements MessageVisitor {

  private final Compaction.Level level;
  private final Edits edits = new Edits();
  private final List<String> reasons = new ArrayList<>();
  private final List<Integer> carriers = new ArrayList<>();
  private long lastCopy = -1;
  private SummaryText.Shorter summary;
  private long summaryFrom;
  private long summaryTo;
  private long dropped;
  private boolean archiveGoes;

  private HistoryEdits(Compaction.Level level) {
    this.level = level;
  }

  /** Looks through an open file; null when nothing is to be gained, or it must not be touched. */
  static HistoryEdits of(FileChannel file, Compaction.Level level) throws IOException {
    HistoryEdits history = new HistoryEdits(level);
    SessionContent content = ContentReader.read(file, history);
    // What is not as the product writes it is for repair and for people.
    boolean usual = content.shapes.stream().allMatch(shape -> shape == Shape.CONTENT_LIST);
    if (!content.isReadable() || !usual || !content.family().locksBeside()) {
      return null;
    }
    Spans spans = Spans.of(file);
    if (spans.isRepeated()) {
      return null;
    }
    history.decide(content, spans);
    return history.edits.isEmpty() ? null : history;
  }

  static HistoryEdits of(Path file, Compaction.Level level) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      return of(channel, level);
    }
  }

  @Override
  public void begin() {
    carriers.clear();
    lastCopy = -1;
    summary = null;
  }

  @Override
  public void message(boolean archived, long index, MessageFields message) {
    if (archived) {
      return;
    }
    if (index == 0 && message.compaction) {
      summary = SummaryText.shorten(message.text);
      summaryFrom = message.contentFrom;
      summaryTo = message.contentTo;
    }
    if (message.sessionDataBytes > 0) {
      lastCopy = index;
      if (message.isCarrier()) {
        carriers.add((int) index);
      }
    }
  }

  private void decide(SessionContent content, Spans spans) {
    if (summary != null) {
      edits.replace(summaryFrom, summaryTo, Strings.quoted(summary.text()));
      reasons.add(Findings.count(summary.before(), "piece") + " of the summary become " + summary.after());
    }
    if (level == Compaction.Level.LOSSLESS) {
      return;
    }
    if (content.archived > 0) {
      archiveGoes = true;
      Spans.Span list = spans.field("archived_messages").value();
      edits.replace(list.from(), list.to(), "[]");
      reasons.add(Findings.count(content.archived, "archived message") + " go out");
    }
    carriers.removeIf(index -> index == lastCopy);
    if (!carriers.isEmpty() && canShift(spans)) {
      drop(spans);
    }
  }

  private static boolean canShift(Spans spans) {
    for (Map<String, Spans.Field> snapshot : spans.members("snapshots")) {
      if (!isWhole(snapshot.get("message_index"))) {
        return false;
      }
    }
    Map<String, Spans.Field> compaction = spans.object("last_compaction");
    return compaction.isEmpty() || isWhole(compaction.get("message_index"));
  }

  private static boolean isWhole(Spans.Field field) {
    return field != null && field.token() == JsonToken.VALUE_NUMBER_INT && field.text() != null;
  }

  private void drop(Spans spans) {
    boolean[] gone = new boolean[spans.elements("messages").size()];
    carriers.forEach(index -> gone[index] = true);
    dropped = carriers.size();
    spans.dropElements("messages", gone, edits);
    reasons.add(Findings.count(dropped, "copy") + " of the session's data that a later one supersedes go out");
    for (Map<String, Spans.Field> snapshot : spans.members("snapshots")) {
      // The position of the last message that belongs to it.
      shift(snapshot.get("message_index"), true);
    }
    Spans.Field compaction = spans.object("last_compaction").get("message_index");
    if (compaction != null) {
      // The position of the first message that it did not replace.
      shift(compaction, false);
    }
  }

  /** Shifts a number that says how far the history went. */
  private void shift(Spans.Field field, boolean inclusive) {
    long index = Long.parseLong(field.text());
    long before = carriers.stream().filter(at -> inclusive ? at <= index : at < index).count();
    if (before > 0) {
      edits.replace(field.value().from(), field.value().to(), Long.toString(index - before));
    }
  }

  Edits edits() {
    return edits;
  }

  /** What goes, one short phrase. */
  String reason() {
    return String.join("; ", reasons);
  }

  /** How many messages of the window go. */
  long dropped() {
    return dropped;
  }

  boolean archiveGoes() {
    return archiveGoes;
  }
}
