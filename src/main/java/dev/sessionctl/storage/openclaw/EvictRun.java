package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries an eviction out, batch by batch. Of each batch the files are hashed, everything is announced in the manifest
 * of the trash, the entries are dropped under the gateway's lock, those that changed or came to life since excepted;
 * and then, without that lock, the files of the entries that are gone are moved, see {@link EvictedFiles}. When the
 * time is over no further session is begun, while those whose files were hashed by then go: so every run gets on,
 * however little time it has. Used once, by one thread.
 */
final class EvictRun {

  /** Sessions of a batch at least. */
  private static final int SESSIONS = 500;

  /** In a directory at most so many go while the gateway's lock is held once. */
  private static final int PART = 200;

  /** And no fewer than this part of the store, since each batch reads all entries, and writes an index anew. */
  private static final int PART_OF_STORE = 8;

  /** But no more than so many, each of which is looked at once more under the gateway's lock. */
  private static final int MOST_SESSIONS = 4_000;

  /** A batch ends when so much was hashed: what a crash makes the next run read once more. */
  private static final long BYTES = 1L << 30;

  /** Leaves a waiting gateway its turn. */
  private static final long PAUSE_MILLIS = 60;

  private final Evictions store;
  private final EvictPlan plan;
  private final TrashWriter trash;
  private final ApplyContext context;
  private final EvictRecheck recheck;
  private final EvictedFiles files;
  private final Map<String, List<EvictedFile>> owned = new HashMap<>();
  private final List<EvictedFile> loose = new ArrayList<>();
  private final List<PlanItem> skipped = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();
  private long hashed;
  private long longestLock;
  private boolean locked;
  private boolean outOfTime;

  EvictRun(Evictions store, EvictPlan plan, TrashWriter trash, ApplyContext context) {
    this.store = store;
    this.plan = plan;
    this.trash = trash;
    this.context = context;
    this.recheck = new EvictRecheck(store, plan);
    this.files = new EvictedFiles(store, trash, context, plan.files().size(), this::skip);
    for (EvictedFile file : plan.files()) {
      if (file.key() == null) {
        loose.add(file);
      } else {
        owned.computeIfAbsent(file.key(), key -> new ArrayList<>()).add(file);
      }
    }
  }

  /** What was left alone: sessions, files of sessions that went, files of no session. */
  List<PlanItem> skipped() {
    return skipped;
  }

  /** How many sessions went. */
  long gone() {
    return gone.size();
  }

  /** Milliseconds for which the gateway's lock was held at a time, at most. */
  long longestLock() {
    return longestLock;
  }

  /**
   * Evicts.
   *
   * @throws ChangedException as the store gives it, when no session had gone by then; nothing was done
   * @throws LockedException likewise
   */
  void run() throws IOException {
    try {
      takeSessions();
    } catch (ChangedException | LockedException e) {
      // Nothing was taken out, so the manifest describes nothing.
      UnfinishedTrash.discard(trash.root());
      throw e;
    }
    takeLoose();
    files.giveUp();
    if (gone.isEmpty() && files.moved() == 0) {
      UnfinishedTrash.discard(trash.root());
    }
  }

  /** Whether the time is over. Once it was, it stays so whatever the clock does. */
  private boolean isOver() {
    outOfTime = outOfTime || context.isOver(store.environment());
    return outOfTime;
  }

  private void skip(String key, Path path, String reason) {
    skipped.add(new PlanItem(key, path, Eviction.EVICT, reason, 0));
  }

  private void takeSessions() throws IOException {
    List<Evictee> evictees = plan.evictees();
    int most = Math.min(MOST_SESSIONS, Math.max(SESSIONS, plan.items().size() / PART_OF_STORE));
    int next = 0;
    String reason = null;
    while (next < evictees.size() && reason == null) {
      int from = next;
      long limit = hashed + BYTES;
      while (next < evictees.size() && next - from < most && hashed < limit && !isOver()) {
        announceFiles(owned.getOrDefault(evictees.get(next).key(), List.of()));
        next++;
      }
      reason = next == from ? ApplyContext.OUT_OF_TIME : drop(evictees.subList(from, next));
      files.move(gone);
    }
    for (Evictee evictee : evictees.subList(next, evictees.size())) {
      skip(evictee.key(), null, reason);
    }
  }

  private void announceFiles(List<EvictedFile> some) throws IOException {
    for (EvictedFile file : some) {
      try {
        files.announced(file, trash.file(file.key(), file.role(), file.path(), false));
      } catch (NoSuchFileException e) {
        skip(file.key(), file.path(), "is gone");
      }
      hashed += file.identity().size();
    }
  }

  /** Announces and drops the entries of a batch; returns why nothing further can be begun, or null. */
  private String drop(List<Evictee> batch) throws IOException {
    List<EntryEdit> edits = announceEntries(batch);
    Set<String> keys = new HashSet<>();
    edits.forEach(edit -> keys.add(edit.key()));
    // Asked outside the lock first: what has to be left alone is not written out only to be written again.
    Map<String, String> early = recheck.leaveAlone(keys);
    early.forEach((key, reason) -> skip(key, null, reason));
    edits.removeIf(edit -> early.containsKey(edit.key()));
    int part = store.isDirectory() ? PART : Math.max(1, edits.size());
    for (int from = 0; from < edits.size(); from += part) {
      String reason = dropPart(edits.subList(from, Math.min(edits.size(), from + part)));
      if (reason != null) {
        edits.subList(from, edits.size()).forEach(edit -> skipIfThere(edit.key(), reason));
        return reason;
      }
    }
    return null;
  }

  private void skipIfThere(String key, String reason) {
    if (!gone.contains(key)) {
      skip(key, null, reason);
    }
  }

  /** Writes the entries of a batch into the manifest, makes that durable, and returns the edits that drop them. */
  private List<EntryEdit> announceEntries(List<Evictee> batch) throws IOException {
    Map<String, Evictee> left = new HashMap<>();
    batch.forEach(evictee -> left.put(evictee.key(), evictee));
    List<EntryEdit> edits = new ArrayList<>();
    store.entries().readTexts(Set.copyOf(left.keySet()), (key, text) -> {
      Evictee evictee = left.get(key);
      if (Arrays.equals(evictee.hash(), CanonicalHash.ofBytes(text))) {
        left.remove(key);
        trash.entry(new TrashedEntry(key, new String(text, StandardCharsets.UTF_8), evictee.reason()));
        edits.add(new EntryEdit(key, evictee.hash(), null));
      }
    });
    trash.announce();
    left.keySet().forEach(key -> skip(key, null, "the entry changed meanwhile"));
    return edits;
  }

  /** Drops some entries while the gateway's lock is held once; returns why nothing further can be begun, or null. */
  private String dropPart(List<EntryEdit> edits) throws IOException {
    try {
      if (locked) {
        pause();
      }
      locked = true;
      EntryEditor.Result result = store.editor().apply(edits, recheck, context);
      gone.addAll(result.done());
      result.skipped().forEach((key, reason) -> skip(key, null, reason));
      longestLock = Math.max(longestLock, result.lockedMillis());
      return null;
    } catch (ChangedException | LockedException e) {
      if (gone.isEmpty()) {
        throw e;
      }
      return e.getMessage();
    }
  }

  private static void pause() throws LockedException {
    try {
      Pause.SLEEP.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LockedException("interrupted");
    }
  }

  /** Moves the files that belong to no session. */
  private void takeLoose() throws IOException {
    int next = 0;
    while (next < loose.size()) {
      int from = next;
      long limit = hashed + BYTES;
      while (next < loose.size() && hashed < limit && !isOver()) {
        announceFiles(loose.subList(next, next + 1));
        next++;
      }
      if (next == from) {
        break;
      }
      trash.announce();
      files.move(gone);
    }
    loose.subList(next, loose.size()).forEach(file -> skip(null, file.path(), ApplyContext.OUT_OF_TIME));
  }
}
