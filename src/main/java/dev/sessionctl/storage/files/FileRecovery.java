package dev.sessionctl.storage.files;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cleans up after an interrupted {@link FileChange}. Every file is old or new, since each was replaced or moved by one
 * rename; what has to be done is to remove temporary files and second names of files that were not replaced, and to
 * let the other files of a session follow of which some are in the trash already, so that no session is torn apart.
 */
public final class FileRecovery {

  static final String STEP = "change files";

  private final AdminArea area;
  private final Collection<Path> directories;
  private final SessionHold.Taker holds;

  /**
   * A recovery.
   *
   * @param directories in which files may have been changed; only what lies directly in one is ever touched
   */
  public FileRecovery(AdminArea area, Collection<Path> directories, SessionHold.Taker holds) {
    this.area = area;
    this.directories = directories;
    this.holds = holds;
  }

  /** Whether an interrupted run was a change of files. */
  public static boolean isOf(RunRecord run) {
    return run.last(STEP) != null;
  }

  /**
   * Cleans up.
   *
   * @return what was done, one line
   */
  public String recover(RunRecord run, ApplyContext context) throws IOException {
    for (Path directory : directories) {
      TemporaryNames.removeFrom(directory, run.runId());
    }
    Trash.Run trash = new Trash(area).runOf(run.runId());
    if (trash == null) {
      Path root = area.trash().resolve(run.runId());
      if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        UnfinishedTrash.discard(root);
      }
      return "nothing had been changed";
    }
    Map<String, List<TrashedFile>> moves = new LinkedHashMap<>();
    Set<String> begun = new HashSet<>();
    boolean[] any = {false};
    new Trash(area).read(trash, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        // A change of files announces none.
      }

      @Override
      public void file(TrashedFile file) throws IOException {
        if (!isOurs(file)) {
          return;
        }
        if (file.replaced()) {
          UnfinishedTrash.dropSecondName(file);
        } else if (file.key() != null) {
          moves.computeIfAbsent(file.key(), key -> new ArrayList<>()).add(file);
        }
        if (UnfinishedTrash.isKept(file)) {
          any[0] = true;
          begun.add(file.key());
        }
      }

      @Override
      public void mode(dev.sessionctl.storage.trash.TrashedMode mode) {
        any[0] = true;
      }

      @Override
      public void lost(dev.sessionctl.storage.trash.LostBytes lost) {
        any[0] = true;
      }
    });
    if (!any[0]) {
      UnfinishedTrash.discard(trash.root());
      return "nothing had been changed";
    }
    UnfinishedTrash unfinished = new UnfinishedTrash(trash);
    long moved = 0;
    for (Map.Entry<String, List<TrashedFile>> each : moves.entrySet()) {
      if (begun.contains(each.getKey())) {
        moved += follow(each.getKey(), each.getValue(), unfinished, context);
      }
    }
    unfinished.settle();
    return "what run " + run.runId() + " had done stays so; its temporary files were removed"
        + (moved == 0 ? "" : ", and " + moved + (moved == 1 ? " file" : " files") + " more set aside");
  }

  /** Moves what is left of a session that had begun to go. */
  private long follow(String key, List<TrashedFile> files, UnfinishedTrash trash, ApplyContext context)
      throws IOException {
    List<Path> paths = files.stream().map(TrashedFile::origin).toList();
    long moved = 0;
    try (SessionHold hold = holds.take(key, paths, context.lockWait())) {
      hold.ensureHeld();
      for (TrashedFile file : files) {
        moved += trash.moveIn(file) ? 1 : 0;
      }
    } catch (LockedException | ChangedException e) {
      // Somebody began to use it again: then what is left is no longer ours to move.
      return moved;
    }
    return moved;
  }

  /** A manifest is a file like any other: only what lies in the directories of this store is ever touched. */
  private boolean isOurs(TrashedFile file) {
    return directories.contains(file.origin().getParent());
  }
}
