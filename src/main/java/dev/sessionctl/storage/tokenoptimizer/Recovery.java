package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.files.FileRecovery;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Cleans up after an interrupted change of single sessions: what {@link FileRecovery} does, and lines that came late
 * to a file whose name was given away are carried over, which the interrupted run did not come to.
 */
record Recovery(StorePaths paths, Environment environment) {

  String recover(RunRecord run, ApplyContext context) throws IOException {
    Set<Path> directories = paths.directories();
    final String done =
        new FileRecovery(paths.area(), directories, SessionHold.Taker.NONE).recover(run, context);
    Trash.Run trash = new Trash(paths.area()).runOf(run.runId());
    if (trash == null) {
      return done;
    }
    long[] carried = {0};
    Set<Path> sessions = new LinkedHashSet<>();
    new Trash(paths.area()).read(trash, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        // A change of files announces none.
      }

      @Override
      public void file(TrashedFile file) throws IOException {
        // A manifest of the trash is a file like any other: only what lies in this store is ever touched.
        if (!directories.contains(file.origin().getParent())) {
          return;
        }
        boolean lines = new RestorePlaces(paths, environment).joining(file) instanceof LineJoin;
        FileIdentity kept = FileIdentity.ofNullable(file.kept());
        if (lines && kept != null && kept.size() > file.bytes() && !isInPlace(file, kept)) {
          carried[0] += LateLines.carry(file.kept(), file.bytes(), file.origin());
        }
        if (file.key() != null && paths.session(file.key()).equals(file.origin().getParent())) {
          sessions.add(file.origin().getParent());
        }
      }
    });
    for (Path session : sessions) {
      removeIfEmpty(session);
    }
    return carried[0] == 0 ? done : done + "; " + carried[0] + " bytes that came late were carried over";
  }

  private static boolean isInPlace(TrashedFile file, FileIdentity kept) throws IOException {
    FileIdentity origin = FileIdentity.ofNullable(file.origin());
    return origin != null && origin.device() == kept.device() && origin.inode() == kept.inode();
  }

  private static void removeIfEmpty(Path session) throws IOException {
    try {
      DurableFiles.deleteIfExists(session);
      DurableFiles.syncDirectory(session.getParent());
    } catch (DirectoryNotEmptyException | NotDirectoryException e) {
      // Something is left of it, or new in it.
      return;
    }
  }
}
