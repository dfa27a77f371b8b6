package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Edits a {@code sessions.d}: new texts are written beside the entries and made durable together outside the gateway's
 * lock; inside it each entry is read once more, and its file is replaced or removed.
 */
final class DirectoryEditor implements EntryEditor {

  private final StoreFiles files;
  private final EntryDirectory directory;
  private final Environment environment;

  DirectoryEditor(StoreFiles files, EntryDirectory directory, Environment environment) {
    this.files = files;
    this.directory = directory;
    this.environment = environment;
  }

  @Override
  public Result apply(List<EntryEdit> edits, Recheck recheck, ApplyContext context) throws IOException {
    String suffix = StoreFiles.temporarySuffix(environment);
    Map<String, Path> temporaries = new HashMap<>();
    Set<String> done = new LinkedHashSet<>();
    Map<String, String> skipped = new LinkedHashMap<>();
    EditLeftovers.announce(context, suffix);
    try {
      stage(edits, suffix, temporaries);
      context.progress().progress("wait for the gateway's lock", 0, -1);
      long begin;
      long end;
      try (OpenClawLock lock =
          OpenClawLock.take(files.index(), LockKind.INDEX, context.lockWait(), Pause.SLEEP, environment)) {
        begin = environment.now();
        Set<String> keys = new LinkedHashSet<>();
        edits.forEach(edit -> keys.add(edit.key()));
        skipped.putAll(recheck.leaveAlone(keys));
        for (EntryEdit edit : edits) {
          if (!skipped.containsKey(edit.key()) && isHeld(lock, edit, done, skipped)) {
            change(edit, temporaries.get(edit.key()), done, skipped);
          }
        }
        if (!done.isEmpty()) {
          VersionMarker.raise(directory.root(), suffix, environment);
        }
        end = environment.now();
      }
      if (!done.isEmpty()) {
        // A gateway waits for the lock, and not for this: an entry that a power cut brings back still has its files,
        // which follow only afterwards.
        DurableFiles.syncDirectory(directory.layout().entries(directory.root()));
      }
      return new Result(done, skipped, end - begin);
    } finally {
      for (Path temporary : temporaries.values()) {
        DurableFiles.deleteIfExists(temporary);
      }
    }
  }

  /** Whether the lock is still ours; when it was lost after the first change, the others are left as they are. */
  private static boolean isHeld(OpenClawLock lock, EntryEdit edit, Set<String> done, Map<String, String> skipped)
      throws IOException {
    try {
      lock.ensureHeld();
      return true;
    } catch (ChangedException | LockedException e) {
      if (done.isEmpty()) {
        throw e;
      }
      skipped.put(edit.key(), e.getMessage());
      return false;
    }
  }

  private void stage(List<EntryEdit> edits, String suffix, Map<String, Path> temporaries) throws IOException {
    List<Path> written = new ArrayList<>();
    for (EntryEdit edit : edits) {
      if (edit.text() == null) {
        continue;
      }
      Path file = file(edit.key());
      Path temporary = file.resolveSibling(directory.layout().fileName(edit.key()) + suffix);
      byte[] content = directory.layout().content(edit.key(), file.getFileName().toString(), edit.text());
      try (FileChannel channel = DurableFiles.createNew(temporary)) {
        temporaries.put(edit.key(), temporary);
        DurableFiles.writeFully(channel, ByteBuffer.wrap(content));
      }
      written.add(temporary);
    }
    environment.flusher().flush(directory.root(), written);
  }

  /** The file of a key: the one that is there, also under a name that the proposal spells otherwise. */
  private Path file(String key) {
    return directory.file(key);
  }

  private void change(EntryEdit edit, Path temporary, Set<String> done, Map<String, String> skipped)
      throws IOException {
    byte[] present;
    try {
      present = directory.readOne(edit.key(), new SessionEntry());
    } catch (UnreadableEntryException e) {
      skipped.put(edit.key(), "the entry " + e.getMessage());
      return;
    }
    String reason = IndexEditor.conflict(edit, present);
    if (reason != null) {
      skipped.put(edit.key(), reason);
      return;
    }
    if (edit.text() == null) {
      DurableFiles.deleteIfExists(file(edit.key()));
    } else {
      DurableFiles.rename(temporary, file(edit.key()));
    }
    done.add(edit.key());
  }
}
