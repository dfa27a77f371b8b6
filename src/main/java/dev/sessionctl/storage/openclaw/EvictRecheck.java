package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Looks, before entries are dropped, whether their sessions came to life since the plan was made: a lock on a
 * transcript that is not provably dead, or a transcript that is no longer the same. That the entry itself is unchanged,
 * its status included, the editors see by its text. The locks are found by one listing, since a look for each would
 * keep a gateway waiting.
 */
final class EvictRecheck implements EntryEditor.Recheck {

  private static final String LOCK = ".lock";

  private final Evictions store;
  private final Map<String, Evictee> evictees = new HashMap<>();
  private final Map<String, FileIdentity> identities = new HashMap<>();

  EvictRecheck(Evictions store, EvictPlan plan) {
    this.store = store;
    plan.evictees().forEach(evictee -> evictees.put(evictee.key(), evictee));
    for (EvictedFile file : plan.files()) {
      if (file.isTranscript()) {
        identities.put(file.path().getFileName().toString(), file.identity());
      }
    }
  }

  @Override
  public Map<String, String> leaveAlone(Set<String> keys) throws IOException {
    Map<String, String> reasons = new HashMap<>();
    Set<String> locks = locks();
    for (String key : keys) {
      String transcript = evictees.get(key).transcript();
      if (transcript == null) {
        continue;
      }
      if (locks.contains(transcript + LOCK) && isHeld(store.files().sessions().resolve(transcript + LOCK))) {
        reasons.put(key, "its transcript is locked: it is running now");
        continue;
      }
      FileIdentity expected = identities.get(transcript);
      if (expected != null
          && !expected.sameContentAs(FileIdentity.ofNullable(store.files().sessions().resolve(transcript)))) {
        reasons.put(key, "its transcript changed meanwhile");
      }
    }
    return reasons;
  }

  private Set<String> locks() throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(store.files().sessions(), "*.jsonl" + LOCK)) {
      stream.forEach(path -> names.add(path.getFileName().toString()));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  private boolean isHeld(Path lock) throws IOException {
    LockView view = LockInspector.view(lock, store.environment()).orElse(null);
    return view != null && view.verdict() != LockVerdict.DEAD && view.verdict() != LockVerdict.RECYCLED;
  }
}
