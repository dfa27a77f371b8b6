package dev.sessionctl.storage.trash;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Formats;
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
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Removes what runs set aside. Touches nothing of any product, so every format can use it and no gate is asked. A
 * directory is first renamed to a name that no run has, durably, and then removed: whatever has a run's name is whole.
 * One run after the other, so that a purge whose time is over leaves all the others as they are.
 */
public final class PurgeChange implements Change {

  private static final String STEP = "purge";

  private final AdminArea area;
  private final PurgePlan plan;
  private final Environment environment;

  private PurgeChange(AdminArea area, PurgePlan plan, Environment environment) {
    this.area = area;
    this.plan = plan;
    this.environment = environment;
  }

  /** Prepares the removal of what an area holds. */
  public static Change prepare(Purge request, AdminArea area, Environment environment) throws IOException {
    return new PurgeChange(area, PurgePlan.of(area, request, environment.now()), environment);
  }

  /** Whether an interrupted run was a purge. */
  public static boolean isOf(RunRecord run) {
    return new Purge(java.util.Set.of(), null, false).command().equals(run.command());
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) {
    return Gate.OPEN;
  }

  /** Several stores may share an area. */
  @Override
  public boolean covers(StoreRef other) {
    return Formats.open(other, environment).area().root().equals(area.root());
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      context.journal().step(STEP, Map.of("items", plan.changes()));
      List<PlanItem> skipped = new ArrayList<>();
      Map<String, List<PlanItem>> runs = plan.byRun();
      long done = 0;
      boolean over = false;
      for (List<PlanItem> items : runs.values()) {
        // Once it was over it stays so, whatever the clock does: runs go in the order of the plan.
        over = over || context.isOver(environment);
        if (over) {
          items.forEach(item -> skipped.add(
              new PlanItem(null, item.path(), "skip", ApplyContext.OUT_OF_TIME, item.bytes())));
        } else {
          context.progress().progress(STEP, done++, runs.size());
          remove(items, skipped);
        }
      }
      sweep(area);
      DurableFiles.syncDirectory(area.runs());
      long left = skipped.stream().mapToLong(PlanItem::bytes).sum();
      return new ChangeReport(plan.changes() - skipped.size(), skipped, List.of(), plan.bytesBefore(), left, List.of(),
          List.of());
    } catch (IOException e) {
      throw StorageIoException.of("purge", area.root(), e);
    }
  }

  /** Removes what there is of one run; its journal last, since until nothing else is left it tells what the run was. */
  private void remove(List<PlanItem> items, List<PlanItem> skipped) throws IOException {
    for (PlanItem item : items) {
      Path path = item.path();
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        skipped.add(new PlanItem(null, path, "skip", "it is gone already", 0));
      } else if (path.getParent().equals(area.runs())) {
        DurableFiles.deleteIfExists(path);
      } else {
        Path doomed = path.resolveSibling(PurgePlan.REMOVING + path.getFileName());
        DurableFiles.rename(path, doomed);
        DurableFiles.syncDirectory(path.getParent());
        DurableFiles.deleteTree(doomed);
        DurableFiles.syncDirectory(path.getParent());
      }
    }
  }

  /** Finishes an interrupted purge: what was renamed is removed; what was not is still whole. */
  public static String recover(RunRecord run, AdminArea area, ApplyContext context) throws IOException {
    sweep(area);
    return "finished removing what run " + run.runId() + " had begun to remove";
  }

  /** Removes what was renamed and is still there. */
  private static void sweep(AdminArea area) throws IOException {
    for (Path parent : List.of(area.trash(), area.backups())) {
      List<Path> doomed = doomed(parent);
      if (doomed.isEmpty()) {
        continue;
      }
      DurableFiles.syncDirectory(parent);
      for (Path directory : doomed) {
        DurableFiles.deleteTree(directory);
      }
      DurableFiles.syncDirectory(parent);
    }
  }

  private static List<Path> doomed(Path parent) throws IOException {
    List<Path> doomed = new ArrayList<>();
    if (Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, PurgePlan.REMOVING + "*")) {
        entries.forEach(doomed::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return doomed;
  }

  @Override
  public void close() {
    // Nothing is held between the calls.
  }
}
