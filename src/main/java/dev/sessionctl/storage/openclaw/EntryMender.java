package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out how entries can be mended: keys that are one to the product become one, the newest as in a migration; paths
 * of transcripts that moved become those where they are. Nothing else in the text of an entry changes.
 */
final class EntryMender {

  /** What it mends. */
  static final Set<Flaw> FLAWS =
      EnumSet.of(Flaw.KEY_DUPLICATE, Flaw.KEY_CASE_VARIANT, Flaw.TRANSCRIPT_RELOCATED);

  private final EntryTexts texts;
  private final RunningSessions running;
  private final List<EntryMending> mendings = new ArrayList<>();
  private final List<PlanItem> leftAlone = new ArrayList<>();

  EntryMender(EntryTexts texts, RunningSessions running) {
    this.texts = texts;
    this.running = running;
  }

  List<EntryMending> mendings() {
    return mendings;
  }

  /** What cannot be mended now, with the reason. */
  List<PlanItem> leftAlone() {
    return leftAlone;
  }

  /** Takes the findings that it mends. */
  void add(List<Finding> findings) throws IOException {
    Map<String, Finding> moved = new LinkedHashMap<>();
    Set<String> groups = new LinkedHashSet<>();
    for (Finding finding : findings) {
      if (finding.id().equals(Flaw.TRANSCRIPT_RELOCATED.id())) {
        moved.put(finding.key(), finding);
      } else {
        groups.add(SessionKeys.canonical(finding.key()));
      }
    }
    Map<String, List<EntryRef>> members = new LinkedHashMap<>();
    if (!groups.isEmpty()) {
      texts.refs().forEach((key, refs) -> {
        String canonical = SessionKeys.canonical(key);
        if (groups.contains(canonical)) {
          members.computeIfAbsent(canonical, unused -> new ArrayList<>()).addAll(refs);
        }
      });
    }
    for (List<EntryRef> group : members.values()) {
      merge(group, moved);
    }
    for (Finding finding : moved.values()) {
      EntryRef ref = texts.last(finding.key());
      if (ref == null || members.containsKey(SessionKeys.canonical(finding.key()))) {
        continue;
      }
      if (isRunning(finding)) {
        leave(finding.key(), "its session runs, and would write the former path back");
        continue;
      }
      byte[] text = texts.text(ref);
      byte[] mended = relocated(text, finding);
      if (mended == null) {
        leave(finding.key(), "the entry records no path that could be replaced");
        continue;
      }
      PlanItem item = new PlanItem(finding.key(), finding.path(), "rewrite",
          "names its transcript where it is; nothing else changes", text.length);
      mendings.add(new EntryMending(List.of(edit(finding.key(), text, mended)), List.of(item),
          List.of(new EntryMending.Former(finding.key(), text)), List.of()));
    }
  }

  private boolean isRunning(Finding finding) throws IOException {
    return finding.path() != null && running.uses(finding.path());
  }

  private void leave(String key, String reason) {
    leftAlone.add(new PlanItem(key, null, "keep", reason, 0));
  }

  private static EntryEdit edit(String key, byte[] present, byte[] text) {
    return new EntryEdit(key, present == null ? null : CanonicalHash.ofBytes(present), text);
  }

  private static byte[] relocated(byte[] text, Finding finding) throws IOException {
    return EntryText.withString(text, "sessionFile", finding.path().toString());
  }

  /** Of entries that are one to the product the newest stays, under the key in lower case when they differ. */
  private void merge(List<EntryRef> group, Map<String, Finding> moved) throws IOException {
    EntryMerge.Choice choice = new EntryMerge(false).merge(group, List.of()).get(0);
    Set<String> keys = new LinkedHashSet<>();
    group.forEach(ref -> keys.add(ref.key()));
    for (String key : keys) {
      Finding finding = moved.get(key);
      if (finding != null && isRunning(finding)) {
        leave(key, "its session runs");
        return;
      }
    }
    byte[] winner = texts.text(choice.ref());
    Finding place = moved.get(choice.ref().key());
    byte[] mended = place == null ? null : relocated(winner, place);
    List<EntryEdit> edits = new ArrayList<>();
    List<PlanItem> items = new ArrayList<>();
    List<EntryMending.Former> kept = new ArrayList<>();
    List<EntryMending.Former> doubles = new ArrayList<>();
    EntryRef standing = texts.last(choice.key());
    edits.add(edit(choice.key(), standing == null ? null : texts.text(standing), mended == null ? winner : mended));
    items.add(new PlanItem(choice.key(), null, "merge", "the newest of " + Findings.count(group.size(), "entry")
        + " that are one to the product", winner.length));
    for (EntryRef ref : group) {
      byte[] text = texts.text(ref);
      if (ref != texts.last(ref.key())) {
        doubles.add(new EntryMending.Former(ref.key(), text));
        items.add(new PlanItem(ref.key(), null, "drop", "would drop 1 of " + Findings.count(group.size(), "entry")
            + ": the same key stands again further down; kept in lost+found", text.length));
        continue;
      }
      kept.add(new EntryMending.Former(ref.key(), text));
      if (!ref.key().equals(choice.key())) {
        edits.add(edit(ref.key(), text, null));
      }
      if (ref != choice.ref()) {
        items.add(new PlanItem(ref.key(), null, "drop", "would drop 1 of " + Findings.count(group.size(), "entry")
            + ": " + choice.ref().key() + " is the one that counts; kept in the trash", text.length));
      }
    }
    mendings.add(new EntryMending(edits, items, kept, doubles));
  }
}
