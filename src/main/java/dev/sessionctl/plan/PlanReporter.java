package dev.sessionctl.plan;

import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import java.io.IOException;
import java.util.List;

/** Shows what a change would do and what it did. */
public interface PlanReporter {

  /**
   * Shows a plan with all its items.
   *
   * @param notices further facts beyond the plan's own, such as a closed gate
   */
  void plan(String runId, StoreRef store, ChangePlan plan, List<String> notices) throws IOException;

  /** Tells of something that was done on the way. */
  void note(String line) throws IOException;

  /**
   * The last word on a run that ended without a failure.
   *
   * @param report what was done, or null when nothing was tried
   */
  void summary(String runId, ChangePlan plan, ChangeReport report, Outcome outcome) throws IOException;

  /** The last word on a run that failed; the message itself goes to standard error as well. */
  void failure(String message, int exitCode) throws IOException;
}
