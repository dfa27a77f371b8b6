package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.OwnLock;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;

/** Reports runs of this tool that were interrupted. */
final class InterruptedRunCheck {
  private InterruptedRunCheck() {}

  static void run(CheckContext context) throws IOException {
    AdminArea area = AdminArea.besides(context.sessions());
    if (!area.exists() || OwnLock.isHeld(area)) {
      return;
    }
    for (RunRecord run : JournalFile.readAll(area)) {
      // One that ended while the journals were read is finished when they are read again.
      if (!run.finished() && concerns(run, context) && !OwnLock.isHeld(area) && isStillUnfinished(run, area)) {
        context.findings().add(Flaw.RUN_INTERRUPTED, run.file(), run.command() + " run " + run.runId() + " on "
            + run.store() + " was interrupted after " + Findings.count(run.steps().size(), "step"));
      }
    }
  }

  private static boolean isStillUnfinished(RunRecord run, AdminArea area) throws IOException {
    return JournalFile.readAll(area).stream()
        .anyMatch(other -> other.runId().equals(run.runId()) && !other.finished());
  }

  /** Several stores may share one area; a run on something else than a store in this directory concerns all. */
  private static boolean concerns(RunRecord run, CheckContext context) {
    return run.store() == null || run.store().equals(context.files().index())
        || run.store().equals(context.files().directory()) || !context.sessions().equals(run.store().getParent());
  }
}
