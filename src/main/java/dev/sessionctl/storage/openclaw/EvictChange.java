package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An eviction: its plan, whether it may be carried out, and the report of {@link EvictRun}, which does it. */
final class EvictChange implements Change {

  private static final String STEP_EVICT = "evict";

  private final Evictions store;
  private final EvictPlan plan;

  EvictChange(Evictions store, EvictPlan plan) {
    this.store = store;
    this.plan = plan;
  }

  /** Whether a run was an eviction. */
  static boolean isOf(RunRecord run) {
    return run.last(STEP_EVICT) != null || "evict".equals(run.command());
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return store.gates().entryChange(options);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    if (plan.changes() == 0) {
      return new ChangeReport(0, List.of(), List.of(), 0, 0, List.of(), List.of());
    }
    try {
      context.journal().step(STEP_EVICT, Map.of("sessions", plan.evictees().size(), "files", plan.files().size()));
      try (TrashWriter trash = TrashWriter.begin(store.area(), context.runId(), STEP_EVICT, store.ref().path(),
          store.environment())) {
        EvictRun run = new EvictRun(store, plan, trash, context);
        run.run();
        return report(run, trash.root());
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("evict from", store.ref().path(), e);
    }
  }

  private ChangeReport report(EvictRun run, Path trash) {
    Map<Path, Long> sizes = new HashMap<>();
    plan.files().forEach(file -> sizes.put(file.path(), file.identity().size()));
    Map<String, Long> sessions = new HashMap<>();
    long loose = 0;
    for (PlanItem item : plan.items()) {
      if (item.action().equals(Eviction.EVICT)) {
        loose += item.key() == null ? 1 : 0;
        sessions.put(item.key(), item.bytes());
      }
    }
    List<PlanItem> left = new ArrayList<>();
    long bytes = 0;
    for (PlanItem item : run.skipped()) {
      long size = item.path() == null ? sessions.get(item.key()) : sizes.get(item.path());
      left.add(new PlanItem(item.key(), item.path(), item.action(), item.reason(), size));
      bytes += size;
      loose -= item.key() == null ? 1 : 0;
    }
    long done = run.gone() + loose;
    List<String> notices = plan.evictees().isEmpty() ? List.of()
        : List.of("the gateway's lock was held for " + run.longestLock() + " ms at a time");
    return new ChangeReport(done, left, List.of(), plan.bytesBefore(), bytes, done == 0 ? List.of() : List.of(trash),
        notices);
  }

  @Override
  public void close() {
    // Nothing is held between plan and apply.
  }
}
