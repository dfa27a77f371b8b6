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
import java.util.Map;

/**
 * The temporary files of an {@link EntryEditor}: announced in the journal before they are made, so that recovery can
 * remove those of a run that was killed.
 */
final class EditLeftovers {

  static final String STEP = "edit";
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

  private EditLeftovers() {}

  /** Announces files whose names end with a text, in the directory of a path. */
  static void announce(ApplyContext context, String ending) throws IOException {
    context.journal().step(STEP, Map.of("ending", ending));
  }

  /** Removes what a run announced and left; a journal is believed only where it names what an editor makes. */
  static void remove(RunRecord run, StoreFiles files, Environment environment) throws IOException {
    for (RunRecord.Step step : run.steps()) {
      String ending = step.name().equals(STEP) ? step.text("ending") : null;
      if (ending == null) {
        continue;
      }
      String suffix = ending.startsWith(files.indexName()) ? ending.substring(files.indexName().length()) : ending;
      if (!StoreFiles.isTemporarySuffix(suffix)) {
        continue;
      }
      removeFrom(files.sessions(), ending);
      for (DirectoryLayout layout : DirectoryLayout.values()) {
        removeFrom(layout.entries(files.directory()), ending);
      }
      removeFrom(files.directory(), ending);
      raiseVersion(suffix, files, environment);
    }
  }

  /** An edit may have died between its last entry and the number that tells readers of it. */
  private static void raiseVersion(String suffix, StoreFiles files, Environment environment) throws IOException {
    if (!Files.isDirectory(files.directory(), LinkOption.NOFOLLOW_LINKS)
        || VersionMarker.read(files.directory()) == null) {
      return;
    }
    try (OpenClawLock lock =
        OpenClawLock.take(files.index(), LockKind.INDEX, LOCK_WAIT, Pause.SLEEP, environment)) {
      lock.ensureHeld();
      VersionMarker.raise(files.directory(), suffix, environment);
    }
  }

  /** Removes the files of a directory whose names end so. */
  static void removeFrom(Path directory, String ending) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean removed = false;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (entry.getFileName().toString().endsWith(ending)) {
          DurableFiles.deleteIfExists(entry);
          removed = true;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (removed) {
      DurableFiles.syncDirectory(directory);
    }
  }
}
