package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Who else may read what sessions said. The plugin makes directories 0700 and files 0600 but never tightens what is
 * there (2.4.19), so a tree that was copied without its modes stays open.
 */
final class ModeCheck {

  private static final int OTHERS = 0077;

  private final CheckContext context;
  private final Count files = new Count();
  private final Count directories = new Count();
  private final Count foreign = new Count();
  private int owner;

  ModeCheck(CheckContext context) {
    this.context = context;
  }

  /** How many, and the first of them. */
  private static final class Count {
    private long number;
    private Path first;

    private void add(Path path) {
      number++;
      first = first == null ? path : first;
    }
  }

  void run() throws IOException {
    owner = FileStat.of(context.paths().root()).userId();
    walk(context.paths(), this::look);
    if (directories.number > 0) {
      report(Flaw.MODE_DIRECTORY, directories, Findings.count(directories.number, "directory")
          + " that others can look into");
    }
    if (files.number > 0) {
      report(Flaw.MODE_FILE, files, Findings.count(files.number, "file") + " that others can read");
    }
    if (foreign.number > 0) {
      report(Flaw.MODE_OWNER, foreign, Findings.count(foreign.number, "file") + " of another user than "
          + context.paths().root());
    }
  }

  private void report(Flaw flaw, Count count, String message) throws IOException {
    context.findings().add(flaw, count.first, message + ", such as " + count.first + " ("
        + String.format(Locale.ROOT, "%04o", FileStat.of(count.first).permissions()) + ")");
  }

  /** Receives what lies there. */
  @FunctionalInterface
  interface Visitor {
    void path(Path path, FileStat stat) throws IOException;
  }

  /** Visits the directories of sessions and of the read cache, and the regular files in them. */
  static void walk(StorePaths paths, Visitor visitor) throws IOException {
    walk(paths.checkpoints(), 1, visitor);
    walk(paths.readCache(), 1, visitor);
  }

  private static void walk(Path directory, int deeper, Visitor visitor) throws IOException {
    FileStat stat;
    try {
      stat = FileStat.of(directory);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!stat.isDirectory()) {
      return;
    }
    visitor.path(directory, stat);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        entry(entry, deeper, visitor);
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      return;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void entry(Path entry, int deeper, Visitor visitor) throws IOException {
    try {
      FileStat stat = FileStat.of(entry);
      if (stat.isRegularFile()) {
        visitor.path(entry, stat);
      } else if (stat.isDirectory() && deeper > 0) {
        walk(entry, deeper - 1, visitor);
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }

  private void look(Path path, FileStat stat) {
    if ((stat.permissions() & OTHERS) != 0) {
      (stat.isDirectory() ? directories : files).add(path);
    }
    if (stat.userId() != owner) {
      foreign.add(path);
    }
  }
}
