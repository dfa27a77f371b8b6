package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A change that takes rows out of a database into the trash, and nothing else. */
final class RowChange implements Change {

  private final String command;
  private final StoreRef ref;
  private final AdminArea area;
  private final Environment environment;
  private final MemPlan plan;
  private final RowRemoval.Look look;
  private GateOptions options = GateOptions.NONE;

  RowChange(String command, StoreRef ref, AdminArea area, Environment environment, MemPlan plan,
      RowRemoval.Look look) {
    this.command = command;
    this.ref = ref;
    this.area = area;
    this.environment = environment;
    this.plan = plan;
    this.look = look;
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions stated) throws StoreException {
    options = stated;
    return new MemGates(ref.path(), environment).change(stated);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      context.journal().step(RowRecovery.STEP, Map.of("units", plan.changes()));
      try (TrashWriter trash = TrashWriter.begin(area, context.runId(), command, ref.path(), environment)) {
        RowFile.create(trash.root());
        RowRemoval removal =
            new RowRemoval(ref.path(), options, environment, context, trash.root(), trash, look);
        removal.run(plan.units());
        if (removal.done() == 0) {
          UnfinishedTrash.discard(trash.root());
        }
        long before = plan.bytesBefore();
        return new ChangeReport(removal.done(), removal.skipped(), List.of(), before,
            Math.max(0, before - removal.bytes()), removal.done() == 0 ? List.of() : List.of(trash.root()),
            List.of("the lock of writers was held for at most " + TimeUnit.NANOSECONDS.toMillis(removal.longest())
                + " ms at a time"));
      }
    } catch (IOException e) {
      throw StorageIoException.wrap(command, ref.path(), e);
    }
  }

  @Override
  public void close() {
    // Nothing is held between plan and apply.
  }
}
