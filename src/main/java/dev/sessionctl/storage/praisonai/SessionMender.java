package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.InOrder;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.SetAside;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Mends everything in one session's file that can be mended by changing a few bytes of it. Used once. */
final class SessionMender {

  private static final DateTimeFormatter PYTHON = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");
  /** Seconds and milliseconds since the epoch do not meet. */
  private static final BigDecimal MILLIS_FROM = BigDecimal.valueOf(100_000_000_000L);

  private final String key;
  private final Path file;
  private final Set<Flaw> flaws;
  private final List<Circles.Link> circles;
  private final Catalog catalog;
  private final List<Spills.Spill> spills;
  private final Edits edits = new Edits();
  private final List<String> reasons = new ArrayList<>();
  private SessionContent content;
  private Spans spans;

  /**
   * A mender of one session.
   *
   * @param flaws what was found in it and is to be mended
   * @param circles links between sessions that are to be cut
   * @param spills messages that wait for it
   */
  SessionMender(String key, Path file, Set<Flaw> flaws, List<Circles.Link> circles, Catalog catalog,
      List<Spills.Spill> spills) {
    this.key = key;
    this.file = file;
    this.flaws = flaws;
    this.circles = circles;
    this.catalog = catalog;
    this.spills = spills;
  }

  /** The flaws that are mended here. */
  static final Set<Flaw> MENDED = Set.of(Flaw.MESSAGES_NULL, Flaw.METADATA_NULL, Flaw.SNAPSHOTS_NULL,
      Flaw.COMPACTION_NO_OBJECT, Flaw.UPDATED_NUMBER, Flaw.LONE_SURROGATE, Flaw.COMPACTION_INDEX, Flaw.SNAPSHOT_INDEX,
      Flaw.PARENT_GONE, Flaw.CHILD_GONE, Flaw.CIRCLE, Flaw.SPILL);

  /** Returns null when there is nothing that can be done. */
  FileStep step(FileIdentity identity) throws IOException {
    SpillMerge merge;
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      content = ContentReader.read(channel, (archived, index, message) -> { });
      if (!content.isReadable() || !content.family().locksBeside()) {
        return null;
      }
      spans = Spans.of(channel);
      if (spans.isRepeated()) {
        return null;
      }
      shapes();
      indexes();
      links();
      merge = merge();
      if (flaws.contains(Flaw.LONE_SURROGATE)) {
        Surrogates.mend(channel, edits);
        reasons.add("halves of surrogate pairs become U+FFFD");
      }
    }
    if (edits.isEmpty() && (merge == null || merge.parts().isEmpty())) {
      return null;
    }
    long size = identity.size();
    PlanItem item = new PlanItem(key, file, "mend", String.join("; ", reasons), size);
    Rewriting rewriting = new Rewriting(item, "session", identity, edits.sizeAfter(size),
        Rewriting.ModifiedTime.FORWARD, edits::write).provedBy(proof(merge));
    if (merge == null || merge.parts().isEmpty()) {
      return rewriting;
    }
    List<FileStep> steps = new ArrayList<>();
    if (!edits.isEmpty()) {
      steps.add(rewriting);
    }
    steps.add(new SetAside(item, merge.parts()));
    return new InOrder(item, steps);
  }

  private Rewriting.Proof proof(SpillMerge merge) {
    SessionContent expected = content;
    long messages = content.messages + (merge == null ? 0 : merge.messages());
    if (flaws.contains(Flaw.COMPACTION_NO_OBJECT)) {
      expected.keys.remove("last_compaction");
    }
    return SameSession.as(expected, messages, content.archived);
  }

  private void shapes() {
    value(Flaw.MESSAGES_NULL, "messages", "[]", "null messages become an empty list");
    value(Flaw.METADATA_NULL, "metadata", "{}", "null metadata becomes an empty object");
    value(Flaw.SNAPSHOTS_NULL, "snapshots", "[]", "null snapshots become an empty list");
    if (flaws.contains(Flaw.COMPACTION_NO_OBJECT)) {
      spans.dropField("last_compaction", edits);
      reasons.add("last_compaction, which is no object, goes out");
    }
    if (flaws.contains(Flaw.UPDATED_NUMBER)) {
      String time = time(content.updatedNumber);
      if (time != null) {
        value(Flaw.UPDATED_NUMBER, "updated_at", Strings.quoted(time), "the number for updated_at becomes " + time);
      }
    }
  }

  private void value(Flaw flaw, String field, String json, String reason) {
    if (flaws.contains(flaw)) {
      Spans.Span value = spans.field(field).value();
      edits.replace(value.from(), value.to(), json);
      reasons.add(reason);
    }
  }

  /** The time that a number means, as Python writes it, or null. */
  private static String time(String number) {
    try {
      BigDecimal value = new BigDecimal(number);
      BigDecimal seconds = value.compareTo(MILLIS_FROM) < 0 ? value : value.movePointLeft(3);
      long whole = seconds.longValue();
      long nanos = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
      return seconds.signum() < 0 || seconds.precision() > 40 ? null
          : PYTHON.format(Instant.ofEpochSecond(whole, nanos).atOffset(ZoneOffset.UTC));
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private void indexes() {
    if (flaws.contains(Flaw.COMPACTION_INDEX)) {
      Spans.Field index = spans.object("last_compaction").get("message_index");
      if (index != null) {
        long known = index.text() == null ? 0 : Long.parseLong(index.text());
        number(index, Math.max(0, Math.min(known, content.messages)), "the last compaction ends");
      }
    }
    if (flaws.contains(Flaw.SNAPSHOT_INDEX)) {
      for (Map<String, Spans.Field> snapshot : spans.members("snapshots")) {
        Spans.Field index = snapshot.get("message_index");
        long known = index == null || index.text() == null ? Long.MAX_VALUE : Long.parseLong(index.text());
        long nearest = Math.max(-1, Math.min(known, content.messages - 1));
        if (index != null && nearest != known) {
          number(index, nearest, "a snapshot ends");
        }
      }
    }
  }

  private void number(Spans.Field field, long value, String what) {
    edits.replace(field.value().from(), field.value().to(), Long.toString(value));
    reasons.add(what + " at message " + value + " instead of " + (field.text() == null ? "?" : field.text()));
  }

  private void links() {
    boolean parentGoes = flaws.contains(Flaw.PARENT_GONE);
    Set<String> children = new HashSet<>();
    for (Circles.Link link : circles) {
      parentGoes |= link.child().equals(key) && content.parentId != null
          && SafeId.of(content.parentId).equals(link.parent());
      for (String child : content.children) {
        if (link.parent().equals(key) && SafeId.of(child).equals(link.child())) {
          children.add(child);
        }
      }
    }
    if (flaws.contains(Flaw.CHILD_GONE)) {
      content.children.stream().filter(child -> catalog.get(SafeId.of(child)) == null).forEach(children::add);
    }
    if (parentGoes && content.parentId != null) {
      Spans.Span parent = spans.field("parent_id").value();
      edits.replace(parent.from(), parent.to(), "null");
      reasons.add("the link to the parent " + content.parentId + " is cut");
    }
    boolean plain = spans.elements("children_ids").size() == content.children.size();
    if (!children.isEmpty() && plain) {
      boolean[] dropped = new boolean[content.children.size()];
      for (int i = 0; i < dropped.length; i++) {
        dropped[i] = children.contains(content.children.get(i));
      }
      spans.dropElements("children_ids", dropped, edits);
      reasons.add("links to children are cut: " + children);
    }
  }

  private SpillMerge merge() throws IOException {
    boolean listed = spans.field("messages") != null && !flaws.contains(Flaw.MESSAGES_NULL)
        && !content.shapes.contains(Shape.MESSAGES_OBJECT) && !content.shapes.contains(Shape.MESSAGES_NO_LIST);
    if (!flaws.contains(Flaw.SPILL) || !listed) {
      return null;
    }
    SpillMerge merge = SpillMerge.of(spills, file, content);
    if (!merge.parts().isEmpty()) {
      merge.edit(spans, edits);
      reasons.add(Findings.count(merge.messages(), "message")
          + " that could not be written are added");
    }
    return merge;
  }
}
