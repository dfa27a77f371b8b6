package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.files.SessionHold;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Looks, right before a session is changed, that nothing in its directory was written lately: the plugin takes no lock
 * that could be waited for (2.4.19).
 *
 * @param paths the store
 * @param environment the surroundings
 * @param quietFor how long it must have been quiet; zero asks for nothing
 */
record QuietHold(StorePaths paths, Environment environment, Duration quietFor) implements SessionHold.Taker {

  @Override
  public SessionHold take(String key, List<Path> files, Duration wait) throws IOException {
    if (key != null && !quietFor.isZero()) {
      try {
        long newest = SessionFiles.list(paths.session(key)).newest();
        if (environment.now() - newest < quietFor.toMillis()) {
          throw new LockedException("something of it was written just now");
        }
      } catch (NoSuchFileException e) {
        // A session of which only the read cache is left.
        return SessionHold.NONE;
      }
    }
    return SessionHold.NONE;
  }
}
