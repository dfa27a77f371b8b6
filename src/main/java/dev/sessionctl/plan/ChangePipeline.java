package dev.sessionctl.plan;

import dev.sessionctl.output.Units;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.GuardException;
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
 * The one order in which every changing command works, so that none can forget a step: prepare, show, guard, gate,
 * confirm, take the own lock, finish what an interrupted run left, gate again, apply with the journal written
 * ahead, report. Nothing is created before the operator has agreed; a dry run creates nothing at all.
 */
@SuppressWarnings("try") // the own lock is only held, never referred to
public final class ChangePipeline {

  private final ChangeSettings settings;
  private final PlanReporter reporter;
  private final Confirmation confirmation;
  private final PlanGuard guard;

  public ChangePipeline(ChangeSettings settings, PlanReporter reporter, Confirmation confirmation) {
    this(settings, reporter, confirmation, PlanGuard.NONE);
  }

  /**
   * A pipeline with a guard.
   *
   * @param guard looks at every plan before anything is asked or changed
   */
  public ChangePipeline(ChangeSettings settings, PlanReporter reporter, Confirmation confirmation, PlanGuard guard) {
    this.settings = settings;
    this.reporter = reporter;
    this.confirmation = confirmation;
    this.guard = guard;
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
    Change change = prepare(store, request);
    try {
      rest.removeIf(change::covers);
      requireExpected(store, change);
      List<RunRecord> interrupted = InterruptedRuns.of(store);
      show(runId, store, change, interrupted);
      if (settings.planOut() != null) {
        settings.planOut().plan(store.ref(), change.plan());
      }
      if (change.plan().changes() == 0 && interrupted.isEmpty()) {
        return end(runId, change.plan(), null, Outcome.NOTHING);
      }
      if (settings.dryRun()) {
        return end(runId, change.plan(), null, settings.tellPending() ? Outcome.PENDING : Outcome.PLANNED);
      }
      requireUnguarded(change);
      requireOpen(change);
      confirm(question(change.plan()));
      AdminArea area = store.area();
      area.create();
      try (OwnLock lock = OwnLock.take(area, runId, settings.environment())) {
        if (recoverAll(store)) {
          ChangePlan agreed = change.plan();
          Change fresh = store.prepare(request, settings.gateOptions());
          change.close();
          change = fresh;
          requireExpected(store, change);
          if (change.plan().changes() == 0) {
            return end(runId, change.plan(), null, Outcome.NOTHING);
          }
          requireUnguarded(change);
          if (!sameSize(agreed, change.plan())) {
            show(runId, store, change, List.of());
            confirm(question(change.plan()));
          }
        }
        requireOpen(change);
        return apply(store, area, request, change, runId);
      }
    } finally {
      change.close();
    }
  }

  /**
   * Whether the plan that would be made now is the one that was saved; for a look at all stores before the first of
   * them is changed.
   *
   * @param rest as for {@link #run}
   * @throws ChangedException when it is another
   */
  public void check(Store store, ChangeRequest request, List<StoreRef> rest) throws IOException {
    try (Change change = store.prepare(request, settings.gateOptions())) {
      rest.removeIf(change::covers);
      requireExpected(store, change);
    }
  }

  private void requireExpected(Store store, Change change) throws IOException {
    if (settings.expected() != null) {
      settings.expected().require(store.ref(), change.plan());
    }
  }

  /** Prepares; when that fails because an interrupted run left the store half changed, mends that first. */
  private Change prepare(Store store, ChangeRequest request) throws IOException {
    try {
      return store.prepare(request, settings.gateOptions());
    } catch (UnsupportedChangeException e) {
      throw e;
    } catch (StoreException e) {
      mend(store, e);
      return store.prepare(request, settings.gateOptions());
    }
  }

  /**
   * Finishes or undoes what interrupted runs left, when that may be why a store cannot be read.
   *
   * @param e what came of the attempt; thrown when there are none, or nothing may be changed
   */
  public void mend(Store store, StoreException e) throws IOException {
    List<RunRecord> interrupted = InterruptedRuns.of(store);
    if (interrupted.isEmpty() || settings.dryRun()) {
      throw e;
    }
    confirm("the interrupted run " + interrupted.get(0).runId() + " must be finished or undone first ("
        + e.getMessage() + "); do that");
    store.area().create();
    try (OwnLock lock = OwnLock.take(store.area(), RunId.next(settings.environment()), settings.environment())) {
      recoverAll(store);
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
    String refusal = change.plan().changes() > 0 ? guard.refusal(change.plan()) : null;
    if (refusal != null) {
      notices.add("a guard rail stops this: " + refusal);
    }
    reporter.plan(runId, store.ref(), change.plan(), notices);
  }

  private void requireUnguarded(Change change) throws IOException {
    String refusal = change.plan().changes() > 0 ? guard.refusal(change.plan()) : null;
    if (refusal != null) {
      throw new GuardException(refusal + "; nothing was done");
    }
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

  /** What is about to be done, with how much it concerns. */
  private static String question(ChangePlan plan) {
    return plan.summary() + " (" + Units.formatBytes(plan.bytesBefore()) + ")";
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
            new ApplyContext(runId, journal, settings.lockWait(), settings.progress(), deadline(),
                settings.gateOptions()));
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
