package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what processes left that were killed while they made an archive. Whoever makes one holds a lock of the
 * kernel's on it until it has its name, which goes with the process; so a part that nobody has locked is nobody's. On
 * file systems where another host's lock cannot be seen nothing is removed, nor of another user, nor a directory, which
 * cannot be locked.
 */
public final class AbandonedParts {

  private AbandonedParts() {}

  /** Removes them from a directory; what cannot be removed, or cannot be told, stays. */
  public static void remove(Path directory, Environment environment) {
    try {
      if (environment.fileSystems().type(directory).isEmpty() || environment.fileSystems().isRemote(directory)) {
        return;
      }
      for (Path part : files(directory)) {
        if (Parts.isArchive(part.getFileName().toString()) && FileStat.of(part).isRegularFile()
            && FileStat.of(part).userId() == environment.userId()) {
          removeUnlessLocked(part, directory);
        }
      }
    } catch (IOException e) {
      // Whoever makes a backup there meets what is wrong himself.
      return;
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(files::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  private static void removeUnlessLocked(Path part, Path directory) {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return;
      }
      for (Path file : files(directory)) {
        if (Parts.isCopyOf(part, file.getFileName().toString())) {
          DurableFiles.deleteIfExists(file);
        }
      }
      DurableFiles.deleteIfExists(part);
    } catch (IOException | OverlappingFileLockException e) {
      // Not ours to write, gone by now, or being made by this very process.
      return;
    }
  }
}
