package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does for a run that was interrupted what {@link Settling} does at the end of one that was not. */
final class LateWrites {
  private LateWrites() {}

  /**
   * Looks after every file that the run had replaced or set aside.
   *
   * @return what was found, one line, or null
   */
  static String lookAfter(RunRecord run, Path directory, AdminArea area, Environment environment, Settling settling)
      throws IOException {
    Trash.Run trash = new Trash(area).runOf(run.runId());
    if (trash == null) {
      return null;
    }
    List<TrashedFile> files = new ArrayList<>();
    new Trash(area).read(trash, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        // A change of files announces none.
      }

      @Override
      public void file(TrashedFile file) {
        if (directory.equals(file.origin().getParent()) && UnfinishedTrash.isKept(file)) {
          files.add(file);
        }
      }
    });
    List<String> notices = new ArrayList<>();
    // Another trash than that of the run, whose manifest is closed.
    String runId = RunId.next(environment);
    try (TrashWriter own = files.isEmpty() ? null
        : TrashWriter.begin(area, runId, run.command(), directory, environment)) {
      for (TrashedFile file : files) {
        String notice = settling.look(file, file.origin(), own, new TemporaryNames(run.runId()));
        if (notice != null) {
          notices.add(notice);
        }
      }
    } finally {
      if (!files.isEmpty()) {
        discardEmpty(area.trash().resolve(runId), area);
      }
    }
    return notices.isEmpty() ? null : String.join("; ", notices);
  }

  private static void discardEmpty(Path root, AdminArea area) throws IOException {
    boolean[] any = {false};
    Trash.Run own = new Trash(area).runOf(root.getFileName().toString());
    if (own != null) {
      new Trash(area).read(own, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          any[0] = true;
        }

        @Override
        public void file(TrashedFile file) {
          any[0] = true;
        }

        @Override
        public void lost(dev.sessionctl.storage.trash.LostBytes lost) {
          any[0] = true;
        }
      });
    }
    if (!any[0]) {
      UnfinishedTrash.discard(root);
    }
  }
}
