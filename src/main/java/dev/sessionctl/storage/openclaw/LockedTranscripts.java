package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Which transcripts of a sessions directory are locked now; without a look at any other file in it. */
final class LockedTranscripts {
  private LockedTranscripts() {}

  /** Names of transcripts under a lock whose holder is not known to be gone, however long it has held it. */
  static Set<String> in(Path sessions, Environment environment) throws IOException {
    Set<String> names = new HashSet<>();
    for (LockView lock : LockInspector.locksIn(sessions, environment)) {
      if (lock.verdict() != LockVerdict.DEAD && lock.verdict() != LockVerdict.RECYCLED) {
        String name = lock.path().getFileName().toString();
        names.add(name.substring(0, name.length() - ".lock".length()));
      }
    }
    return names;
  }
}
