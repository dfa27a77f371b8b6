package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finishes an interrupted eviction. Entries that were announced and are still there were not evicted, and their files
 * stay; of the entries that are gone the files follow, unless somebody uses or wrote them since. Where nothing at all
 * was taken away, the announcement is taken back. A later eviction decides anew about everything else.
 */
final class EvictRecovery {

  private final Evictions store;
  private final RunRecord run;
  private final List<TrashedFile> files = new ArrayList<>();
  private final Map<String, String> hashes = new HashMap<>();
  private final Set<String> present = new HashSet<>();

  EvictRecovery(Evictions store, RunRecord run) {
    this.store = store;
    this.run = run;
  }

  String run() throws IOException {
    EditLeftovers.remove(run, store.files(), store.environment());
    Path root = store.area().trash().resolve(run.runId());
    Trash.Run trash = new Trash(store.area()).runOf(run.runId());
    if (trash == null) {
      if (Files.isDirectory(root)) {
        UnfinishedTrash.discard(root);
      }
      return "nothing had been evicted";
    }
    new Trash(store.area()).read(trash, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        hashes.put(entry.key(), hash(entry.text()));
      }

      @Override
      public void file(TrashedFile file) {
        // A manifest is a file like any other: only what lies in this directory is ever moved.
        if (store.files().sessions().equals(file.origin().getParent())) {
          files.add(file);
        }
      }
    });
    findPresent();
    long moved = moveFiles(new UnfinishedTrash(trash));
    boolean nothing = present.size() == hashes.size() && files.stream().noneMatch(UnfinishedTrash::isKept);
    if (nothing) {
      UnfinishedTrash.discard(root);
      return "nothing had been evicted";
    }
    return "finished the eviction of " + Findings.count(hashes.size() - present.size(), "session") + ": "
        + Findings.count(moved, "file") + " more set aside";
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(CanonicalHash.ofBytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Finds the announced entries that are still there as they were. */
  private void findPresent() throws IOException {
    store.entries().scanTexts(hashes::containsKey, new Entries.TextVisitor() {
      @Override
      public void entry(String key, SessionEntry entry, long bytes, byte[] text) {
        if (text != null && hashes.get(key).equals(HexFormat.of().formatHex(CanonicalHash.ofBytes(text)))) {
          present.add(key);
        }
      }

      @Override
      public void unreadable(Path file, String reason) {
        // Then its files stay: see FileUsers.
      }
    });
  }

  private long moveFiles(UnfinishedTrash trash) throws IOException {
    FileUsers users = store.users();
    long moved = 0;
    for (TrashedFile file : files) {
      if (file.key() == null || present.contains(file.key())) {
        continue;
      }
      String name = file.origin().getFileName().toString();
      if (users.of(name, ArtifactName.of(name, store.files().indexName())) == null && move(trash, file)) {
        moved++;
      }
    }
    if (files.stream().anyMatch(UnfinishedTrash::isKept)) {
      trash.settle();
      DurableFiles.syncDirectory(store.files().sessions());
    }
    return moved;
  }

  private boolean move(UnfinishedTrash trash, TrashedFile file) throws IOException {
    if (!file.role().equals(EvictedFile.TRANSCRIPT)) {
      return trash.moveIn(file);
    }
    try (OpenClawLock lock = OpenClawLock.take(file.origin(), LockKind.TRANSCRIPT, Duration.ZERO, Pause.SLEEP,
        store.environment())) {
      lock.ensureHeld();
      return trash.moveIn(file);
    } catch (LockedException e) {
      // Somebody began to use it: then it is no longer ours to move.
      return false;
    }
  }
}
