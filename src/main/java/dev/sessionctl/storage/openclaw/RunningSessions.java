package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Which transcripts belong to sessions that their entries call running. Read when first asked and then kept, so make a
 * new one for a new look. Not safe for use by several threads.
 */
final class RunningSessions {

  private final Entries entries;
  private Set<String> names;

  RunningSessions(Entries entries) {
    this.entries = entries;
  }

  /** Whether an entry that runs leads to a transcript of that name. */
  boolean uses(Path transcript) throws IOException {
    if (names == null) {
      names = read();
    }
    return names.contains(transcript.getFileName().toString());
  }

  private Set<String> read() throws IOException {
    Set<String> found = new HashSet<>();
    try {
      entries.scan(new Entries.Visitor() {
        @Override
        public void entry(String key, SessionEntry entry, long bytes) {
          if ("running".equals(entry.status)) {
            if (entry.sessionId != null) {
              found.add(entry.sessionId + ".jsonl");
            }
            if (entry.sessionFile != null) {
              found.add(entry.sessionFile.substring(entry.sessionFile.lastIndexOf('/') + 1));
            }
          }
        }

        @Override
        public void unreadable(Path file, String reason) {
          // Says nothing of a run.
        }
      });
    } catch (dev.sessionctl.storage.StoreException e) {
      // Without an index only locks and times tell.
      return found;
    }
    return found;
  }
}
