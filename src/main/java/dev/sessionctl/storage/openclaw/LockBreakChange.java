package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes locks of a sessions directory whose holders are provably dead. What a lock said is in the journal; there is
 * nothing to bring back.
 */
final class LockBreakChange implements Change {

  private final Environment environment;
  private final Gates gates;
  private final Path sessions;
  private final List<LockMending> mendings = new ArrayList<>();
  private final RepairPlan plan;

  LockBreakChange(Path sessions, Environment environment, Gates gates) throws IOException {
    this.sessions = sessions;
    this.environment = environment;
    this.gates = gates;
    List<PlanItem> items = new ArrayList<>();
    long bytes = 0;
    for (LockView lock : LockInspector.locksIn(sessions, environment)) {
      LockMending mending = mending(lock);
      if (mending != null) {
        mendings.add(mending);
        items.add(mending.item());
        bytes += mending.item().bytes();
      } else {
        items.add(new PlanItem(null, lock.path(), "keep", lock.verdict().label() + ": " + lock.holder(), 0));
      }
    }
    String what = mendings.isEmpty() ? "nothing to do: no lock in " + sessions + " has a holder that is provably dead"
        : "remove " + Findings.count(mendings.size(), "dead lock") + " in " + sessions;
    plan = new RepairPlan(what, items, mendings.size(), bytes, 0, List.of());
  }

  private LockMending mending(LockView lock) throws IOException {
    return switch (lock.verdict()) {
      case DEAD, RECYCLED -> LockMending.of(lock.path(), environment);
      default -> null;
    };
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return gates.lockBreak(options);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    RepairReport report = new RepairReport(plan);
    try {
      for (LockMending mending : mendings) {
        if (context.isOver(environment)) {
          report.skipped(mending.item(), ApplyContext.OUT_OF_TIME);
          continue;
        }
        try {
          mending.apply(context.journal(), environment);
          report.done(mending.item().bytes(), 0);
        } catch (LeftAloneException e) {
          report.skipped(mending.item(), e.getMessage());
        }
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("remove locks in", sessions, e);
    }
    ChangeReport done = report.report(sessions);
    return new ChangeReport(done.done(), done.skipped(), List.of(), done.bytesBefore(), done.bytesAfter(), List.of(),
        List.of());
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
