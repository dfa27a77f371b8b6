package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.GuardException;
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
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.relocate.RelocationTarget;
import dev.sessionctl.storage.restore.Places;
import dev.sessionctl.storage.trash.LostBytes;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Undoes a run that replaced a store: what stood there comes back, and what stands there now goes to the trash in turn,
 * from where that can be undone. By the same gate and with the same steps as the replacement, so that an interruption
 * is finished in the same way.
 */
public final class ReplaceUndo implements Change {

  private final Restoration request;
  private final Store store;
  private final RelocationTarget target;
  private final Trash.Run run;
  private final List<Placing> placings;
  private final BackupPlan plan;

  private ReplaceUndo(Restoration request, Store store, RelocationTarget target, Trash.Run run) throws IOException {
    this.request = request;
    this.store = store;
    this.target = target;
    this.run = run;
    this.placings = placings(target.area(), run);
    requireBelievable();
    this.plan = makePlan();
  }

  /** Whether what is asked for is the undoing of a replacement. */
  public static boolean isWanted(Restoration request, AdminArea area) throws IOException {
    Trash.Run run = new Trash(area).find(request.runId());
    return run != null && !placings(area, run).isEmpty();
  }

  /**
   * Prepares it.
   *
   * @throws GuardException when sessions were active since, and nobody said that what was written may go
   * @throws StoreException when what stood there is not in the trash any more, or only a part of it is asked for
   */
  public static Change prepare(Restoration request, Store store, RelocationTarget target) throws IOException {
    if (!request.keys().isEmpty()) {
      throw new StoreException("run " + request.runId() + " replaced the store as a whole: leave the keys out to put it"
          + " back as a whole");
    }
    return new ReplaceUndo(request, store, target, new Trash(target.area()).find(request.runId()));
  }

  private static List<Placing> placings(AdminArea area, Trash.Run run) throws IOException {
    List<Placing> placings = new ArrayList<>();
    new Trash(area).read(run, new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        // A run that replaces a store sets nothing else aside.
      }

      @Override
      public void file(TrashedFile file) {
        // Likewise.
      }

      @Override
      public void lost(LostBytes lost) {
        if (lost.switched()) {
          placings.add(new Placing(lost.origin(), lost.kept()));
        }
      }

      @Override
      public void filled(Path place) {
        placings.add(new Placing(place, null));
      }
    });
    return placings;
  }

  /** A manifest is a file like any other. */
  private void requireBelievable() throws IOException {
    Places places = new Places(List.of(target.root()), true);
    for (Placing placing : placings) {
      String refusal = places.refuseWhole(placing.place());
      if (refusal != null) {
        throw new StoreException("nothing of run " + run.runId() + " can be put back: " + placing.place() + ": "
            + refusal);
      }
      Path kept = placing.staged();
      if (kept != null && (!Trash.isWhole(run) || !Files.exists(kept, LinkOption.NOFOLLOW_LINKS)
          || Files.isSymbolicLink(kept) || Files.isSymbolicLink(kept.getParent()))) {
        throw new StoreException("nothing of run " + run.runId() + " can be put back: what stood at " + placing.place()
            + " is not in the trash any more");
      }
    }
  }

  private BackupPlan makePlan() throws IOException {
    List<PlanItem> items = new ArrayList<>();
    String problem = since(items);
    if (!items.isEmpty() && !request.overNewer()) {
      throw new GuardException(items.size() + (items.size() == 1 ? " session was" : " sessions were")
          + " active since run " + run.runId() + ", such as " + items.get(0).key() + ": say --over-newer to put back"
          + " what stood there all the same (what was written since goes to the trash)");
    }
    for (Placing placing : placings) {
      items.add(new PlanItem(null, placing.place(), placing.staged() == null ? "set aside" : "restore",
          placing.staged() == null ? "nothing stood there" : "as it was before run " + run.runId(), 0));
    }
    List<String> notices = new ArrayList<>(List.of("what is there goes to " + target.area().trash()));
    if (problem != null) {
      notices.add(problem);
    }
    return new BackupPlan("put back what stood at " + store.ref().path() + " before run " + run.runId() + " of "
        + Instant.ofEpochMilli(run.at()), items, placings.size(), 0, notices);
  }

  /** Finds what was active since; gives why not all of it is known, or null. */
  private String since(List<PlanItem> items) throws IOException {
    try {
      store.scan(ScanRequest.INDEX_ONLY, new SessionVisitor() {
        @Override
        public void session(Session session) {
          if (session.lastActivity() > run.at()) {
            items.add(new PlanItem(session.key(), null, "set aside", "active since", 0));
          }
        }

        @Override
        public void problem(Path path, String message) {
          // What cannot be read is a reason to go back.
        }
      });
      return null;
    } catch (StoreException e) {
      return "what is there cannot be read: " + e.getMessage();
    }
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return target.gate(options);
  }

  /** A store that lies in the same places comes back along. */
  @Override
  public boolean covers(StoreRef other) {
    return placings.stream().anyMatch(placing -> other.path().startsWith(placing.place()));
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      context.journal().step(Switching.UNDO, Map.of(Switching.TRASH, run.runId()));
      target.beforeReplacing(context);
      Path trash = new Switching(target.area(), context.runId()).run(placings, request.command(),
          "gave way to what stood there before run " + run.runId(), store.ref().path(), context, target.environment());
      Switching.dropEmpty(run.root());
      return new ChangeReport(placings.size(), List.of(), List.of(), 0, 0, List.of(trash), List.of());
    } catch (IOException e) {
      throw StorageIoException.wrap("restore", store.ref().path(), e);
    }
  }

  @Override
  public void close() {
    // Nothing is held between the calls.
  }
}
