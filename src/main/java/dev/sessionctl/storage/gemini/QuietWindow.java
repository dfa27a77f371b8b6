package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.files.SessionHold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Takes the place of a lock, of which the product has none: a session that was not written for a while is not being
 * written now. A turn of Gemini writes several times a minute. What is written in spite of it is seen by comparing
 * identities, and what even that misses by {@link Settling}.
 *
 * @param quietFor how long nothing may have been written
 */
record QuietWindow(Environment environment, Duration quietFor) implements SessionHold.Taker {

  /** Where the operator says nothing else. */
  static final Duration USUAL = Duration.ofMinutes(15);

  @Override
  public SessionHold take(String key, List<Path> files, Duration wait) throws IOException {
    for (Path file : files) {
      FileIdentity identity = FileIdentity.ofNullable(file);
      if (identity != null && !isQuiet(identity)) {
        throw new LockedException(file + " was written just now; it stays as it is");
      }
    }
    return SessionHold.NONE;
  }

  boolean isQuiet(FileIdentity identity) {
    return environment.now() - identity.modifiedMillis() >= quietFor.toMillis();
  }
}
