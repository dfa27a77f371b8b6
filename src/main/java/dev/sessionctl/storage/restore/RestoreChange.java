package dev.sessionctl.storage.restore;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.KeyList;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.files.TemporaryNames;
import dev.sessionctl.storage.restore.RestorePlan.EntryStep;
import dev.sessionctl.storage.restore.RestorePlan.FileStep;
import dev.sessionctl.storage.restore.RestorePlan.ModeStep;
import dev.sessionctl.storage.trash.Restored;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.TrashedMode;
import dev.sessionctl.storage.trash.UnfinishedTrash;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts back what a run set aside: first the files, durably, then the entries that refer to them. A crash in between
 * leaves files without an entry, never an entry without its files; the next run finishes. Done twice, it does nothing.
 * Modes come last, since a directory that is closed again might not let the rest through.
 */
public final class RestoreChange implements Change {

  private static final String COMMAND = new Restoration("", Set.of()).command();
  private static final String STEP = "restore";

  private final RestoreTarget target;
  private final Environment environment;
  private final Restoration request;
  private final Trash.Run run;
  private final RestorePlan plan;
  private TrashWriter ownTrash;

  private RestoreChange(RestoreTarget target, Restoration request, Trash.Run run) throws IOException {
    this.target = target;
    this.environment = target.environment();
    this.request = request;
    this.run = run;
    this.plan = new RestorePlanner(target, run).plan(request);
  }

  /**
   * Prepares the way back of a run.
   *
   * @throws StoreException when there is no such run of this store, or nothing of it can be put back
   */
  public static RestoreChange prepare(Restoration request, RestoreTarget target) throws IOException {
    if (request.overNewer()) {
      throw new StoreException("run " + request.runId() + " replaced no store, and nothing of another run comes back"
          + " over anything newer: leave --over-newer out");
    }
    RestoreChange change = new RestoreChange(target, request, find(request, target));
    List<PlanItem> refused = change.plan.refused();
    if (change.plan.changes() == 0 && !refused.isEmpty()) {
      PlanItem first = refused.get(0);
      throw new StoreException("nothing of run " + request.runId() + " can be put back: "
          + (first.path() == null ? first.key() : first.path()) + ": " + first.reason()
          + (refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more)"));
    }
    return change;
  }

  private static Trash.Run find(Restoration request, RestoreTarget target) throws IOException {
    Trash.Run run = new Trash(target.area()).find(request.runId());
    if (run == null) {
      throw new StoreException("the trash of " + target.store() + " holds nothing of a run " + request.runId()
          + "; 'sessionctl trash list' shows the runs");
    }
    if (!target.isOwn(run)) {
      throw new StoreException("run " + run.runId() + " changed " + run.store() + ", not " + target.store());
    }
    return run;
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    try {
      return target.gate(options);
    } catch (IOException e) {
      throw StorageIoException.wrap("look for owners of", target.store(), e);
    }
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      context.journal().step(STEP, Map.of("from", run.runId(), "keys", KeyList.join(request.keys())));
      return put(context);
    } catch (IOException e) {
      throw StorageIoException.wrap("restore", target.store(), e);
    } finally {
      close();
    }
  }

  private ChangeReport put(ApplyContext context) throws IOException {
    List<PlanItem> skipped = new ArrayList<>(plan.refused());
    List<PlanItem> failed = new ArrayList<>();
    List<TrashedFile> doneFiles = new ArrayList<>();
    Map<String, String> withoutFile = files(context, doneFiles, failed);
    List<EntryStep> edits = new ArrayList<>();
    for (EntryStep step : plan.entries()) {
      if (step.toDo() && withoutFile.containsKey(step.entry().key())) {
        failed.add(step.item(RestorePlan.RESTORE, "its " + withoutFile.get(step.entry().key())
            + " could not be put back"));
      } else if (step.toDo()) {
        edits.add(step);
      }
    }
    Set<String> doneKeys = edits.isEmpty() ? Set.of() : edit(edits, context, doneFiles, skipped, failed);
    List<TrashedEntry> doneEntries = new ArrayList<>();
    for (EntryStep step : plan.entries()) {
      if (doneKeys.contains(step.entry().key()) || step.action().equals(RestorePlan.KEEP)) {
        doneEntries.add(step.entry());
      }
    }
    List<TrashedMode> doneModes = modes(context, failed);
    long done = doneFiles.size() + doneKeys.size() + doneModes.size();
    note(doneFiles, doneEntries, doneModes, context.runId());
    return new ChangeReport(done, skipped, failed, plan.bytesBefore(), plan.bytesAfter(),
        ownTrash == null ? List.of() : List.of(ownTrash.root()), List.of());
  }

  private void note(List<TrashedFile> doneFiles, List<TrashedEntry> doneEntries, List<TrashedMode> doneModes, String by)
      throws IOException {
    List<TrashedFile> there = new ArrayList<>(doneFiles);
    for (FileStep step : plan.files()) {
      if (step.action().equals(RestorePlan.KEEP)) {
        there.add(step.file());
      }
    }
    List<TrashedMode> modes = new ArrayList<>(doneModes);
    for (ModeStep step : plan.modes()) {
      if (step.action().equals(RestorePlan.KEEP)) {
        modes.add(step.mode());
      }
    }
    Restored.note(run, doneEntries, there, modes, by, environment);
  }

  /** Puts permission bits back where they are still what the run made them; gives those that are back. */
  private List<TrashedMode> modes(ApplyContext context, List<PlanItem> failed) throws IOException {
    List<TrashedMode> done = new ArrayList<>();
    for (ModeStep step : plan.modes()) {
      TrashedMode mode = step.mode();
      if (!step.toDo()) {
        continue;
      }
      try {
        back(mode, context);
        done.add(mode);
      } catch (ChangedException e) {
        failed.add(step.item(RestorePlan.RESTORE, e.getMessage()));
      } catch (NoSuchFileException e) {
        failed.add(step.item(RestorePlan.RESTORE, "it is not there any more"));
      }
    }
    return done;
  }

  private void back(TrashedMode mode, ApplyContext context) throws IOException {
    FileStat stat = FileStat.of(mode.path());
    if (!stat.isSymbolicLink() && stat.permissions() == mode.before()) {
      return;
    }
    if (stat.isSymbolicLink() || stat.permissions() != mode.after()) {
      throw new ChangedException("its mode changed since it was looked at");
    }
    ownTrash(context).mode(mode.path(), mode.after(), mode.before());
    try {
      DurableFiles.setPermissions(mode.path(), mode.before());
    } catch (FileSystemException e) {
      throw new ChangedException("its mode cannot be changed: " + StorageIoException.reason(e));
    }
  }

  /** Puts the files back; gives the keys of sessions of which an essential file stayed in the trash, with its role. */
  private Map<String, String> files(ApplyContext context, List<TrashedFile> done, List<PlanItem> failed)
      throws IOException {
    Map<String, String> withoutFile = new HashMap<>();
    RestoreFiles restorer = new RestoreFiles(target, () -> ownTrash(context), new TemporaryNames(context.runId()));
    boolean owned = !target.owners().isEmpty();
    long at = 0;
    for (FileStep step : plan.files()) {
      context.progress().progress("put files back", at++, plan.files().size());
      if (!step.toDo()) {
        continue;
      }
      try {
        if (owned && step.present() != null && target.joining(step.file()) == null) {
          throw new LockedException("an owner may be writing it by now");
        }
        restorer.restore(step, context);
        done.add(step.file());
      } catch (ChangedException | LockedException e) {
        failed.add(step.item(RestorePlan.RESTORE, e.getMessage()));
        if (target.isEssential(step.file())) {
          withoutFile.put(step.file().key(), step.file().role());
        }
      }
    }
    restorer.settle();
    return withoutFile;
  }

  private Set<String> edit(List<EntryStep> edits, ApplyContext context, List<TrashedFile> doneFiles,
      List<PlanItem> skipped, List<PlanItem> failed) throws IOException {
    boolean announced = false;
    for (EntryStep step : plan.entries()) {
      if (step.toDo() && step.present() != null) {
        ownTrash(context).entry(new TrashedEntry(step.entry().key(),
            new String(step.present(), java.nio.charset.StandardCharsets.UTF_8), "replaced by what was restored"));
        announced = true;
      }
    }
    if (announced) {
      ownTrash(context).announce();
    }
    try {
      RestoreEntries.Result result = target.entries().put(edits, context);
      result.skipped().forEach((key, reason) -> skipped.add(new PlanItem(key, null, RestorePlan.SKIP, reason, 0)));
      return result.done();
    } catch (ChangedException | LockedException e) {
      if (doneFiles.isEmpty()) {
        throw e;
      }
      // The files are back; doing it again adds the entries.
      for (EntryStep edit : edits) {
        failed.add(new PlanItem(edit.entry().key(), null, RestorePlan.RESTORE, e.getMessage() + "; restore it again",
            0));
      }
      return Set.of();
    }
  }

  private TrashWriter ownTrash(ApplyContext context) throws IOException {
    if (ownTrash == null) {
      ownTrash = TrashWriter.begin(target.area(), context.runId(), request.command(), target.store(),
          environment);
    }
    return ownTrash;
  }

  /** Whether an interrupted run was a restoration. */
  public static boolean isOf(RunRecord run) {
    return COMMAND.equals(run.command()) || run.last(STEP) != null;
  }

  /** Finishes an interrupted restoration: what is back already stays, the rest follows. */
  public static String recover(RunRecord record, RestoreTarget target, ApplyContext context) throws IOException {
    target.clearUp(record, context);
    dropSecondNames(record, target);
    RunRecord.Step step = record.last(STEP);
    String from = step == null ? null : step.text("from");
    if (from == null) {
      return "run " + record.runId() + " had not begun to put anything back";
    }
    Restoration request = new Restoration(from, KeyList.split(step.text("keys")));
    if (new Trash(target.area()).find(from) == null) {
      return "run " + record.runId() + " cannot be finished: the trash of run " + from + " is gone";
    }
    RestoreChange change = new RestoreChange(target, request, find(request, target));
    if (change.plan.changes() > 0) {
      Gate gate = change.gate(context.stated().forRecovery());
      if (!gate.isOpen()) {
        throw new LockedException("the interrupted run " + record.runId() + " cannot be finished now: "
            + gate.reason());
      }
      // Another trash than that of the interrupted run, which may hold what it set aside.
      change.apply(new ApplyContext(RunId.next(target.environment()), context.journal(), context.lockWait(),
          context.progress(), context.deadline(), context.stated()));
      return "finished run " + record.runId();
    }
    List<TrashedEntry> there = new ArrayList<>();
    for (EntryStep entry : change.plan.entries()) {
      if (entry.action().equals(RestorePlan.KEEP)) {
        there.add(entry.entry());
      }
    }
    change.note(List.of(), there, List.of(), record.runId());
    return "run " + record.runId() + " had put everything back that can be";
  }

  /** What the interrupted run was about to replace has a second name in its own trash, which it needs no more. */
  private static void dropSecondNames(RunRecord record, RestoreTarget target) throws IOException {
    Trash trash = new Trash(target.area());
    Trash.Run own = trash.runOf(record.runId());
    if (own == null) {
      return;
    }
    trash.read(own, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        // Entries have no names.
      }

      @Override
      public void file(TrashedFile file) throws IOException {
        if (file.replaced() && target.place(file).refusal() == null) {
          UnfinishedTrash.dropSecondName(file);
        }
      }
    });
  }

  @Override
  public void close() {
    if (ownTrash != null) {
      try {
        ownTrash.close();
      } catch (IOException e) {
        // What was announced is durable already; a descriptor that does not close loses nothing.
        return;
      }
    }
  }
}
