package dev.sessionctl.storage.tokenoptimizer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the checkpoints of a session are. Manifests hold real paths, while an operator may have come here by a symbolic
 * link such as {@code ~/.openclaw}.
 *
 * @param key name of the directory
 * @param directory its path as the operator named the store
 * @param real the same without symbolic links
 */
record SessionPlace(String key, Path directory, Path real) {

  /** The place of a session below a directory of checkpoints that exists. */
  static SessionPlace of(Path checkpoints, String key) throws IOException {
    return new SessionPlace(key, checkpoints.resolve(key), checkpoints.toRealPath().resolve(key));
  }

  /** Whether a recorded directory is this one. */
  boolean isHere(Path recorded) {
    return real.equals(recorded) || directory.equals(recorded);
  }

  Path state() {
    return directory.resolve(StorePaths.STATE);
  }

  Path manifest() {
    return directory.resolve(StorePaths.MANIFEST);
  }
}
