package dev.sessionctl.storage.trash;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Finishes, or takes away, what an interrupted run had begun to set aside. Not safe for use by several threads. */
public final class UnfinishedTrash {

  private final Trash.Run run;
  private final Set<Path> changedDirectories = new HashSet<>();

  public UnfinishedTrash(Trash.Run run) {
    this.run = run;
  }

  /** Whether an announced file got into the trash. */
  public static boolean isKept(TrashedFile file) {
    return Files.exists(file.kept(), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Takes the name in the trash away from a file that still stands in its place. One that was replaced keeps it, being
   * the only one that it has.
   */
  public static void dropSecondName(TrashedFile file) throws IOException {
    FileIdentity kept = FileIdentity.ofNullable(file.kept());
    FileIdentity origin = FileIdentity.ofNullable(file.origin());
    if (kept != null && origin != null && kept.device() == origin.device() && kept.inode() == origin.inode()) {
      DurableFiles.deleteIfExists(file.kept());
    }
  }

  /**
   * Moves a file in that was announced and stands where it was, when size and time are those announced.
   *
   * @return whether it was moved
   */
  public boolean moveIn(TrashedFile file) throws IOException {
    FileIdentity present = FileIdentity.ofNullable(file.origin());
    if (present == null || isKept(file) || present.size() != file.bytes()
        || present.modifiedNanos() != file.modifiedNanos() || !isOrdinary(file.origin())) {
      return false;
    }
    DurableFiles.rename(file.origin(), file.kept());
    changedDirectories.add(file.origin().getParent());
    return true;
  }

  private static boolean isOrdinary(Path path) throws IOException {
    FileStat stat = FileStat.of(path);
    return stat.isRegularFile() && stat.links() == 1;
  }

  /** Makes durable what was moved, at both ends. */
  public void settle() throws IOException {
    DurableFiles.syncDirectory(run.root().resolve(Trash.FILES));
    for (Path directory : changedDirectories) {
      DurableFiles.syncDirectory(directory);
    }
    changedDirectories.clear();
  }

  /**
   * Takes the trash of a run away that took nothing out of its store; what holds any file stays.
   *
   * @return whether it was taken away
   */
  public static boolean discard(Path root) throws IOException {
    Path files = root.resolve(Trash.FILES);
    if (Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> kept = Files.newDirectoryStream(files)) {
        if (kept.iterator().hasNext()) {
          return false;
        }
      }
    }
    DurableFiles.deleteTree(root);
    DurableFiles.syncDirectory(root.getParent());
    return true;
  }
}
