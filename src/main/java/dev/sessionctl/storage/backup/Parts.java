package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import java.nio.file.Path;

/** Names of backups that are not finished: hidden, beside where they will stand, so that nobody takes one for whole. */
final class Parts {

  private static final String SUFFIX = ".sessionctl-part";

  private Parts() {}

  /** A free name beside a place. */
  static Path name(Path place, Environment environment) {
    return place.resolveSibling("." + place.getFileName() + "." + Long.toHexString(environment.random().nextLong())
        + SUFFIX);
  }

  /** Whether a name is one of these. */
  static boolean isPart(String name) {
    return name.startsWith(".") && name.endsWith(SUFFIX);
  }
}
