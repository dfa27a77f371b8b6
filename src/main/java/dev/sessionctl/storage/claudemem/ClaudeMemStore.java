package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
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
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.LockBreak;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Replacement;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.change.SessionRestoration;
import dev.sessionctl.storage.relocate.RelocationChange;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.restore.RestoreChange;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.TableSizes;
import dev.sessionctl.storage.trash.PurgeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database of claude-mem. */
final class ClaudeMemStore implements Store {

  /** What full copies that migrations left are called among the tables; no table can be. */
  private static final String COPIES = "(copies by migrations)";

  /** A batch of sessions, and the last id in it. */
  private record Batch(List<Session> sessions, long last) {}

  private final StoreRef ref;
  private final Environment environment;
  private final Database database;

  ClaudeMemStore(StoreRef ref, Environment environment) {
    this.ref = ref;
    this.environment = environment;
    this.database = new Database(ref.path(), environment);
  }

  @Override
  public StoreRef ref() {
    return ref;
  }

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    long last = Long.MIN_VALUE;
    while (true) {
      long after = last;
      Batch batch = database.read(connection -> {
        MemSchema schema = MemSchema.of(ref.path(), connection);
        List<Session> sessions = new ArrayList<>();
        long id = after;
        for (MemRow row : new MemRows(schema, connection, environment.now()).after(after)) {
          sessions.add(row.session(ref, request, QueueReaders.of(schema, null), environment));
          id = row.id;
        }
        return new Batch(sessions, id);
      });
      if (batch.sessions().isEmpty()) {
        return true;
      }
      try {
        for (Session session : batch.sessions()) {
          visitor.session(session);
        }
      } catch (IOException e) {
        throw StorageIoException.wrap("read", ref.path(), e);
      }
      last = batch.last();
    }
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    List<LockView> locks = locks();
    List<Owner> owners = owners();
    return new MemInspection(ref, environment).detail(key, request, database, locks, owners);
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException {
    try {
      return new MemCheck(ref, database, environment, request, findings).run();
    } catch (IOException e) {
      throw StorageIoException.wrap("check", ref.path(), e);
    }
  }

  @Override
  public Map<String, Long> sizes() throws StoreException {
    Map<String, Long> sizes = new LinkedHashMap<>(TableSizes.of(database, environment.now()));
    try {
      long copies = 0;
      for (Path copy : CopyAside.find(ref.path())) {
        FileIdentity identity = FileIdentity.ofNullable(copy);
        copies += identity == null ? 0 : identity.size();
      }
      if (copies > 0 && !sizes.isEmpty()) {
        sizes.put(COPIES, copies);
      }
      return sizes;
    } catch (IOException e) {
      throw StorageIoException.wrap("read", ref.path().getParent(), e);
    }
  }

  @Override
  public List<Owner> owners() throws StoreException {
    return new Worker(ref.path(), environment).owners();
  }

  @Override
  public List<LockView> locks() throws StoreException {
    return new Worker(ref.path(), environment).locks();
  }

  @Override
  public AdminArea area() {
    return AdminArea.besides(ref.path().getParent());
  }

  @Override
  public StoreTree tree() {
    return directory();
  }

  private MemDirectory directory() {
    return new MemDirectory(ref, area(), environment);
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    return prepare(request, GateOptions.NONE);
  }

  @Override
  public Change prepare(ChangeRequest request, GateOptions stated) throws StoreException {
    MemGates gates = new MemGates(ref.path(), environment);
    try {
      if (request instanceof Eviction eviction) {
        MemEvictions evictions = new MemEvictions(ref, environment, eviction, gates.release(stated));
        MemPlan plan = evictions.plan(database, gates.isOpen());
        return new MemChange(eviction.command(), ref, area(), environment, plan, evictions::stays);
      }
      if (request instanceof Compaction compaction) {
        MemCompactions compactions = new MemCompactions(ref, environment, compaction, gates.release(stated));
        MemPlan plan = compactions.plan(database, gates.isOpen());
        return new MemChange(compaction.command(), ref, area(), environment, plan, compactions::stays);
      }
      if (request instanceof Repair repair) {
        MemRepairs repairs = new MemRepairs(ref, environment, repair, gates.release(stated));
        return new MemChange(repair.command(), ref, area(), environment, repairs.plan(database), repairs::stays);
      }
      if (request instanceof Restoration restoration) {
        return ReplaceUndo.isWanted(restoration, area())
            ? ReplaceUndo.prepare(restoration, this, directory().requireOwn())
            : RestoreChange.prepare(restoration,
                new MemRestoreTarget(ref, area(), environment, restoration.runId(), stated));
      }
      if (request instanceof Relocation relocation) {
        return RelocationChange.prepare(relocation, directory().requireOwn());
      }
      if (request instanceof SessionRestoration sessions) {
        return SessionRestoreChange.prepare(sessions, this, directory(),
            new MemRestoreTarget(ref, area(), environment, "", GateOptions.NONE), new SessionCopy());
      }
      if (request instanceof Replacement replacement) {
        return ReplaceChange.prepare(replacement, this, directory().requireOwn());
      }
      if (request instanceof Purge purge) {
        return PurgeChange.prepare(purge, area(), environment);
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("read", area().root(), e);
    }
    throw new UnsupportedChangeException(request instanceof LockBreak ? "SQLite's locks go with the process that holds"
        + " them, so there are none to break" : "claude-mem stores have one layout; use --relocate to move one");
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    try {
      if (RowRecovery.isOf(run)) {
        return new RowRecovery(ref, area(), environment).recover(run, context);
      }
      if (ReplaceChange.isOf(run)) {
        return ReplaceChange.recover(run, directory(), context);
      }
      if (RestoreChange.isOf(run)) {
        RunRecord.Step step = run.last("restore");
        String from = step == null ? null : step.text("from");
        return RestoreChange.recover(run,
            new MemRestoreTarget(ref, area(), environment, from == null ? run.runId() : from,
                context.stated().forRecovery()), context);
      }
      if (RelocationChange.isOf(run)) {
        return RelocationChange.recover(run, directory(), context);
      }
      if (PurgeChange.isOf(run)) {
        return PurgeChange.recover(run, area(), context);
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("recover", area().root(), e);
    }
    if (run.steps().size() <= 1) {
      return "run " + run.runId() + " had not begun to change anything";
    }
    throw new UnsupportedChangeException("the interrupted " + run.command() + " is of another release of sessionctl");
  }
}
