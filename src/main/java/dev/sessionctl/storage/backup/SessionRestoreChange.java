package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.SessionRestoration;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.restore.RestoreTarget;
import dev.sessionctl.storage.trash.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings single sessions of a backup back into a store that may be in use. The backup is unpacked in this tool's area,
 * the sessions are taken out of that copy into a trash, and come back from there as anything that a run set aside does:
 * under the product's lock, and never over anything newer.
 */
public final class SessionRestoreChange implements Change {

  private final Store store;
  private final StoreTree tree;
  private final RestoreTarget target;
  private final SessionSource source;
  private final SessionRestoration request;
  private final StoredBackup backup;
  private final Manifest manifest;
  private final HeldStore held;
  private final Set<String> returning = new LinkedHashSet<>();
  private final BackupPlan plan;
  private GateOptions options = GateOptions.NONE;

  private SessionRestoreChange(Store store, StoreTree tree, RestoreTarget target, SessionSource source,
      SessionRestoration request) throws IOException {
    this.store = store;
    this.tree = tree;
    this.target = target;
    this.source = source;
    this.request = request;
    this.backup = StoredBackup.at(request.backup(), target.environment());
    this.manifest = Restore.described(request.backup(), backup::manifest);
    this.held = HeldStore.find(manifest, store.ref());
    this.plan = makePlan();
  }

  /**
   * Prepares the way back of sessions.
   *
   * @throws NoSuchSessionException when the backup does not hold one of them
   */
  public static Change prepare(SessionRestoration request, Store store, StoreTree tree, RestoreTarget target,
      SessionSource source) throws IOException {
    return new SessionRestoreChange(store, tree, target, source, request);
  }

  private BackupPlan makePlan() throws IOException {
    Map<String, Long> then = new HashMap<>();
    held.store().sessions().forEach(session -> then.put(session.key(), session.lastActivity()));
    Map<String, Long> now = new HashMap<>();
    store.scan(ScanRequest.INDEX_ONLY, new SessionVisitor() {
      @Override
      public void session(Session session) {
        if (request.keys().contains(session.key())) {
          now.put(session.key(), session.lastActivity());
        }
      }

      @Override
      public void problem(Path path, String message) {
        // What comes back may be just that.
      }
    });
    List<PlanItem> items = new ArrayList<>();
    List<String> notices = new ArrayList<>(List.of("from the backup " + manifest.id() + " of "
        + Instant.ofEpochMilli(manifest.begun())));
    for (String key : request.keys()) {
      if (!then.containsKey(key)) {
        throw new NoSuchSessionException("the backup holds no session " + key + " of " + store.ref().path());
      }
      boolean newer = now.containsKey(key) && now.get(key) > then.get(key);
      if (newer) {
        notices.add(key + " is newer than in the backup, and stays");
      } else {
        returning.add(key);
      }
      items.add(new PlanItem(key, null, newer ? "keep" : "restore", newer ? "newer than in the backup"
          : now.containsKey(key) ? "there, and not newer" : "not there", 0));
    }
    return new BackupPlan("bring " + returning.size() + " of " + request.keys().size() + " sessions back into "
        + store.ref().path(), items, returning.size(), 0, notices);
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions stated) throws StoreException {
    options = stated;
    try {
      return target.gate(stated);
    } catch (IOException e) {
      throw StorageIoException.wrap("look for owners of", store.ref().path(), e);
    }
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    Environment environment = target.environment();
    Switching switching = new Switching(target.area(), context.runId());
    String from = RunId.next(environment);
    try {
      context.journal().step(Switching.PREPARED,
          Map.of("staging", switching.staging().toString(), Switching.TRASH, from));
      takeOut(switching.staging(), from, context);
      switching.close();
      try (Change change = store.prepare(new Restoration(from, returning), options)) {
        Gate gate = change.gate(options);
        if (!gate.isOpen()) {
          throw new LockedException(gate.reason());
        }
        ChangeReport report = change.apply(context);
        // The backup has it still.
        DurableFiles.deleteTree(target.area().trash().resolve(from));
        return report;
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("restore", store.ref().path(), e);
    } finally {
      switching.close();
    }
  }

  /** Unpacks the store, takes the sessions out of the copy, and moves that trash to where the store's own is. */
  private void takeOut(Path staging, String run, ApplyContext context) throws IOException {
    Environment environment = target.environment();
    DurableFiles.createDirectory(staging);
    Unpacking unpacking = new Unpacking(staging, environment, context.progress());
    Set<BackupFile> files = new HashSet<>(held.part().files());
    unpacking.run(backup, manifest, (each, file) -> each.name().equals(held.part().name()) && files.contains(file),
        backup.place().getParent());
    Path root = tree.root().toRealPath();
    RestoredTree restored = new RestoredTree(held.part(), root, environment);
    Path unpacked = unpacking.place(held.part(), "");
    restored.prepare(unpacked, null, false);
    // Under the name by which the area was found, so that what differs of the two places stands in front.
    Path copies = staging.resolve("copy");
    DurableFiles.createDirectory(copies);
    Path copy = copies.resolve(tree.root().getFileName().toString());
    DurableFiles.renameDurably(unpacked, copy);
    StoreRef live = restored.place(held.store());
    StoreRef ref = new StoreRef(live.format(), live.generation(), copy.resolve(root.relativize(live.path())),
        live.agent(), null);
    Store open = Formats.open(ref, environment);
    open.area().create();
    try (JournalFile journal = JournalFile.begin(open.area(), run, "restore", ref.path(), environment)) {
      source.setAside(ref, returning, new ApplyContext(run, journal, context.lockWait(), context.progress()),
          environment);
      journal.end("done");
    }
    Trash.Run taken = new Trash(open.area()).find(run);
    if (taken == null) {
      throw new StoreException("the backup holds nothing of these sessions");
    }
    Path trash = target.area().trash();
    if (!Files.isDirectory(trash, LinkOption.NOFOLLOW_LINKS)) {
      DurableFiles.createDirectory(trash);
      DurableFiles.syncDirectory(trash.getParent());
    }
    DurableFiles.renameDurably(taken.root(), trash.resolve(run));
  }

  @Override
  public void close() {
    // Nothing is held between the calls.
  }
}
