package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.LockedException;
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
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Replacement;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.restore.RestoreChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts what a backup holds of a store in its place: everything is unpacked and proved in this tool's area beside the
 * store, then the former directories go to the trash and the new ones get their names, one rename each. A run that is
 * interrupted before the first rename has done nothing; afterwards the next run finishes it, and nothing is removed.
 */
public final class ReplaceChange implements Change {

  private final Store store;
  private final RelocationTarget target;
  private final Replacement request;
  private final StoredBackup backup;
  private final Manifest manifest;
  private final BackupStore found;
  private final BackupTree part;
  private final BackupPlan plan;

  private ReplaceChange(Store store, RelocationTarget target, Replacement request) throws IOException {
    this.store = store;
    this.target = target;
    this.request = request;
    this.backup = StoredBackup.at(request.backup(), target.environment());
    this.manifest = Restore.described(request.backup(), backup::manifest);
    HeldStore held = HeldStore.find(manifest, store.ref());
    this.found = held.store();
    this.part = held.part();
    requireSameName();
    this.plan = makePlan();
  }

  /**
   * Prepares the replacement of a store.
   *
   * @throws GuardException when sessions are newer than in the backup, and nobody said that this may be
   * @throws StoreException when the backup holds no such store, or cannot be read
   */
  public static Change prepare(Replacement request, Store store, RelocationTarget target) throws IOException {
    return new ReplaceChange(store, target, request);
  }

  /** A store that is a file by itself would come beside one of another name. */
  private void requireSameName() throws IOException {
    Path present = store.ref().path();
    Path then = new RestoredTree(part, root(), target.environment()).place(found).path();
    if (Files.isRegularFile(present) && outer().contains(root().relativize(then).toString())
        && !then.endsWith(present.getFileName())) {
      throw new StoreException("the backup holds " + found.path() + ", which has another name than " + present
          + "; bring it back with --into an empty directory");
    }
  }

  private BackupPlan makePlan() throws IOException {
    List<PlanItem> items = new ArrayList<>();
    int[] newer = new int[1];
    int[] present = new int[1];
    long held = 0;
    for (BackupStore each : part.stores()) {
      held += each.sessions().size();
      compare(each, items, newer, present);
    }
    if (newer[0] > 0 && !request.overNewer()) {
      String first = items.stream().map(PlanItem::key).filter(java.util.Objects::nonNull).findFirst().orElseThrow();
      throw new GuardException(newer[0] + " of " + present[0] + " sessions are newer than in the backup or not in it,"
          + " such as " + first + "; bring single ones back with --only, or say --over-newer to replace them, too"
          + " (they go to the trash)");
    }
    long bytes = part.files().stream().mapToLong(BackupFile::size).sum();
    for (String place : outer()) {
      Path path = place.isEmpty() ? root() : root().resolve(place);
      items.add(new PlanItem(null, path, "replace", "by what the backup " + manifest.id() + " holds", bytes));
    }
    List<String> notices = new ArrayList<>();
    notices.add("the backup holds " + held + " sessions in " + part.files().size() + " files; there are "
        + present[0] + " sessions now");
    notices.add("what is there goes to " + target.area().trash());
    if (!part.stores().get(0).sessionsComplete() || !manifest.notTaken().isEmpty()) {
      notices.add("not everything could be taken when the backup was made; its manifest names what");
    }
    return new BackupPlan("replace " + store.ref().path() + " by what the backup " + request.backup() + " holds", items,
        outer().size(), bytes, notices);
  }

  /** Looks for what a store holds now that the backup does not, in this one and in those that are replaced along. */
  private void compare(BackupStore then, List<PlanItem> items, int[] newer, int[] present) throws IOException {
    Map<String, Long> held = new HashMap<>();
    then.sessions().forEach(session -> held.put(session.key(), session.lastActivity()));
    Store now = now(then);
    if (now == null) {
      return;
    }
    try {
      now.scan(ScanRequest.INDEX_ONLY, new SessionVisitor() {
        @Override
        public void session(Session session) {
          present[0]++;
          Long before = held.get(session.key());
          String reason = before == null ? "not in the backup"
              : session.lastActivity() > before ? "newer than in the backup" : null;
          if (reason != null) {
            newer[0]++;
            items.add(new PlanItem(session.key(), null, "replace", reason, 0));
          }
        }

        @Override
        public void problem(Path path, String message) {
          // What cannot be read is a reason to bring a backup back.
        }
      });
    } catch (StoreException e) {
      items.add(new PlanItem(null, now.ref().path(), "replace", "cannot be read: " + e.getMessage(), 0));
    }
  }

  /** What is there of a store of the backup, or null. */
  private Store now(BackupStore then) throws IOException {
    if (then.equals(found)) {
      return store;
    }
    StoreRef place = new RestoredTree(part, target.root(), target.environment()).place(then);
    return Files.exists(place.path(), LinkOption.NOFOLLOW_LINKS) ? Formats.open(place, target.environment()) : null;
  }

  private Path root() throws IOException {
    return target.root().toRealPath();
  }

  private List<String> outer() throws StoreException {
    return new RestoredTree(part, target.root(), target.environment()).places();
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return target.gate(options);
  }

  /** A store that lies in the same directories is replaced along. */
  @Override
  public boolean covers(StoreRef other) {
    return part.stores().stream().anyMatch(each -> each.format().equals(other.format())
        && other.path().getFileName().toString().equals(Path.of(each.path()).getFileName().toString())
        && (other.path().getParent().equals(store.ref().path().getParent())
            || other.path().startsWith(store.ref().path())));
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    Switching switching = new Switching(target.area(), context.runId());
    try {
      context.journal().step(Switching.PREPARED, Map.of("staging", switching.staging().toString()));
      DurableFiles.createDirectory(switching.staging());
      Unpacking unpacking = new Unpacking(switching.staging(), target.environment(), context.progress());
      Set<BackupFile> files = new HashSet<>(part.files());
      unpacking.run(backup, manifest, (tree, file) -> tree.name().equals(part.name()) && files.contains(file),
          backup.place().getParent());
      RestoredTree tree = new RestoredTree(part, root(), target.environment());
      Path unpacked = unpacking.place(part, "");
      tree.prepare(unpacked, null, request.owners());
      tree.finish(unpacked, request.owners());
      target.beforeReplacing(context);
      Path trash = switching.run(Placing.of(tree, unpacked, target.derived(), target.area()), request.command(),
          "replaced by a backup", store.ref().path(), context, target.environment());
      return new ChangeReport(plan.changes(), List.of(), List.of(), 0, plan.bytesAfter(), List.of(trash),
          List.of(tree.rewritten() + " paths rewritten"));
    } catch (IOException e) {
      throw StorageIoException.wrap("restore", store.ref().path(), e);
    } finally {
      switching.close();
    }
  }

  /**
   * Whether an interrupted run was one of these or the undoing of one, or had unpacked a backup and put nothing back of
   * it yet.
   */
  public static boolean isOf(RunRecord run) {
    return run.last(Switching.UNDO) != null || run.last(Switching.PREPARED) != null && !RestoreChange.isOf(run);
  }

  /**
   * Finishes a run that had begun to switch, and removes what another one had unpacked.
   *
   * @throws LockedException when somebody uses by now what is to be switched
   */
  public static String recover(RunRecord run, RelocationTarget target, ApplyContext context) throws IOException {
    return new Switching(target.area(), run.runId()).recover(run, target, context);
  }

  @Override
  public void close() {
    // Nothing is held between the calls.
  }
}
