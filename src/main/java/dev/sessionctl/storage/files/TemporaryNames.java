package dev.sessionctl.storage.files;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.RunId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Names of one run's temporary files: hidden, short enough beside any name, and ending in {@code .tmp}, so that no
 * product takes one for a session ({@code *.json}, {@code *.jsonl}, {@code *.md}). They carry the run's id, by which a
 * later run finds what an interrupted one left. Not safe for use by several threads.
 */
public final class TemporaryNames {

  private static final String PREFIX = ".sessionctl-";
  private static final String SUFFIX = ".tmp";

  private final String runId;
  private int next;

  public TemporaryNames(String runId) {
    this.runId = runId;
  }

  /** A name in the directory of a file that no other temporary file of this run has. */
  public Path beside(Path file) {
    return file.resolveSibling(PREFIX + runId + "-" + next++ + SUFFIX);
  }

  /** Whether a name is that of a temporary file of any run of this tool. */
  public static boolean isTemporary(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** Removes what a run left in a directory; its names are believed only where this class could have made them. */
  public static void removeFrom(Path directory, String runId) throws IOException {
    if (!RunId.isValid(runId) || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean removed = false;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, PREFIX + runId + "-*" + SUFFIX)) {
      for (Path entry : entries) {
        if (!FileStat.of(entry).isDirectory()) {
          DurableFiles.deleteIfExists(entry);
          removed = true;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      return;
    }
    if (removed) {
      DurableFiles.syncDirectory(directory);
    }
  }
}
