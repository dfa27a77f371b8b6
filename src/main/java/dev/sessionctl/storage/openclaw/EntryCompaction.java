package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
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

  /** In a directory at most so many entries are replaced while the gateway's lock is held. */
  private static final int PART = 200;

  /** Leaves a waiting gateway its turn. */
  private static final long PAUSE_MILLIS = 60;

  private final StoreFiles files;
  private final Entries entries;
  private final Environment environment;
  private final List<Strip> strips = new ArrayList<>();
  private long size;
  private boolean locked;
  private long longestLock;

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

  /**
   * Applies what was planned, and reports what was not done: all of it at once in an index, {@link #PART} by
   * {@link #PART} in a directory, where the time may end it in between.
   */
  void apply(EntryEditor editor, ApplyContext context, CompactionTotals totals, List<PlanItem> skipped,
      List<String> notices) throws IOException {
    int part = entries instanceof DirectoryEntries ? PART : strips.size();
    int next = 0;
    String reason = ApplyContext.OUT_OF_TIME;
    while (next < strips.size() && !context.isOver(environment)) {
      int to = Math.min(strips.size(), next + part);
      try {
        if (locked) {
          Pause.SLEEP.sleep(PAUSE_MILLIS);
        }
        apply(editor, strips.subList(next, to), context, totals, skipped);
        next = to;
      } catch (ChangedException | LockedException e) {
        if (totals.count(CompactionTotals.ENTRIES) == 0) {
          throw e;
        }
        reason = e.getMessage();
        break;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        reason = "interrupted";
        break;
      }
    }
    if (locked) {
      notices.add("the gateway's lock was held for " + longestLock + " ms at a time");
    }
    for (Strip strip : strips.subList(next, strips.size())) {
      skipped.add(new PlanItem(strip.key(), null, "shorten", reason, strip.bytes()));
    }
  }

  private void apply(EntryEditor editor, List<Strip> part, ApplyContext context, CompactionTotals totals,
      List<PlanItem> skipped) throws IOException {
    Map<String, Strip> planned = new LinkedHashMap<>();
    part.forEach(strip -> planned.put(strip.key(), strip));
    Map<String, String> leftAlone = new HashMap<>(lockedAmong(planned.keySet(), planned));
    List<EntryEdit> edits = edits(planned, leftAlone);
    if (!edits.isEmpty()) {
      EntryEditor.Result result = editor.apply(edits, keys -> lockedAmong(keys, planned), context);
      locked = true;
      longestLock = Math.max(longestLock, result.lockedMillis());
      leftAlone.putAll(result.skipped());
      for (String key : result.done()) {
        Strip strip = planned.get(key);
        totals.add(CompactionTotals.ENTRIES, 1, strip.bytes(), strip.before() - strip.gain());
      }
    }
    leftAlone.forEach((key, reason) ->
        skipped.add(new PlanItem(key, null, "shorten", reason, planned.get(key).bytes())));
  }

  /** Reads the entries once more, since the plan keeps no texts. */
  private List<EntryEdit> edits(Map<String, Strip> planned, Map<String, String> leftAlone) throws IOException {
    List<EntryEdit> edits = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    entries.readTexts(planned.keySet(), (key, text) -> {
      seen.add(key);
      Strip strip = planned.get(key);
      EntryEdit edit = new EntryEdit(key, strip.hash(), EntryStrip.of(text, strip.idle()).result());
      String conflict = IndexEditor.conflict(edit, text);
      if (conflict == null && !leftAlone.containsKey(key)) {
        edits.add(edit);
      } else if (conflict != null) {
        leftAlone.putIfAbsent(key, conflict);
      }
    });
    for (String key : planned.keySet()) {
      if (!seen.contains(key)) {
        leftAlone.putIfAbsent(key, "the entry is gone");
      }
    }
    return edits;
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
