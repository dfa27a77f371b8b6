package dev.sessionctl.storage.restore;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.trash.FormerPlace;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a format knows of the way back into one of its stores. */
public interface RestoreTarget {

  /** The store, as operators name it. */
  Path store();

  AdminArea area();

  Environment environment();

  /** Whether a run set aside things of this very store. */
  default boolean isOwn(Trash.Run run) {
    return run.store().equals(store());
  }

  /** Whether the store may be changed now. */
  Gate gate(GateOptions options) throws IOException;

  /** Processes that may write the store now. */
  List<Owner> owners() throws IOException;

  /** Judges where a manifest says that a file came from; a manifest is a file like any other. */
  Places.Place place(TrashedFile file) throws IOException;

  /** Why the permission bits of a place must not be changed, or null. */
  String refuseMode(Path path) throws IOException;

  /** Whether what stands at a place is locked, or cannot be said not to be. */
  default boolean isLocked(Path place) throws IOException {
    return false;
  }

  /**
   * Takes hold of a session while one of its files is put in place.
   *
   * @param replaces whether something stands there that is set aside first
   * @throws dev.sessionctl.storage.LockedException when it is in use; the file then stays in the trash
   */
  default SessionHold hold(TrashedFile file, Path place, boolean replaces, Duration wait) throws IOException {
    return SessionHold.NONE;
  }

  /** How a file goes together with something else that stands in its place; null where it does not. */
  default Joining joining(TrashedFile file) {
    return null;
  }

  /** The modification time that a file gets, nanoseconds since the epoch. */
  default long modifiedNanos(TrashedFile file) {
    return file.modifiedNanos();
  }

  /** Whether a session is of no use without that file, so that nothing of it is put back then. */
  default boolean isEssential(TrashedFile file) {
    return false;
  }

  /** An entry as it would be by now, since its store has another place. */
  default TrashedEntry moved(TrashedEntry entry, FormerPlace place) throws IOException {
    return entry;
  }

  /** How entries get back. */
  default RestoreEntries entries() {
    return RestoreEntries.NONE;
  }

  /** Removes what else an interrupted restoration may have left in the store. */
  default void clearUp(RunRecord run, ApplyContext context) throws IOException {}
}
