package dev.sessionctl.storage.gemini;

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
import dev.sessionctl.storage.files.FileChange;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.FileRecovery;
import dev.sessionctl.storage.gemini.SessionDocument.Condition;
import dev.sessionctl.storage.relocate.RelocationChange;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.restore.RestoreChange;
import dev.sessionctl.storage.trash.PurgeChange;
import java.time.Duration;
import java.util.List;

/** A directory of Gemini sessions of claudecodeui, one file a session. */
final class GeminiStore implements Store {

  private final StoreRef ref;
  private final Environment environment;
  private final SessionFiles.Waiting waiting;
  private final SessionFiles files;

  GeminiStore(StoreRef ref, Environment environment) {
    this(ref, environment, SessionFiles.Waiting.REAL);
  }

  /** With another way to wait. */
  GeminiStore(StoreRef ref, Environment environment, SessionFiles.Waiting waiting) {
    this.ref = ref;
    this.environment = environment;
    this.waiting = waiting;
    this.files = new SessionFiles(ref.path(), environment, waiting);
  }

  @Override
  public StoreRef ref() {
    return ref;
  }

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    return guarded("read", () -> {
      SessionFile.Depth depth = request.messages() ? SessionFile.Depth.WHOLE : SessionFile.Depth.ENDS;
      Catalog catalog = Catalog.of(files.read(depth));
      SessionRows rows = new SessionRows(ref, request, environment);
      boolean complete = true;
      for (Catalog.Entry entry : catalog.entries()) {
        visitor.session(rows.row(entry));
      }
      for (SessionFile file : catalog.others()) {
        String problem = problem(file);
        if (problem != null) {
          complete = false;
          visitor.problem(file.path(), problem);
        }
      }
      return complete;
    });
  }

  /** Why the scan is not complete without that file, or null: what never was a session is none that is missing. */
  private static String problem(SessionFile file) {
    if (file.document() == null) {
      return file.problem();
    }
    return file.document().condition == Condition.NO_SESSION ? null : file.document().problem;
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    return guarded("read", () -> {
      Catalog.Entry entry = Catalog.of(files.read(SessionFile.Depth.ENDS)).find(key);
      if (entry == null) {
        throw new NoSuchSessionException("no session " + key + " in " + ref.path());
      }
      return new GeminiInspection(ref, environment, request).detail(entry, owners());
    });
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    return guarded("check", () -> new Check(ref, environment, files, findings, request).run());
  }

  @Override
  public List<Owner> owners() throws StoreException {
    return new Gates(ref.path(), environment).owners();
  }

  /** The product has none. */
  @Override
  public List<LockView> locks() {
    return List.of();
  }

  @Override
  public AdminArea area() {
    return AdminArea.besides(ref.path());
  }

  @Override
  public StoreTree tree() {
    return new GeminiDirectory(ref.path(), area(), environment);
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    return guarded("read", () -> {
      if (request instanceof Eviction eviction) {
        Catalog catalog = Catalog.of(files.read(SessionFile.Depth.ENDS));
        return change(request, eviction.quietFor(),
            new Evictions(ref, environment, catalog, settling()).plan(eviction));
      }
      if (request instanceof Compaction compaction) {
        Compactions plans = new Compactions(ref, environment, compaction, settling());
        return change(request, compaction.quietFor(), plans.plan(Catalog.of(files.read(SessionFile.Depth.WHOLE))));
      }
      if (request instanceof Repair repair) {
        Repairs plans = new Repairs(ref, environment, repair, settling());
        return change(request, QuietWindow.USUAL, plans.plan(files.read(SessionFile.Depth.WHOLE)));
      }
      if (request instanceof SessionRestoration sessions) {
        return SessionRestoreChange.prepare(sessions, this, new GeminiDirectory(ref.path(), area(), environment),
            new GeminiRestoreTarget(ref.path(), area(), environment), new EvictedSessions());
      }
      if (request instanceof Replacement replacement) {
        return ReplaceChange.prepare(replacement, this, new GeminiDirectory(ref.path(), area(), environment));
      }
      if (request instanceof Restoration restoration) {
        return ReplaceUndo.isWanted(restoration, area())
            ? ReplaceUndo.prepare(restoration, this, new GeminiDirectory(ref.path(), area(), environment))
            : RestoreChange.prepare(restoration, new GeminiRestoreTarget(ref.path(), area(), environment));
      }
      if (request instanceof Relocation relocation) {
        return RelocationChange.prepare(usable(relocation), new GeminiDirectory(ref.path(), area(), environment));
      }
      if (request instanceof Purge purge) {
        return PurgeChange.prepare(purge, area(), environment);
      }
      if (request instanceof LockBreak) {
        throw new UnsupportedChangeException("claudecodeui takes no locks, so there are none to break");
      }
      throw new UnsupportedChangeException("gemini stores have one layout; use --relocate to move one");
    });
  }

  /** A former home can only be replaced by another home. */
  private Relocation usable(Relocation relocation) throws UnsupportedChangeException {
    if (relocation.formerRoot() != null && !Gemini.isPlaceOfSessions(relocation.destination())) {
      throw new UnsupportedChangeException("--from names the home that projects lay in, so the new place must lie in a"
          + " home too: .../.gemini/sessions");
    }
    return relocation;
  }

  private Change change(ChangeRequest request, Duration quietFor, FilePlan plan) {
    return new FileChange(request.command(), ref, area(), environment,
        new Gates(ref.path(), environment)::change, new QuietWindow(environment, quietFor), plan);
  }

  private Settling settling() {
    return new Settling(environment, waiting);
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    return guarded("recover", () -> {
      if (FileRecovery.isOf(run)) {
        String done = new FileRecovery(area(), List.of(ref.path()), new QuietWindow(environment, QuietWindow.USUAL))
            .recover(run, context);
        String late = LateWrites.lookAfter(run, ref.path(), area(), environment, settling());
        return late == null ? done : done + "; " + late;
      }
      if (ReplaceChange.isOf(run)) {
        return ReplaceChange.recover(run, new GeminiDirectory(ref.path(), area(), environment), context);
      }
      if (RestoreChange.isOf(run)) {
        return RestoreChange.recover(run, new GeminiRestoreTarget(ref.path(), area(), environment), context);
      }
      if (RelocationChange.isOf(run)) {
        return RelocationChange.recover(run, new GeminiDirectory(ref.path(), area(), environment), context);
      }
      if (PurgeChange.isOf(run)) {
        return PurgeChange.recover(run, area(), context);
      }
      return "run " + run.runId() + " had not begun to change anything";
    });
  }

  private <T> T guarded(String attempt, StorageIoException.Attempt<T> action) throws StoreException {
    return StorageIoException.guard(attempt, ref.path(), action);
  }
}
