package dev.sessionctl.cli;

import dev.sessionctl.output.Progress;
import dev.sessionctl.plan.Outcome;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import java.io.IOException;
import java.util.List;

/** Clears the line of progress before anything else is printed over it. */
record ProgressHiding(PlanReporter reporter, Progress progress) implements PlanReporter {

  @Override
  public void plan(String runId, StoreRef store, ChangePlan plan, List<String> notices) throws IOException {
    progress.hide();
    reporter.plan(runId, store, plan, notices);
  }

  @Override
  public void note(String line) throws IOException {
    progress.hide();
    reporter.note(line);
  }

  @Override
  public void summary(String runId, ChangePlan plan, ChangeReport report, Outcome outcome) throws IOException {
    progress.hide();
    reporter.summary(runId, plan, report, outcome);
  }

  @Override
  public void failure(String message, int exitCode) throws IOException {
    progress.hide();
    reporter.failure(message, exitCode);
  }
}
