package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A change that takes rows out of a database into the trash, and then does what else its plan has. */
final class MemChange implements Change {

  private final String command;
  private final StoreRef ref;
  private final AdminArea area;
  private final Environment environment;
  private final MemPlan plan;
  private final RowRemoval.Look look;
  private final MemGates gates;
  private GateOptions options = GateOptions.NONE;

  /**
   * A change.
   *
   * @param look is asked about rows before they are copied
   */
  MemChange(String command, StoreRef ref, AdminArea area, Environment environment, MemPlan plan,
      RowRemoval.Look look) {
    this.command = command;
    this.ref = ref;
    this.area = area;
    this.environment = environment;
    this.plan = plan;
    this.look = look;
    this.gates = new MemGates(ref.path(), environment);
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions stated) throws StoreException {
    options = stated;
    return gates.change(stated);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      context.journal().step(RowRecovery.STEP, Map.of("units", plan.units().size(), "steps", plan.steps().size()));
      try (TrashWriter trash = TrashWriter.begin(area, context.runId(), command, ref.path(), environment)) {
        return apply(context, trash);
      }
    } catch (IOException e) {
      throw StorageIoException.wrap(command, ref.path(), e);
    }
  }

  private ChangeReport apply(ApplyContext context, TrashWriter trash) throws IOException {
    long size = bytes(ref.path());
    List<String> notices = new ArrayList<>();
    List<PlanItem> skipped = new ArrayList<>();
    RowRemoval removal = new RowRemoval(ref.path(), options, environment, context, trash.root(), trash, look);
    if (!plan.units().isEmpty()) {
      RowFile.create(trash.root());
      removal.run(plan.units());
      skipped.addAll(removal.skipped());
      notices.add("the lock of writers was held for at most " + TimeUnit.NANOSECONDS.toMillis(removal.longest())
          + " ms at a time");
    }
    long done = removal.done();
    long aside = removal.bytes();
    for (MemStep step : plan.steps()) {
      context.progress().progress(step.item().action(), done, plan.changes());
      String reason = attempt(step, context, trash, notices);
      PlanItem item = step.item();
      if (reason == null) {
        done++;
        aside += step.bytesAside();
      } else {
        skipped.add(new PlanItem(item.key(), item.path(), item.action(), reason, item.bytes()));
      }
    }
    trash.settle();
    boolean empty = removal.done() == 0 && UnfinishedTrash.discard(trash.root());
    long before = plan.size() == null ? plan.bytesBefore() : size;
    long after = plan.size() == null ? Math.max(0, before - aside) : bytes(ref.path());
    return new ChangeReport(done, skipped, List.of(), before, after, empty ? List.of() : List.of(trash.root()),
        notices);
  }

  private String attempt(MemStep step, ApplyContext context, TrashWriter trash, List<String> notices)
      throws IOException {
    if (context.isOver(environment)) {
      return ApplyContext.OUT_OF_TIME;
    }
    try {
      Gate gate = gates.change(options);
      if (!gate.isOpen()) {
        return gate.reason();
      }
      return step.run(new MemStep.Tools(ref.path(), gates.isOpen(), environment, context, trash, notices));
    } catch (LockedException | ChangedException e) {
      return e.getMessage();
    }
  }

  /** Bytes of a database with its log. */
  static long bytes(Path database) throws IOException {
    FileIdentity log = FileIdentity.ofNullable(DatabaseFile.beside(database, "-wal"));
    return FileIdentity.of(database).size() + (log == null ? 0 : log.size());
  }

  @Override
  public void close() {
    // Nothing is held between plan and apply.
  }
}
