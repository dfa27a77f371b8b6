package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The names that belong to one OpenClaw store: its index, the directory layouts beside it, what is staged, and what
 * is kept. The file of a store may have any name ({@code session.store}), and several stores may share a directory,
 * so every name is derived from the index's.
 *
 * @param index the index file, whether it exists or not; its directory is the sessions directory
 */
record StoreFiles(Path index) {

  private static final String DIRECTORY_SUFFIX = ".d";

  /** The files of the store that a directory layout belongs to, or null when the name is not one of a layout. */
  static StoreFiles ofDirectory(Path directory) {
    String name = directory.getFileName().toString();
    if (!name.endsWith(DIRECTORY_SUFFIX) || name.length() == DIRECTORY_SUFFIX.length()) {
      return null;
    }
    String stem = name.substring(0, name.length() - DIRECTORY_SUFFIX.length());
    return new StoreFiles(directory.resolveSibling(stem + KeyNames.SUFFIX));
  }

  /** The sessions directory, in which transcripts, archives and locks lie. */
  Path sessions() {
    return index.getParent();
  }

  String indexName() {
    return index.getFileName().toString();
  }

  /** {@code sessions.d}, or what corresponds to it for an index of another name. */
  Path directory() {
    return index.resolveSibling(stem() + DIRECTORY_SUFFIX);
  }

  /** Where a directory is built before it is switched to; the names are those of the two proposals. */
  Path staging(DirectoryLayout layout, Environment environment) {
    return layout == DirectoryLayout.PLAIN
        ? index.resolveSibling(stem() + DIRECTORY_SUFFIX + ".migrating")
        : index.resolveSibling(stem() + DIRECTORY_SUFFIX + ".staging-" + environment.processes().self().pid() + "-"
            + environment.now());
  }

  /** A new temporary name that OpenClaw knows as its own left-over (2026.3.13 to 2026.5.7). */
  Path indexTemporary(Environment environment) {
    return index.resolveSibling(indexName() + "." + uuid(environment) + ".tmp");
  }

  /** The name under which the product, and this tool, keeps a former index. */
  Path indexBackup(long millis) {
    return index.resolveSibling(indexName() + ".bak." + millis);
  }

  /** What ends the names of one run's temporary files; begins with a dot, so that a file name can precede it. */
  static String temporarySuffix(Environment environment) {
    return "." + uuid(environment) + ".tmp";
  }

  /** Whether a text has the form of such a suffix, so that files whose names end with it are a run's own. */
  static boolean isTemporarySuffix(String text) {
    return text != null && text.length() == 41 && text.startsWith(".") && text.endsWith(".tmp")
        && text.indexOf('/') < 0;
  }

  /** A random UUID from the environment's source. */
  static String uuid(Environment environment) {
    long high = environment.random().nextLong() & ~0xf000L | 0x4000L;
    long low = environment.random().nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  private String stem() {
    String name = indexName();
    return name.endsWith(KeyNames.SUFFIX) ? name.substring(0, name.length() - KeyNames.SUFFIX.length()) : name;
  }
}
