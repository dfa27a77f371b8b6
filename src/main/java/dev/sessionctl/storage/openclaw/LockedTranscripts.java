package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which transcripts of a sessions directory are locked now; without a look at any other file in it. */
final class LockedTranscripts {
  private LockedTranscripts() {}

  /** Names of transcripts under a lock that could not be taken over, whether or not its holder is known. */
  static Set<String> in(Path sessions, Environment environment) throws IOException {
    Set<String> names = new HashSet<>();
    for (LockView lock : LockInspector.locksIn(sessions, environment)) {
      String name = lock.path().getFileName().toString();
      if (LockKind.ofFileName(name) == LockKind.TRANSCRIPT && isHeld(lock.path(), environment)) {
        names.add(name.substring(0, name.length() - ".lock".length()));
      }
    }
    return names;
  }

  private static boolean isHeld(Path lock, Environment environment) {
    try {
      Optional<LockFile> file = LockFile.read(lock);
      return file.isPresent() && !LockInspector.judge(file.get(), LockKind.TRANSCRIPT, environment).removable();
    } catch (IOException e) {
      // Something stands there that cannot be read: nobody can take it over either.
      return true;
    }
  }
}
