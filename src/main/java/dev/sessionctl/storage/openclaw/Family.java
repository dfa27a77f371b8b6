package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the other entries of a store say about a session.
 *
 * @param forks keys of the sessions that name it as their parent
 * @param sharedIds those of its session ids that another entry has too
 */
record Family(List<String> forks, Set<String> sharedIds) {

  /** Looks for it in all entries. */
  static Family of(String key, Set<String> ids, Entries entries) throws IOException {
    List<String> forks = new ArrayList<>();
    Set<String> shared = new HashSet<>();
    entries.scan(new Entries.Visitor() {
      @Override
      public void entry(String other, SessionEntry entry, long bytes) {
        if (other.equals(key)) {
          return;
        }
        if (key.equals(entry.parentKey)) {
          forks.add(other);
        }
        if (entry.sessionId != null && ids.contains(entry.sessionId)) {
          shared.add(entry.sessionId);
        }
      }

      @Override
      public void unreadable(Path file, String reason) {
        // The session that was asked for was read; verify reports the others.
      }
    });
    return new Family(forks, shared);
  }
}
