package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.OwnLock;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.files.FileChange;
import dev.sessionctl.storage.files.FilePlan;
import dev.sessionctl.storage.files.SessionHold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts the plugin's tree together with one that exists at the destination of a relocation. What is changed is the
 * destination only; so its area has the trash and a journal of its own, by which the next run there clears up.
 */
@SuppressWarnings("try") // the own lock is only held, never referred to
final class UnionChange implements Change {

  private static final String STEP = "unite";

  private final StorePaths from;
  private final StorePaths to;
  private final Environment environment;
  private final String command;
  private final FilePlan plan;
  private final FileChange change;

  private UnionChange(StorePaths from, StorePaths to, Environment environment, String command) throws IOException {
    this.from = from;
    this.to = to;
    this.environment = environment;
    this.command = command;
    StoreRef there = new StoreRef(TokenOptimizer.NAME, "plugin", to.root(), null, null);
    this.plan = new UnionPlanner(from, to).plan();
    this.change =
        new FileChange(command, there, to.area(), environment, this::gate, SessionHold.Taker.NONE, plan);
  }

  /** Whether the destination holds a tree of the plugin's that is not the one that is relocated. */
  static boolean isWanted(StorePaths from, Relocation request) throws IOException {
    Path destination = request.destination();
    if (!Files.isDirectory(destination) || Files.isSameFile(destination, from.root())) {
      return false;
    }
    List<StoreRef> found = new ArrayList<>();
    Discovery.at(destination, found::add);
    return !found.isEmpty();
  }

  /**
   * Prepares it.
   *
   * @throws UnsupportedChangeException when the two trees cannot be put together, or that is not what was asked for
   */
  static UnionChange prepare(StorePaths from, Environment environment, Relocation request) throws IOException {
    Path destination = request.destination();
    if (!request.copy()) {
      throw new UnsupportedChangeException(destination + " exists already, and two trees are put together with --copy"
          + " only; look at the result, then remove " + from.root());
    }
    if (request.formerRoot() != null) {
      throw new UnsupportedChangeException("--from is not for putting two trees together: what comes along leads to "
          + destination + " in any case");
    }
    Path real = destination.toRealPath();
    if (real.startsWith(from.root().toRealPath()) || from.root().toRealPath().startsWith(real)) {
      throw new UnsupportedChangeException(destination + " and " + from.root() + " lie in one another");
    }
    StorePaths to = new StorePaths(destination);
    for (RunRecord run : JournalFile.readAll(to.area())) {
      if (!run.finished() && run.changed(to.root())) {
        throw new StoreException("the run " + run.runId() + " on " + destination + " was interrupted; 'sessionctl"
            + " repair --store " + destination + "' finishes or undoes it first");
      }
    }
    UnionChange change = new UnionChange(from, to, environment, request.command());
    List<PlanItem> left = change.plan.kept();
    if (change.plan.changes() == 0 && !left.isEmpty()) {
      throw new StoreException("nothing of " + from.root() + " can be put into " + destination + ": "
          + left.get(0).path() + ": " + left.get(0).reason()
          + (left.size() == 1 ? "" : " (and " + (left.size() - 1) + " more)"));
    }
    return change;
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    Gate source = new Gates(from, environment).relocation(options);
    return source.isOpen() ? new Gates(to, environment).relocation(options) : source;
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      context.journal().step(STEP, Map.of("into", to.root().toString()));
      to.area().create();
      try (OwnLock lock = OwnLock.take(to.area(), context.runId(), environment);
          JournalFile there =
              JournalFile.begin(to.area(), context.runId(), command, to.root(), environment)) {
        ChangeReport report = change.apply(new ApplyContext(context.runId(), there, context.lockWait(),
            context.progress(), context.deadline(), context.stated()));
        List<PlanItem> skipped = new ArrayList<>(plan.kept());
        skipped.addAll(report.skipped());
        there.end(skipped.isEmpty() ? "done" : "done in part");
        return new ChangeReport(report.done(), skipped, report.failed(), report.bytesBefore(), report.bytesAfter(),
            report.backups(), report.notices());
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("put together", to.root(), e);
    }
  }

  /** Whether an interrupted run was one. */
  static boolean isOf(RunRecord run) {
    return run.last(STEP) != null;
  }

  /** There is nothing to mend here: only the destination was changed, whose own journal says how far. */
  static String recover(RunRecord run) {
    return "nothing was changed here; what was put into " + run.last(STEP).path("into")
        + " stays, and the same command does the rest";
  }

  @Override
  public void close() {
    change.close();
  }
}
