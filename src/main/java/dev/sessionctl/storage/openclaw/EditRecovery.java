package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an {@link EntryEditor} leaves when it is killed: temporary files, and in a directory of the second layout a
 * version number that was not raised yet. Every edit is announced in the journal, so that the next run can clear up.
 */
final class EditRecovery {

  private static final String STEP_INDEX = "edit index";
  private static final String STEP_DIRECTORY = "edit entries";
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

  private EditRecovery() {}

  /** Announces the edit of an index. */
  static void announce(Path temporary, ApplyContext context) throws IOException {
    context.journal().step(STEP_INDEX, Map.of("temporary", temporary.toString()));
  }

  /** Announces the edit of a directory. */
  static void announce(EntryDirectory directory, String suffix, ApplyContext context) throws IOException {
    context.journal().step(STEP_DIRECTORY, Map.of("directory", directory.root().toString(), "suffix", suffix));
  }

  /** Clears up behind every edit of an interrupted run; entries are old or new already. */
  static void recover(RunRecord run, StoreFiles files, Environment environment) throws IOException {
    for (RunRecord.Step step : run.steps()) {
      if (step.name().equals(STEP_INDEX)) {
        removeIndexTemporary(step.path("temporary"), files);
      } else if (step.name().equals(STEP_DIRECTORY)) {
        clearDirectory(step.text("suffix"), files, environment);
      }
    }
  }

  /** The name counts, not where the journal says it was: the store may have been moved since. */
  private static void removeIndexTemporary(Path temporary, StoreFiles files) throws IOException {
    if (temporary == null || temporary.getFileName() == null) {
      return;
    }
    String name = temporary.getFileName().toString();
    if (ArtifactName.of(name, files.indexName()).kind() == ArtifactKind.INDEX_TEMP) {
      DurableFiles.deleteIfExists(files.sessions().resolve(name));
    }
  }

  private static void clearDirectory(String suffix, StoreFiles files, Environment environment) throws IOException {
    Path root = files.directory();
    if (!StoreFiles.isTemporarySuffix(suffix) || !Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    DirectoryLayout layout = OpenClawStore.layoutOf(root);
    removeEnding(suffix, layout.entries(root));
    removeEnding(suffix, root);
    if (VersionMarker.read(root) != null) {
      try (OpenClawLock lock =
          OpenClawLock.take(files.index(), LockKind.INDEX, LOCK_WAIT, Pause.SLEEP, environment)) {
        lock.ensureHeld();
        VersionMarker.raise(root, suffix, environment);
      }
    }
  }

  /** Removes the files of a directory whose names end so. */
  static void removeEnding(String suffix, Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path file : stream) {
        if (file.getFileName().toString().endsWith(suffix)) {
          found.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (Path file : found) {
      DurableFiles.deleteIfExists(file);
    }
  }
}
