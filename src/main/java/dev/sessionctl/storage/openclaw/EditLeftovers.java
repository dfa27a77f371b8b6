package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * The temporary files of an {@link EntryEditor}: announced in the journal before they are made, so that recovery can
 * remove those of a run that was killed.
 */
final class EditLeftovers {

  static final String STEP = "edit";

  private EditLeftovers() {}

  /** Announces files whose names end with a text, in the directory of a path. */
  static void announce(ApplyContext context, String ending) throws IOException {
    context.journal().step(STEP, Map.of("ending", ending));
  }

  /** Removes what a run announced and left; a journal is believed only where it names what an editor makes. */
  static void remove(RunRecord run, StoreFiles files) throws IOException {
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
    }
  }

  private static void removeFrom(Path directory, String ending) throws IOException {
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
