package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Clears up behind a compaction that was interrupted. Every transcript and every entry is old or new by then, since
 * each was replaced by one rename; what is left are temporary files, and in the trash second names of transcripts that
 * were not replaced.
 */
final class CompactionRecovery {

  private static final String STEP = "trim transcripts";
  private static final Pattern SUFFIX = Pattern.compile("\\.repair-\\d+-\\d+\\.tmp");

  private CompactionRecovery() {}

  /** What ends the names of one run's new transcripts: the product's own form of unfinished repairs. */
  static String temporarySuffix(Environment environment) {
    return ".repair-" + environment.processes().self().pid() + "-" + environment.now() + ".tmp";
  }

  static void announce(String suffix, ApplyContext context) throws IOException {
    context.journal().step(STEP, Map.of("suffix", suffix));
  }

  static String recover(RunRecord run, StoreFiles files, AdminArea area, Environment environment)
      throws IOException {
    EditLeftovers.remove(run, files, environment);
    RunRecord.Step step = run.last(STEP);
    String suffix = step == null ? null : step.text("suffix");
    if (suffix != null && SUFFIX.matcher(suffix).matches()) {
      EditLeftovers.removeFrom(files.sessions(), suffix);
    }
    Trash trash = new Trash(area);
    for (Trash.Run each : trash.runs()) {
      if (each.runId().equals(run.runId())) {
        trash.read(each, new Replaced(files.sessions(), environment));
      }
    }
    return "what run " + run.runId() + " had compacted stays so; its temporary files were removed";
  }

  /** Removes the second name of a file that still stands in its place, and completes one that was replaced. */
  record Replaced(Path sessions, Environment environment) implements Trash.Visitor {
    @Override
    public void entry(TrashedEntry entry) {
      // A compaction announces none; of a repair it may stay: it says what was planned.
    }

    @Override
    public void file(TrashedFile file) throws IOException {
      if (file.replaced()) {
        UnfinishedTrash.dropSecondName(file);
        LateRows.carryOver(file, sessions, environment);
      }
    }
  }
}
