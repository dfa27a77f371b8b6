package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.backup.EvictedSessions;
import dev.sessionctl.storage.backup.ReplaceChange;
import dev.sessionctl.storage.backup.ReplaceUndo;
import dev.sessionctl.storage.backup.SessionRestoreChange;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.LockBreak;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Replacement;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.change.SessionRestoration;
import dev.sessionctl.storage.files.FileRecovery;
import dev.sessionctl.storage.relocate.RelocationChange;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.restore.RestoreChange;
import dev.sessionctl.storage.trash.PurgeChange;
import java.util.List;

/** One directory of sessions: all of a user's, or those of a project. */
final class PraisonStore implements Store {

  private final StoreRef ref;
  private final Place place;
  private final Environment environment;

  private PraisonStore(StoreRef ref, Environment environment) {
    this.ref = ref;
    this.place = Place.of(ref.path());
    this.environment = environment;
  }

  static PraisonStore open(StoreRef ref, Environment environment) {
    return new PraisonStore(ref, environment);
  }

  @Override
  public StoreRef ref() {
    return ref;
  }

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    return guarded("read", () -> new Scan(ref, place, environment).run(request, visitor));
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    return guarded("read", () -> {
      SessionDetail detail = new Inspection(ref, place, environment).of(key, request);
      if (detail == null) {
        throw new NoSuchSessionException("no session " + key + " in " + ref.path());
      }
      return detail;
    });
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    return guarded("check", () -> new Check(ref, place, environment, findings).run(request));
  }

  @Override
  public List<Owner> owners() throws StoreException {
    return guarded("look for owners of", () -> Owners.of(Listing.of(ref.path()), environment));
  }

  @Override
  public List<LockView> locks() throws StoreException {
    return guarded("read the locks of", () -> new HeldLocks(environment).in(Listing.of(ref.path())));
  }

  @Override
  public AdminArea area() {
    return place.area();
  }

  @Override
  public StoreTree tree() {
    return new ProductDirectory(ref, place, environment);
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    return guarded("read", () -> {
      if (request instanceof Purge purge) {
        return PurgeChange.prepare(purge, area(), environment);
      }
      if (request instanceof Eviction eviction) {
        return new Evictions(ref, place, environment, eviction).prepare();
      }
      if (request instanceof Compaction compaction) {
        compaction.requireNoStyle(ref.format());
        return new Compactions(ref, place, environment, compaction).prepare();
      }
      if (request instanceof Repair repair) {
        return new Repairs(ref, place, environment, repair).prepare();
      }
      if (request instanceof Relocation relocation) {
        return place.project() ? new ProjectMerge(ref, place, environment, relocation).prepare()
            : RelocationChange.prepare(relocation, new ProductDirectory(ref, place, environment));
      }
      if (request instanceof SessionRestoration sessions) {
        return SessionRestoreChange.prepare(sessions, this, new ProductDirectory(ref, place, environment),
            new PraisonRestoreTarget(ref, place, environment), new EvictedSessions());
      }
      if (request instanceof Replacement replacement) {
        return ReplaceChange.prepare(replacement, this, new ProductDirectory(ref, place, environment));
      }
      if (request instanceof Restoration restoration) {
        return ReplaceUndo.isWanted(restoration, area())
            ? ReplaceUndo.prepare(restoration, this, new ProductDirectory(ref, place, environment))
            : RestoreChange.prepare(restoration, new PraisonRestoreTarget(ref, place, environment));
      }
      if (request instanceof LockBreak) {
        throw new UnsupportedChangeException("locks of PraisonAI are held by the kernel, which gives them back when"
            + " their holder ends: there is nothing to break in " + ref.path());
      }
      throw new UnsupportedChangeException("PraisonAI's stores have one layout; migrate --relocate moves one");
    });
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    return guarded("recover", () -> {
      if (PurgeChange.isOf(run)) {
        return PurgeChange.recover(run, area(), context);
      }
      if (RelocationChange.isOf(run)) {
        return RelocationChange.recover(run, new ProductDirectory(ref, place, environment), context);
      }
      if (ReplaceChange.isOf(run)) {
        return ReplaceChange.recover(run, new ProductDirectory(ref, place, environment), context);
      }
      if (RestoreChange.isOf(run)) {
        return RestoreChange.recover(run, new PraisonRestoreTarget(ref, place, environment), context);
      }
      if (FileRecovery.isOf(run) || run.steps().size() == 1) {
        return new FileRecovery(area(), place.allDirectories(environment), new Holds(place, environment))
            .recover(run, context);
      }
      throw new UnsupportedChangeException(run.command() + " run " + run.runId() + " is of another release of this"
          + " tool; finish it with that one");
    });
  }

  private <T> T guarded(String attempt, StorageIoException.Attempt<T> action) throws StoreException {
    return StorageIoException.guard(attempt, ref.path(), action);
  }
}
