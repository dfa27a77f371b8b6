package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Renames a file that may be a database along with its log, while nobody has it open. SQLite removes a log that it
 * finds beside no database or an empty one, and believes one beside another database; so the log gets its second name
 * before the database moves, and loses the first one afterwards. At no moment is there a database without its log or
 * beside a foreign one, and done again after an interruption each step does what is left of it.
 */
final class WithLog {

  private static final List<String> LOGS = List.of("-wal", "-journal");
  /** An index of the log, which SQLite makes anew. */
  private static final String INDEX = "-shm";

  private WithLog() {}

  /** Sets something aside that is there; nothing is at the other name. */
  static void out(Path place, Path kept) throws IOException {
    for (String suffix : isFile(place) ? LOGS : List.<String>of()) {
      Path log = DatabaseFile.beside(place, suffix);
      Path second = DatabaseFile.beside(kept, suffix);
      if (exists(log) && !isSame(log, second)) {
        if (exists(second)) {
          // Of a run that was interrupted; somebody has brought it into the database since.
          DurableFiles.rename(second, stray(kept, suffix));
        }
        DurableFiles.link(second, log);
        DurableFiles.syncDirectory(second.getParent());
      }
    }
    DurableFiles.renameDurably(place, kept);
  }

  /** Clears a place that is free now of the log of what was there, before something else comes. */
  static void clear(Path place, Path kept) throws IOException {
    for (String suffix : LOGS) {
      Path log = DatabaseFile.beside(place, suffix);
      if (exists(log) && isKept(log, kept, suffix)) {
        DurableFiles.deleteIfExists(log);
      } else if (exists(log)) {
        DurableFiles.rename(log, stray(kept, suffix));
        DurableFiles.syncDirectory(kept.getParent());
      }
    }
    DurableFiles.deleteIfExists(DatabaseFile.beside(place, INDEX));
    DurableFiles.syncDirectory(place.getParent());
  }

  /** Whether a log is beside something that was set aside from its place, by whichever of its names. */
  private static boolean isKept(Path log, Path kept, String suffix) throws IOException {
    Path each = kept;
    for (int n = 1; exists(each); n++) {
      if (isSame(log, DatabaseFile.beside(each, suffix))) {
        return true;
      }
      each = numbered(kept, n);
    }
    return false;
  }

  /** Refuses a place that is free but for the log of a database. */
  static void requireNoLog(Path place) throws StoreException {
    for (String suffix : LOGS) {
      Path log = DatabaseFile.beside(place, suffix);
      if (exists(log)) {
        throw new StoreException(log + " is the log of a database that is gone; move it away first");
      }
    }
  }

  /** Gives something that was set aside, or unpacked, a place that is free. */
  static void in(Path staged, Path place) throws IOException {
    for (String suffix : isFile(staged) ? LOGS : List.<String>of()) {
      Path log = DatabaseFile.beside(staged, suffix);
      Path second = DatabaseFile.beside(place, suffix);
      if (exists(log) && !exists(second)) {
        DurableFiles.link(second, log);
        DurableFiles.syncDirectory(second.getParent());
      }
    }
    DurableFiles.renameDurably(staged, place);
    drop(staged, place);
  }

  /** Takes the second names away that the log of something kept when it got its place. */
  static void drop(Path staged, Path place) throws IOException {
    boolean changed = false;
    for (String suffix : LOGS) {
      Path log = DatabaseFile.beside(staged, suffix);
      if (isSame(log, DatabaseFile.beside(place, suffix))) {
        DurableFiles.deleteIfExists(log);
        changed = true;
      }
    }
    if (changed) {
      DurableFiles.syncDirectory(staged.getParent());
    }
  }

  /** The name that is free for something set aside from a place from which something was set aside already. */
  static Path free(Path kept) {
    Path free = kept;
    for (int n = 1; exists(free); n++) {
      free = numbered(kept, n);
    }
    return free;
  }

  private static Path numbered(Path kept, int n) {
    return kept.resolveSibling(kept.getFileName() + "-" + n);
  }

  /** A name that no log of anything that is kept has. */
  private static Path stray(Path kept, String suffix) {
    return free(kept.resolveSibling(kept.getFileName() + ".stray" + suffix));
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    FileIdentity first = FileIdentity.ofNullable(one);
    FileIdentity second = FileIdentity.ofNullable(other);
    return first != null && second != null && first.device() == second.device() && first.inode() == second.inode();
  }
}
