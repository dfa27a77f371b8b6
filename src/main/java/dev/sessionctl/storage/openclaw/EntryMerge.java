package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.PlanItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which entries a store has after its index and its directory were made one: of entries whose keys are the
 * same to OpenClaw (trimmed, in lower case) the newest {@code updatedAt} wins, the others are dropped and reported.
 * Of two equally new ones, the directory's wins, since it is the active one where both exist.
 */
final class EntryMerge {

  /**
   * One entry of the result.
   *
   * @param key the key it gets
   * @param ref where its text is
   * @param fromIndex whether that is the index
   * @param rival an entry of the same key on the other side that may have to be replaced, or null
   */
  record Choice(String key, EntryRef ref, boolean fromIndex, EntryRef rival) {}

  private final boolean keepDistinctVariants;
  private final List<PlanItem> dropped = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<EntryRef> superseded = new ArrayList<>();

  /**
   * Makes a merge.
   *
   * @param keepDistinctVariants whether keys that differ in case only may be different sessions: from 2026.7 a few
   *     channels have ids whose case counts
   */
  EntryMerge(boolean keepDistinctVariants) {
    this.keepDistinctVariants = keepDistinctVariants;
  }

  /** What was dropped, as items of a plan. */
  List<PlanItem> dropped() {
    return dropped;
  }

  /** Conflicts and decisions an operator should know of. */
  List<String> notices() {
    return notices;
  }

  /** Entry files of the directory that the result no longer has under their own key. */
  List<EntryRef> superseded() {
    return superseded;
  }

  /** The entries of the result: those of the index in its order, then those that only the directory has. */
  List<Choice> merge(List<EntryRef> index, List<EntryRef> directory) {
    Map<String, Candidates> groups = new LinkedHashMap<>(capacity(index.size() + directory.size()));
    for (EntryRef ref : lastOfEqualKeys(index)) {
      groups.computeIfAbsent(groupOf(ref.key()), key -> new Candidates()).index.add(ref);
    }
    for (EntryRef ref : directory) {
      groups.computeIfAbsent(groupOf(ref.key()), key -> new Candidates()).directory.add(ref);
    }
    List<Choice> choices = new ArrayList<>(groups.size());
    for (Candidates group : groups.values()) {
      choices.add(choose(group));
    }
    return choices;
  }

  private String groupOf(String key) {
    return keepDistinctVariants ? key : SessionKeys.canonical(key);
  }

  private List<EntryRef> lastOfEqualKeys(List<EntryRef> index) {
    Map<String, Integer> seen = new HashMap<>(capacity(index.size()));
    List<EntryRef> distinct = new ArrayList<>(index.size());
    for (EntryRef ref : index) {
      Integer earlier = seen.putIfAbsent(ref.key(), distinct.size());
      if (earlier == null) {
        distinct.add(ref);
      } else {
        EntryRef lost = distinct.set(earlier, ref);
        drop(lost, "the same key stands twice in the index; the later one counts");
      }
    }
    return distinct;
  }

  private Choice choose(Candidates group) {
    EntryRef fromIndex = newest(group.index);
    EntryRef fromDirectory = newest(group.directory);
    boolean indexWins = fromDirectory == null
        || fromIndex != null && fromIndex.updatedAt() > fromDirectory.updatedAt();
    EntryRef winner = indexWins ? fromIndex : fromDirectory;
    String key = group.oneKey() ? winner.key() : SessionKeys.canonical(winner.key());
    EntryRef rival = null;
    for (EntryRef ref : group.all()) {
      if (ref == winner) {
        continue;
      }
      boolean variant = !ref.key().equals(winner.key());
      boolean otherSide = (ref.fileName() == null) != (winner.fileName() == null);
      if (variant) {
        drop(ref, "differs from " + winner.key() + " in case only, and is not newer");
      } else if (otherSide) {
        rival = ref;
      }
      if (variant && ref.fileName() != null) {
        superseded.add(ref);
      }
    }
    if (!key.equals(winner.key()) && winner.fileName() != null) {
      superseded.add(winner);
    }
    return new Choice(key, winner, indexWins, rival);
  }

  private void drop(EntryRef ref, String reason) {
    dropped.add(new PlanItem(ref.key(), null, "drop", reason, ref.bytes()));
    notices.add("dropped " + ref.key() + ": " + reason + "; it stays in the backup");
  }

  private static EntryRef newest(List<EntryRef> refs) {
    EntryRef newest = null;
    for (EntryRef ref : refs) {
      // Of equally new variants the canonical spelling wins, as in the product; else the later one.
      boolean better = newest == null || ref.updatedAt() > newest.updatedAt()
          || ref.updatedAt() == newest.updatedAt() && !newest.key().equals(SessionKeys.canonical(newest.key()));
      newest = better ? ref : newest;
    }
    return newest;
  }

  private static int capacity(int size) {
    return size + size / 2 + 16;
  }

  /** The entries of one group. */
  private static final class Candidates {
    private final List<EntryRef> index = new ArrayList<>(1);
    private final List<EntryRef> directory = new ArrayList<>(0);

    private List<EntryRef> all() {
      if (directory.isEmpty()) {
        return index;
      }
      List<EntryRef> all = new ArrayList<>(index);
      all.addAll(directory);
      return Collections.unmodifiableList(all);
    }

    private boolean oneKey() {
      List<EntryRef> all = all();
      for (EntryRef ref : all) {
        if (!ref.key().equals(all.get(0).key())) {
          return false;
        }
      }
      return true;
    }
  }
}
