package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of entries what the product makes anew, and out of an index the entries that a later one of the same key
 * hides. The new texts are made and written outside the gateway's lock; an entry that changed since the plan was made
 * keeps what it has.
 */
final class EntryCompaction {

  /**
   * An entry that becomes shorter.
   *
   * @param hash of its text
   * @param idle whether all may go that is made anew
   * @param transcript name of its transcript, or null
   * @param surplus bytes of hidden entries of its key
   */
  private record Strip(String key, byte[] hash, boolean idle, String transcript, int before, int gain, String taken,
      long surplus) {
    long bytes() {
      return before + surplus;
    }
  }

  private final StoreFiles files;
  private final Entries entries;
  private final Environment environment;
  private final List<Strip> strips = new ArrayList<>();
  private long size;

  EntryCompaction(StoreFiles files, Entries entries, Environment environment) {
    this.files = files;
    this.entries = entries;
    this.environment = environment;
  }

  /** Looks at one entry; returns whether something can be taken out of it. */
  boolean plan(String key, byte[] text, boolean idle, String transcript, long surplus) throws IOException {
    size += text.length + surplus;
    EntryStrip strip = EntryStrip.of(text, idle);
    if (strip.isEmpty() && surplus == 0) {
      return false;
    }
    strips.add(new Strip(key, CanonicalHash.ofBytes(text), idle, transcript, text.length, strip.gain(),
        strip.taken(), surplus));
    return true;
  }

  /** Counts an entry that is left alone. */
  void passOver(byte[] text) {
    size += text.length;
  }

  private long gain() {
    return strips.stream().mapToLong(strip -> strip.gain() + strip.surplus()).sum();
  }

  /** Gives everything up when less than that share of all entries would be gained; returns whether it did. */
  boolean giveUpBelow(int percent) {
    if (strips.isEmpty() || gain() * 100.0 >= (double) percent * size) {
      return false;
    }
    strips.clear();
    return true;
  }

  boolean isEmpty() {
    return strips.isEmpty();
  }

  void describe(List<PlanItem> items, CompactionTotals totals) {
    for (Strip strip : strips) {
      items.add(new PlanItem(strip.key(), null, "shorten", reason(strip), strip.bytes()));
      totals.add(CompactionTotals.ENTRIES, 1, strip.bytes(), strip.before() - strip.gain());
    }
  }

  private static String reason(Strip strip) {
    String hidden = "entries that a later one of this key hides";
    return strip.surplus() == 0 ? strip.taken() : strip.taken().isEmpty() ? hidden : strip.taken() + ", " + hidden;
  }

  /** Applies what was planned, and reports what was not done. */
  void apply(EntryEditor editor, ApplyContext context, CompactionTotals totals, List<PlanItem> skipped,
      List<String> notices) throws IOException {
    if (context.isOver(environment)) {
      strips.forEach(strip ->
          skipped.add(new PlanItem(strip.key(), null, "shorten", ApplyContext.OUT_OF_TIME, strip.bytes())));
      return;
    }
    Map<String, Strip> planned = new LinkedHashMap<>();
    strips.forEach(strip -> planned.put(strip.key(), strip));
    Map<String, String> leftAlone = new HashMap<>(lockedAmong(planned.keySet(), planned));
    List<EntryEdit> edits = edits(planned, leftAlone);
    if (!edits.isEmpty()) {
      EntryEditor.Result result = editor.apply(edits, keys -> lockedAmong(keys, planned), context);
      leftAlone.putAll(result.skipped());
      for (String key : result.done()) {
        Strip strip = planned.get(key);
        totals.add(CompactionTotals.ENTRIES, 1, strip.bytes(), strip.before() - strip.gain());
      }
      notices.add("the gateway's lock was held for " + result.lockedMillis() + " ms");
    }
    leftAlone.forEach((key, reason) ->
        skipped.add(new PlanItem(key, null, "shorten", reason, planned.get(key).bytes())));
  }

  /** Reads the entries once more, since the plan keeps no texts. */
  private List<EntryEdit> edits(Map<String, Strip> planned, Map<String, String> leftAlone) throws IOException {
    List<EntryEdit> edits = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    texts((key, text) -> {
      Strip strip = planned.get(key);
      if (strip == null || leftAlone.containsKey(key)) {
        return;
      }
      seen.add(key);
      EntryEdit edit = new EntryEdit(key, strip.hash(), EntryStrip.of(text, strip.idle()).result());
      String conflict = IndexEditor.conflict(edit, text);
      if (conflict == null) {
        edits.add(edit);
      } else {
        leftAlone.put(key, conflict);
      }
    });
    for (String key : planned.keySet()) {
      if (!seen.contains(key)) {
        leftAlone.putIfAbsent(key, "the entry is gone");
      }
    }
    return edits;
  }

  /** Receives a key and its text. */
  @FunctionalInterface
  private interface TextVisitor {
    void text(String key, byte[] text) throws IOException;
  }

  private void texts(TextVisitor visitor) throws IOException {
    if (entries instanceof DirectoryEntries) {
      EntryDirectory directory = new EntryDirectory(files.directory(), OpenClawStore.layoutOf(files.directory()));
      for (Strip strip : strips) {
        try {
          byte[] text = directory.readOne(strip.key(), new SessionEntry());
          if (text != null) {
            visitor.text(strip.key(), text);
          }
        } catch (UnreadableEntryException e) {
          // Passed over like one that is gone: it is not what the plan was made from.
          continue;
        }
      }
      return;
    }
    try (IndexFile index = IndexFile.open(files.index())) {
      if (index != null) {
        Map<String, EntryRef> last = new LinkedHashMap<>();
        EntrySources.of(index).forEach(ref -> last.put(ref.key(), ref));
        for (EntryRef ref : last.values()) {
          visitor.text(ref.key(), index.text(ref.start(), ref.limit()));
        }
      }
    }
  }

  /** Those whose transcript is locked, with the reason. */
  private Map<String, String> lockedAmong(Set<String> keys, Map<String, Strip> planned) throws IOException {
    Set<String> running = LockedTranscripts.in(files.sessions(), environment);
    Map<String, String> locked = new HashMap<>();
    if (!running.isEmpty()) {
      for (String key : keys) {
        Strip strip = planned.get(key);
        if (strip.transcript() != null && running.contains(strip.transcript())) {
          locked.put(key, "its transcript is locked");
        }
      }
    }
    return locked;
  }
}
