package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.FileIdentity;
import java.nio.file.Path;

/**
 * In which way a database can be read so that no file appears beside it and nobody is disturbed. SQLite's own
 * {@code mode=ro} creates a {@code -wal} and a {@code -shm} where there are none, and leaves them (3.53).
 */
enum Access {

  /** With SQLite's locks: there is a log and its index, or no log at all since the journal is of another kind. */
  SHARED("mode=ro"),

  /** There is no log: everything is in the file, which is read without locks and looked at again afterwards. */
  FROZEN("mode=ro&immutable=1"),

  /**
   * There is a log without its index, as after a copy: the index is built in memory. That SQLite does only under an
   * exclusive lock, which a descriptor for reading cannot have; so without locks, and looked at again afterwards.
   */
  PRIVATE("mode=ro&vfs=unix-none");

  private final String parameters;

  Access(String parameters) {
    this.parameters = parameters;
  }

  /** The way in which a file is to be read. */
  static Access of(DatabaseFile file) {
    if (!file.isWal()) {
      return SHARED;
    }
    if (file.log() == null) {
      return FROZEN;
    }
    return file.index() == null ? PRIVATE : SHARED;
  }

  /** Whether what was read counts only when nobody wrote meanwhile. */
  boolean isUnguarded() {
    return this != SHARED;
  }

  /** Whether nobody wrote what was read between two looks. */
  boolean isUnchanged(DatabaseFile before, FileIdentity database, FileIdentity log) {
    return !isUnguarded() || before.identity().equals(database) && (this == FROZEN || isSame(before.log(), log));
  }

  /** Opening a log as root gives it the owner of its database, whoever that is, which changes the change time. */
  private static boolean isSame(FileIdentity one, FileIdentity other) {
    return other != null && one.device() == other.device() && one.inode() == other.inode()
        && one.size() == other.size() && one.modifiedNanos() == other.modifiedNanos();
  }

  /** The URI under which SQLite opens it so. */
  String uri(Path path) {
    String text = path.toUri().getRawPath();
    return "file:" + text + "?" + parameters;
  }
}
