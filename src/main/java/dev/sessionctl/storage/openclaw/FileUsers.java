package dev.sessionctl.storage.openclaw;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which sessions use which files: by their session id, by ids their conversation had before, by the recorded path and
 * by checkpoints. One file often serves several entries, such as a cron job and its runs.
 */
final class FileUsers {

  private static final String OTHER_STORE = "another store in this directory";

  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> claimed;
  private boolean complete = true;

  /**
   * Nobody yet.
   *
   * @param claimed what other stores in the directory refer to, see {@link OtherStores}
   */
  FileUsers(Set<String> claimed) {
    this.claimed = claimed;
  }

  /** Adds what an entry refers to; {@code transcript} is the file that was found for it, or null. */
  void add(String key, SessionEntry entry, TranscriptLocation transcript) {
    if (entry.sessionId != null) {
      ids.putIfAbsent(entry.sessionId, key);
    }
    name(entry.sessionFile, key);
    if (transcript != null && transcript.path() != null) {
      names.putIfAbsent(transcript.path().getFileName().toString(), key);
    }
    if (entry.references != null) {
      entry.references.earlierIds.forEach(id -> ids.putIfAbsent(id, key));
      entry.references.checkpoints.forEach(checkpoint -> name(checkpoint.file(), key));
    }
  }

  private void name(String path, String key) {
    if (path != null) {
      names.putIfAbsent(path.substring(path.lastIndexOf('/') + 1), key);
    }
  }

  /** Notes that an entry could not be read: then any file may be in use. */
  void unreadable() {
    complete = false;
  }

  /** Who uses a file, or null. */
  String of(String fileName, ArtifactName name) {
    if (!complete) {
      return "an entry that cannot be read, perhaps";
    }
    String user = names.get(fileName);
    if (user == null && name.sessionId() != null) {
      user = ids.get(name.sessionId());
    }
    boolean elsewhere = claimed.contains(fileName)
        || name.sessionId() != null && claimed.contains(name.sessionId())
        || name.checkpoint() != null && claimed.contains(name.checkpoint());
    return user != null ? user : elsewhere ? OTHER_STORE : null;
  }
}
