package dev.sessionctl.plan;

import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs of this tool on a store that did not come to their end. */
public final class InterruptedRuns {
  private InterruptedRuns() {}

  /** The runs, oldest first; creates nothing. */
  public static List<RunRecord> of(Store store) throws StoreException {
    List<RunRecord> interrupted = new ArrayList<>();
    try {
      for (RunRecord run : JournalFile.readAll(store.area())) {
        if (!run.finished() && store.isConcernedBy(run)) {
          interrupted.add(run);
        }
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("read", store.area().runs(), e);
    }
    return interrupted;
  }

  /** Finishes or undoes one run and records that. */
  static String recover(Store store, RunRecord run, ChangeSettings settings) throws IOException {
    try (JournalFile journal = JournalFile.resume(run, settings.environment())) {
      String done = store.recover(run,
          new ApplyContext(run.runId(), journal, settings.lockWait(), settings.progress(), Long.MAX_VALUE,
              settings.gateOptions()));
      journal.end("recovered: " + done);
      return done;
    }
  }
}
