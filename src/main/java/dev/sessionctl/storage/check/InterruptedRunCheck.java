package dev.sessionctl.storage.check;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.OwnLock;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.util.function.Predicate;

/** Reports runs of this tool that were interrupted. */
public final class InterruptedRunCheck {

  /** Every format has a class of findings with this id. */
  public static final String ID = "sessionctl.run.interrupted";

  /** What it says to do. */
  public static final String FIX =
      "sessionctl repair, or any other changing command, finishes or undoes it first";

  private InterruptedRunCheck() {}

  /**
   * Looks through the journals of an area; changes nothing.
   *
   * @param concerns whether a run changed the store that is checked: several stores may share an area
   * @param flaw the format's class with {@link #ID}
   */
  public static void run(AdminArea area, Predicate<RunRecord> concerns, FindingClass flaw, Findings findings)
      throws IOException {
    if (!area.exists() || OwnLock.isHeld(area)) {
      return;
    }
    for (RunRecord run : JournalFile.readAll(area)) {
      // One that ended while the journals were read is finished when they are read again.
      if (!run.finished() && concerns.test(run) && !OwnLock.isHeld(area) && isStillUnfinished(run, area)) {
        findings.add(flaw, run.file(), run.command() + " run " + run.runId() + " on "
            + run.store() + " was interrupted after " + Findings.count(run.steps().size(), "step"));
      }
    }
  }

  private static boolean isStillUnfinished(RunRecord run, AdminArea area) throws IOException {
    return JournalFile.readAll(area).stream()
        .anyMatch(other -> other.runId().equals(run.runId()) && !other.finished());
  }
}
