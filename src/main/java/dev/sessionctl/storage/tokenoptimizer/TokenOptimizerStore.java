package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.backup.ReplaceChange;
import dev.sessionctl.storage.backup.ReplaceUndo;
import dev.sessionctl.storage.backup.SessionRestoreChange;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Replacement;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.change.SessionRestoration;
import dev.sessionctl.storage.files.FileChange;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileRecovery;
import dev.sessionctl.storage.relocate.RelocationChange;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.restore.RestoreChange;
import dev.sessionctl.storage.trash.PurgeChange;
import java.time.Duration;
import java.util.List;

/** The state of the plugin in one of OpenClaw's state directories. */
record TokenOptimizerStore(StoreRef ref, StorePaths paths, Environment environment) implements Store {

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    return guarded("read", () -> new SessionScan(ref, paths, request).run(visitor));
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    return guarded("read", () -> new Inspection(ref, paths, owners()).detail(key, request));
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    return guarded("check", () -> new Check(ref, paths, environment, findings).run(request));
  }

  /** The gateway that the plugin runs in, and whatever else uses its state directory. */
  @Override
  public List<Owner> owners() throws StoreException {
    return gates().owners();
  }

  private Gates gates() {
    return new Gates(paths, environment);
  }

  /** The plugin takes no lock (2.4.19). */
  @Override
  public List<LockView> locks() {
    return List.of();
  }

  @Override
  public AdminArea area() {
    return paths.area();
  }

  @Override
  public StoreTree tree() {
    return new RelocatedTree(paths, environment);
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    return guarded("read", () -> {
      if (request instanceof Eviction eviction) {
        return change(eviction, new EvictPlanner(paths, environment, eviction).plan(), eviction.quietFor());
      }
      if (request instanceof Compaction compaction) {
        compaction.requireNoStyle(ref.format());
        return change(compaction, new CompactPlanner(paths, environment, compaction).plan(), compaction.quietFor());
      }
      if (request instanceof Repair repair) {
        return change(repair, new RepairPlanner(ref, paths, environment, repair).plan(), Duration.ZERO);
      }
      if (request instanceof Relocation relocation) {
        return UnionChange.isWanted(paths, relocation) ? UnionChange.prepare(paths, environment, relocation)
            : RelocationChange.prepare(relocation, new RelocatedTree(paths, environment));
      }
      if (request instanceof Replacement replacement) {
        return ReplaceChange.prepare(replacement, this, new RelocatedTree(paths, environment));
      }
      if (request instanceof Restoration restoration) {
        return ReplaceUndo.isWanted(restoration, area())
            ? ReplaceUndo.prepare(restoration, this, new RelocatedTree(paths, environment))
            : RestoreChange.prepare(restoration, new RestorePlaces(paths, environment));
      }
      if (request instanceof Purge purge) {
        return PurgeChange.prepare(purge, area(), environment);
      }
      if (request instanceof SessionRestoration sessions) {
        return SessionRestoreChange.prepare(sessions, this, new RelocatedTree(paths, environment),
            new RestorePlaces(paths, environment), new SessionCopy());
      }
      throw new UnsupportedChangeException(request.command() + " does not know " + ref.format() + " stores");
    });
  }

  private Change change(ChangeRequest request, FilePlan plan, Duration quietFor) {
    return new FileChange(request.command(), ref, area(), environment, gates()::change,
        new QuietHold(paths, environment, quietFor), plan);
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    return guarded("recover", () -> {
      if (PurgeChange.isOf(run)) {
        return PurgeChange.recover(run, area(), context);
      }
      if (ReplaceChange.isOf(run)) {
        return ReplaceChange.recover(run, new RelocatedTree(paths, environment), context);
      }
      if (RestoreChange.isOf(run)) {
        return RestoreChange.recover(run, new RestorePlaces(paths, environment), context);
      }
      if (UnionChange.isOf(run)) {
        return UnionChange.recover(run);
      }
      if (RelocationChange.isOf(run)) {
        return RelocationChange.recover(run, new RelocatedTree(paths, environment), context);
      }
      if (FileRecovery.isOf(run)) {
        return new Recovery(paths, environment).recover(run, context);
      }
      if (run.steps().size() <= 1) {
        // Whatever changes something says so first, so this one had done no more than begin.
        return "nothing had been changed";
      }
      throw new UnsupportedChangeException("a run of " + run.command() + " cannot be finished here: " + run.file());
    });
  }

  private <T> T guarded(String attempt, StorageIoException.Attempt<T> action) throws StoreException {
    return StorageIoException.guard(attempt, ref.path(), action);
  }
}
