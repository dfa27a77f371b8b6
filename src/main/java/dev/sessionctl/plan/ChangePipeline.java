package dev.sessionctl.plan;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.OwnLock;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The one order in which every changing command works, so that none can forget a step: prepare, show, gate,
 * confirm, take the own lock, finish what an interrupted run left, gate again, apply with the journal written
 * ahead, report. Nothing is created before the operator has agreed; a dry run creates nothing at all.
 */
@SuppressWarnings("try") // the own lock is only held, never referred to
public final class ChangePipeline {

  private final ChangeSettings settings;
  private final PlanReporter reporter;
  private final Confirmation confirmation;

  public ChangePipeline(ChangeSettings settings, PlanReporter reporter, Confirmation confirmation) {
    this.settings = settings;
    this.reporter = reporter;
    this.confirmation = confirmation;
  }

  /**
   * Runs one change on one store.
   *
   * @param rest the stores that are still to come; those that this change takes along are removed
   * @throws NotConfirmedException when the operator declined or could not be asked
   * @throws StoreException as the store gives it, or when the gate is closed; nothing was done unless the
   *     message says otherwise
   */
  public Outcome run(Store store, ChangeRequest request, List<StoreRef> rest) throws IOException {
    String runId = RunId.next(settings.environment());
    Change change = prepare(store, request, runId);
    try {
      rest.removeIf(change::covers);
      List<RunRecord> interrupted = InterruptedRuns.of(store);
      show(runId, store, change, interrupted);
      if (change.plan().changes() == 0 && interrupted.isEmpty()) {
        return end(runId, change.plan(), null, Outcome.NOTHING);
      }
      if (settings.dryRun()) {
        return end(runId, change.plan(), null, settings.tellPending() ? Outcome.PENDING : Outcome.PLANNED);
      }
      requireOpen(change);
      confirm(change.plan().summary());
      AdminArea area = store.area();
      area.create();
      try (OwnLock lock = OwnLock.take(area, runId, settings.environment())) {
        if (recoverAll(store)) {
          ChangePlan agreed = change.plan();
          Change fresh = store.prepare(request);
          change.close();
          change = fresh;
          if (change.plan().changes() == 0) {
            return end(runId, change.plan(), null, Outcome.NOTHING);
          }
          if (!sameSize(agreed, change.plan())) {
            show(runId, store, change, List.of());
            confirm(change.plan().summary());
          }
        }
        requireOpen(change);
        return apply(store, area, request, change, runId);
      }
    } finally {
      change.close();
    }
  }

  /** Prepares; when that fails because an interrupted run left the store half changed, mends that first. */
  private Change prepare(Store store, ChangeRequest request, String runId) throws IOException {
    try {
      return store.prepare(request);
    } catch (UnsupportedChangeException e) {
      throw e;
    } catch (StoreException e) {
      List<RunRecord> interrupted = InterruptedRuns.of(store);
      if (interrupted.isEmpty() || settings.dryRun()) {
        throw e;
      }
      confirm("the interrupted run " + interrupted.get(0).runId() + " must be finished or undone first ("
          + e.getMessage() + "); do that");
      store.area().create();
      try (OwnLock lock = OwnLock.take(store.area(), runId, settings.environment())) {
        recoverAll(store);
      }
      return store.prepare(request);
    }
  }

  private void show(String runId, Store store, Change change, List<RunRecord> interrupted) throws IOException {
    List<String> notices = new ArrayList<>();
    for (RunRecord run : interrupted) {
      notices.add("the run " + run.runId() + " was interrupted; it is finished or undone first");
    }
    Gate gate = change.gate(settings.gateOptions());
    if (!gate.isOpen() && change.plan().changes() > 0) {
      notices.add("cannot be applied now: " + gate.reason());
    }
    reporter.plan(runId, store.ref(), change.plan(), notices);
  }

  private void requireOpen(Change change) throws StoreException {
    Gate gate = change.gate(settings.gateOptions());
    if (gate.verdict() == Gate.Verdict.OWNED) {
      throw new LockedException(gate.reason());
    }
    if (gate.verdict() == Gate.Verdict.UNSUPPORTED) {
      throw new UnsupportedChangeException(gate.reason());
    }
  }

  private void confirm(String what) throws IOException {
    if (settings.assumeYes()) {
      return;
    }
    if (!confirmation.canAsk()) {
      throw new NotConfirmedException("not confirmed: nobody to ask whether to " + what + "; pass --yes");
    }
    if (!confirmation.ask(what + "?")) {
      throw new NotConfirmedException("not confirmed; nothing was done");
    }
  }

  private boolean recoverAll(Store store) throws IOException {
    List<RunRecord> interrupted = InterruptedRuns.of(store);
    for (RunRecord run : interrupted) {
      reporter.note("run " + run.runId() + ": " + InterruptedRuns.recover(store, run, settings));
    }
    return !interrupted.isEmpty();
  }

  /** Whether two plans come to the same, so that a yes to one is a yes to the other. */
  private static boolean sameSize(ChangePlan one, ChangePlan other) {
    return one.changes() == other.changes() && one.bytesBefore() == other.bytesBefore()
        && one.summary().equals(other.summary()) && one.notices().equals(other.notices());
  }

  private Outcome apply(Store store, AdminArea area, ChangeRequest request, Change change, String runId)
      throws IOException {
    try (JournalFile journal =
        JournalFile.begin(area, runId, request.command(), store.ref().path(), settings.environment())) {
      ChangeReport report;
      try {
        report = change.apply(
            new ApplyContext(runId, journal, settings.lockWait(), settings.progress(), deadline()));
      } catch (ChangedException | LockedException e) {
        // By contract nothing was done, so there is nothing for a later run to mend. What else fails leaves the
        // journal open on purpose.
        journal.end("nothing done: " + e.getMessage());
        throw e;
      }
      boolean whole = report.failed().isEmpty() && report.skipped().isEmpty();
      journal.end(whole ? "done" : "done in part");
      return end(runId, change.plan(), report, whole ? Outcome.DONE : Outcome.PARTIAL);
    }
  }

  /** Counted from the moment when something is changed: how long a plan took to read or to confirm does not count. */
  private long deadline() {
    return settings.maxDuration() == null ? Long.MAX_VALUE
        : settings.environment().now() + settings.maxDuration().toMillis();
  }

  private Outcome end(String runId, ChangePlan plan, ChangeReport report, Outcome outcome) throws IOException {
    reporter.summary(runId, plan, report, outcome);
    return outcome;
  }
}
