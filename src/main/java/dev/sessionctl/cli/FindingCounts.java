package dev.sessionctl.cli;

import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.Severity;
import java.io.IOException;

/** Counts findings on their way to the printer. */
final class FindingCounts implements FindingSink {

  private final boolean errorsOnly;
  private final FindingSink next;
  private final long[] counts = new long[Severity.values().length];
  private long checked;
  private boolean complete = true;

  FindingCounts(boolean errorsOnly, FindingSink next) {
    this.errorsOnly = errorsOnly;
    this.next = next;
  }

  @Override
  public void finding(Finding finding) throws IOException {
    if (!errorsOnly || finding.severity() == Severity.ERROR) {
      counts[finding.severity().ordinal()]++;
      next.finding(finding);
    }
  }

  void add(CheckSummary summary) {
    checked += summary.checked();
    complete &= summary.complete();
  }

  long of(Severity severity) {
    return counts[severity.ordinal()];
  }

  /** Findings that make the check fail. */
  long failing() {
    return of(Severity.ERROR) + of(Severity.WARNING);
  }

  long checked() {
    return checked;
  }

  boolean complete() {
    return complete;
  }
}
