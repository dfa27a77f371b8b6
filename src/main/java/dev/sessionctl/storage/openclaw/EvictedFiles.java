package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The files of an eviction that were announced and are to be moved into the trash, each only while it is the very file
 * of the plan and nobody uses it. An entry that the product brings back meanwhile keeps its files; a file that is also
 * used by a session that goes later waits for that.
 */
final class EvictedFiles {

  /** Told of what stays. */
  @FunctionalInterface
  interface Skipped {
    void skip(String key, Path path, String reason);
  }

  /** An announced file and who used it when it was last looked at. */
  private static final class Waiting {
    private final TrashedFile announcement;
    private String user;

    private Waiting(TrashedFile announcement) {
      this.announcement = announcement;
    }
  }

  private final Evictions store;
  private final TrashWriter trash;
  private final ApplyContext context;
  private final int total;
  private final Skipped skipped;
  private final Map<EvictedFile, Waiting> waiting = new LinkedHashMap<>();
  private long announced;
  private long moved;

  EvictedFiles(Evictions store, TrashWriter trash, ApplyContext context, int total, Skipped skipped) {
    this.store = store;
    this.trash = trash;
    this.context = context;
    this.total = total;
    this.skipped = skipped;
  }

  /** Takes a file that was announced; nothing is moved yet. */
  void announced(EvictedFile file, TrashedFile announcement) {
    waiting.put(file, new Waiting(announcement));
    if ((++announced & 0xff) == 0) {
      context.progress().progress("hash", announced, total);
    }
  }

  /** How many were moved. */
  long moved() {
    return moved;
  }

  /**
   * Moves, durably at both ends, those of sessions that are gone and those of no session; what belongs to a session
   * that stays is forgotten.
   */
  void move(Set<String> gone) throws IOException {
    waiting.keySet().removeIf(file -> file.key() != null && !gone.contains(file.key()));
    if (waiting.isEmpty()) {
      return;
    }
    FileUsers users = waiting.keySet().stream().allMatch(EvictedFile::isAged) ? null : store.users();
    for (var each = waiting.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<EvictedFile, Waiting> next = each.next();
      EvictedFile file = next.getKey();
      String name = file.path().getFileName().toString();
      String user = file.isAged() ? null : users.of(name, ArtifactName.of(name, store.files().indexName()));
      next.getValue().user = user;
      if (user != null) {
        continue;
      }
      each.remove();
      String reason = move(file, next.getValue().announcement);
      if (reason == null) {
        moved++;
      } else {
        skipped.skip(file.key(), file.path(), reason);
      }
      context.progress().progress("set aside", moved, total);
    }
    trash.settle();
  }

  /** Names the files that others still use. */
  void giveUp() {
    waiting.forEach((file, left) -> skipped.skip(file.key(), file.path(), "is used by " + left.user));
    waiting.clear();
  }

  /** Moves one file; returns why it stays instead, or null. */
  private String move(EvictedFile file, TrashedFile announcement) throws IOException {
    try {
      if (!file.isTranscript()) {
        trash.moveIn(announcement, file.identity());
        return null;
      }
      try (OpenClawLock lock = OpenClawLock.take(file.path(), LockKind.TRANSCRIPT, Duration.ZERO, Pause.SLEEP,
          store.environment())) {
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
}
