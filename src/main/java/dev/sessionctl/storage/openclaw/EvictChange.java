package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Evicts: everything that goes is announced in the manifest of the trash; the entries are dropped under the gateway's
 * lock, those that changed or came to life since excepted; and then, without that lock, the files of the entries that
 * are gone are moved into the trash, each only while it is the very file of the plan and nobody uses it. An entry that
 * the product brings back meanwhile keeps its files. When the time is over no further entry and no further file that
 * belongs to none is begun, but the files of entries that are gone follow all the same: no later run would know them.
 */
final class EvictChange implements Change {

  private static final String STEP_EVICT = "evict";

  /** In a directory each entry is removed by itself, so that the lock can be let go in between. */
  private static final int BATCH = 500;

  /** Leaves a waiting gateway its turn. */
  private static final long PAUSE_MILLIS = 60;

  private final Evictions store;
  private final EvictPlan plan;
  private final List<PlanItem> skipped = new ArrayList<>();
  private final Map<EvictedFile, TrashedFile> announced = new LinkedHashMap<>();
  private long longestLock;
  private boolean outOfTime;

  EvictChange(Evictions store, EvictPlan plan) {
    this.store = store;
    this.plan = plan;
  }

  /** Whether a run was an eviction. */
  static boolean isOf(RunRecord run) {
    return run.last(STEP_EVICT) != null || "evict".equals(run.command());
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return store.gates().entryChange(options);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    if (plan.changes() == 0) {
      return new ChangeReport(0, List.of(), List.of(), 0, 0, List.of(), List.of());
    }
    try {
      context.journal().step(STEP_EVICT, Map.of("sessions", plan.evictees().size(), "files", plan.files().size()));
      try (TrashWriter trash = TrashWriter.begin(store.area(), context.runId(), STEP_EVICT, store.ref().path(),
          store.environment())) {
        return evict(trash, context);
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("evict from", store.ref().path(), e);
    }
  }

  private ChangeReport evict(TrashWriter trash, ApplyContext context) throws IOException {
    Set<String> gone;
    try {
      gone = drop(announce(trash, context), context);
    } catch (ChangedException | LockedException e) {
      // Nothing was taken out, so the manifest describes nothing.
      UnfinishedTrash.discard(trash.root());
      throw e;
    }
    long files = moveFiles(trash, gone, context);
    if (gone.isEmpty() && files == 0) {
      UnfinishedTrash.discard(trash.root());
    }
    return report(trash.root(), gone);
  }

  /**
   * Whether the time is over. Once it was, it stays so whatever the clock does: entries must not go whose files were
   * not announced.
   */
  private boolean isOver(ApplyContext context) {
    outOfTime = outOfTime || context.isOver(store.environment());
    return outOfTime;
  }

  /** Writes into the manifest what goes, and returns the edits that drop the entries. */
  private List<EntryEdit> announce(TrashWriter trash, ApplyContext context) throws IOException {
    Map<String, Evictee> left = new HashMap<>();
    plan.evictees().forEach(evictee -> left.put(evictee.key(), evictee));
    List<EntryEdit> edits = new ArrayList<>();
    if (!left.isEmpty()) {
      store.entries().scanTexts(left::containsKey, new Entries.TextVisitor() {
        @Override
        public void entry(String key, SessionEntry entry, long bytes, byte[] text) throws IOException {
          Evictee evictee = text == null ? null : left.get(key);
          if (evictee != null && Arrays.equals(evictee.hash(), CanonicalHash.ofBytes(text))) {
            left.remove(key);
            trash.entry(new TrashedEntry(key, new String(text, StandardCharsets.UTF_8), evictee.reason()));
            edits.add(new EntryEdit(key, evictee.hash(), null));
          }
        }

        @Override
        public void unreadable(Path file, String reason) {
          // Of an entry that goes, it is named below as changed.
        }
      });
    }
    left.keySet().forEach(key -> skip(key, null, "the entry changed meanwhile"));
    long done = 0;
    for (EvictedFile file : plan.files()) {
      if (file.key() != null && left.containsKey(file.key())) {
        continue;
      }
      if (isOver(context)) {
        // Its entry, if there is one, stays as well then: nothing has been dropped yet.
        skipLoose(file);
        continue;
      }
      try {
        announced.put(file, trash.file(file.key(), file.role(), file.path(), false));
      } catch (NoSuchFileException e) {
        skip(file.key(), file.path(), "is gone");
      }
      if ((++done & 0xff) == 0) {
        context.progress().progress("hash", done, plan.files().size());
      }
    }
    trash.announce();
    return edits;
  }

  /** Drops the entries; returns the keys of those that are gone. */
  private Set<String> drop(List<EntryEdit> all, ApplyContext context) throws IOException {
    EvictRecheck recheck = new EvictRecheck(store, plan);
    Set<String> keys = new HashSet<>();
    all.forEach(edit -> keys.add(edit.key()));
    // Asked outside the lock first: what has to be left alone is not written out only to be written again.
    Map<String, String> early = recheck.leaveAlone(keys);
    early.forEach((key, reason) -> skip(key, null, reason));
    List<EntryEdit> edits = all.stream().filter(edit -> !early.containsKey(edit.key())).toList();
    Set<String> gone = new HashSet<>();
    int batch = store.isDirectory() ? BATCH : Math.max(1, edits.size());
    for (int from = 0; from < edits.size(); from += batch) {
      if (isOver(context)) {
        edits.subList(from, edits.size()).forEach(edit -> skip(edit.key(), null, ApplyContext.OUT_OF_TIME));
        break;
      }
      List<EntryEdit> part = edits.subList(from, Math.min(edits.size(), from + batch));
      try {
        if (from > 0) {
          pause();
        }
        EntryEditor.Result result = store.editor().apply(part, recheck, context);
        gone.addAll(result.done());
        result.skipped().forEach((key, reason) -> skip(key, null, reason));
        longestLock = Math.max(longestLock, result.lockedMillis());
      } catch (ChangedException | LockedException e) {
        if (gone.isEmpty()) {
          throw e;
        }
        edits.subList(from, edits.size()).forEach(edit -> skipIfNotGone(edit.key(), gone, e.getMessage()));
        break;
      }
    }
    return gone;
  }

  private void skipIfNotGone(String key, Set<String> gone, String reason) {
    if (!gone.contains(key)) {
      skip(key, null, reason);
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

  /** Moves the files of what is gone, and the files that belong to nothing; returns how many were moved. */
  private long moveFiles(TrashWriter trash, Set<String> gone, ApplyContext context) throws IOException {
    if (announced.isEmpty()) {
      return 0;
    }
    FileUsers users = store.users();
    long moved = 0;
    for (Map.Entry<EvictedFile, TrashedFile> announcement : announced.entrySet()) {
      EvictedFile file = announcement.getKey();
      if (file.key() != null && !gone.contains(file.key())) {
        continue;
      }
      if (file.key() == null && isOver(context)) {
        skipLoose(file);
        continue;
      }
      String name = file.path().getFileName().toString();
      String user = file.isAged() ? null : users.of(name, ArtifactName.of(name, store.files().indexName()));
      String reason = user == null ? move(trash, file, announcement.getValue()) : "is used by " + user + " by now";
      if (reason == null) {
        moved++;
      } else {
        skip(file.key(), file.path(), reason);
      }
      context.progress().progress("set aside", moved, announced.size());
    }
    trash.settle();
    return moved;
  }

  /** Moves one file; returns why it stays instead, or null. */
  private String move(TrashWriter trash, EvictedFile file, TrashedFile announcement) throws IOException {
    try {
      if (!file.isTranscript()) {
        trash.moveIn(announcement, file.identity());
        return null;
      }
      try (OpenClawLock lock = OpenClawLock.take(file.path(), LockKind.TRANSCRIPT, java.time.Duration.ZERO,
          Pause.SLEEP, store.environment())) {
        lock.ensureHeld();
        trash.moveIn(announcement, file.identity());
      }
      return null;
    } catch (ChangedException e) {
      return "changed meanwhile and stays";
    } catch (LockedException e) {
      return "is locked and stays: " + e.getMessage();
    }
  }

  /** Names a file as not begun; one that belongs to a session is named with that. */
  private void skipLoose(EvictedFile file) {
    if (file.key() == null) {
      skip(null, file.path(), ApplyContext.OUT_OF_TIME);
    }
  }

  private void skip(String key, Path path, String reason) {
    skipped.add(new PlanItem(key, path, Eviction.EVICT, reason, 0));
  }

  private ChangeReport report(Path trash, Set<String> gone) {
    Map<Path, Long> sizes = new HashMap<>();
    plan.files().forEach(file -> sizes.put(file.path(), file.identity().size()));
    Map<String, Long> sessions = new HashMap<>();
    long loose = 0;
    for (PlanItem item : plan.items()) {
      if (item.action().equals(Eviction.EVICT)) {
        loose += item.key() == null ? 1 : 0;
        sessions.put(item.key(), item.bytes());
      }
    }
    List<PlanItem> left = new ArrayList<>();
    long bytes = 0;
    for (PlanItem item : skipped) {
      long size = item.path() == null ? sessions.get(item.key()) : sizes.get(item.path());
      left.add(new PlanItem(item.key(), item.path(), item.action(), item.reason(), size));
      bytes += size;
      loose -= item.key() == null ? 1 : 0;
    }
    long done = gone.size() + loose;
    List<String> notices = plan.evictees().isEmpty() ? List.of()
        : List.of("the gateway's lock was held for " + longestLock + " ms at a time");
    return new ChangeReport(done, left, List.of(), plan.bytesBefore(), bytes, done == 0 ? List.of() : List.of(trash),
        notices);
  }

  @Override
  public void close() {
    // Nothing is held between plan and apply.
  }
}
