package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names of backups that are not finished: hidden, beside where they will stand, so that nobody takes one for whole. */
final class Parts {

  private static final String SUFFIX = ".sessionctl-part";
  private static final String COPY = "-copy-";
  private static final Pattern ARCHIVE = Pattern.compile("\\..+\\.[0-9a-f]{1,16}\\.sessionctl-part");

  private Parts() {}

  /** A free name beside a place. */
  static Path name(Path place, Environment environment) {
    return place.resolveSibling("." + place.getFileName() + "." + hex(environment) + SUFFIX);
  }

  /** A free name for the copy of a database that is on its way into something unfinished. */
  static Path copy(Path part, Environment environment) {
    return part.resolveSibling(part.getFileName() + COPY + hex(environment));
  }

  private static String hex(Environment environment) {
    return Long.toHexString(environment.random().nextLong());
  }

  /** Whether a name is one of these. */
  static boolean isPart(String name) {
    return name.startsWith(".") && name.endsWith(SUFFIX);
  }

  /** Whether a file of that name is an archive that is not finished, and not a copy on its way into one. */
  static boolean isArchive(String name) {
    return ARCHIVE.matcher(name).matches();
  }

  /** Whether a name is that of a copy on its way into something unfinished, or of a file beside such a copy. */
  static boolean isCopyOf(Path part, String name) {
    return name.startsWith(part.getFileName() + COPY);
  }
}
