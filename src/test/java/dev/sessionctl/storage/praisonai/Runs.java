package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileTimes;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Applies changes to a store as the pipeline does, without asking. */
final class Runs {

  static final GateOptions OFFLINE = new GateOptions(true, null);

  private Runs() {}

  static Eviction eviction(String... keys) {
    List<PlanItem> decisions = new ArrayList<>();
    for (String key : keys) {
      decisions.add(new PlanItem(key, null, Eviction.EVICT, "asked", 1));
    }
    return new Eviction(decisions, Set.of(), null, Duration.ZERO, List.of());
  }

  /** What came of a run. */
  record Result(String runId, ChangeReport report) {}

  static Result apply(Store store, ChangeRequest request, Environment environment) throws IOException {
    return apply(store, request, environment, Duration.ofSeconds(5));
  }

  static Result apply(Store store, ChangeRequest request, Environment environment, Duration wait)
      throws IOException {
    store.area().create();
    String runId = RunId.next(environment);
    try (Change change = store.prepare(request);
        JournalFile journal =
            JournalFile.begin(store.area(), runId, request.command(), store.ref().path(), environment)) {
      ChangeReport report = change.apply(
          new ApplyContext(runId, journal, wait, ApplyContext.ProgressListener.NONE));
      journal.end("done");
      return new Result(runId, report);
    }
  }

  /** Puts back what a run set aside, before which nobody wrote by the clock of the test. */
  static Result restore(Store store, String runId, Environment environment) throws IOException {
    FileTimes.notAfter(store.ref().path(), environment.now());
    return apply(store, new Restoration(runId, Set.of()), environment);
  }

  /** Finishes or undoes what was interrupted. */
  static void recover(Store store, Environment environment) throws IOException {
    for (RunRecord run : JournalFile.readAll(store.area())) {
      if (!run.finished()) {
        try (JournalFile journal = JournalFile.resume(run, environment)) {
          store.recover(run, new ApplyContext(run.runId(), journal, Duration.ofSeconds(5),
              ApplyContext.ProgressListener.NONE));
          journal.end("recovered");
        }
      }
    }
  }

  /** Everything that the trash of all runs holds, whole or damaged. */
  static List<Path> trashed(Store store) throws IOException {
    List<Path> kept = new ArrayList<>();
    Trash trash = new Trash(store.area());
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          throw new AssertionError("no entries here");
        }

        @Override
        public void file(TrashedFile file) {
          if (Files.exists(file.kept())) {
            kept.add(file.kept());
          }
        }

        @Override
        public void lost(dev.sessionctl.storage.trash.LostBytes lost) {
          if (Files.exists(lost.kept())) {
            kept.add(lost.kept());
          }
        }
      });
    }
    return kept;
  }
}
