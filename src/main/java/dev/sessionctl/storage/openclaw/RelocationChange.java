package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
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
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives a state directory another place, and makes every path that the product resolves name that place: paths in
 * indexes and entries, in the configuration, in trajectory pointers, and the directory in each transcript's header.
 * What people and models wrote is never touched.
 *
 * <p>A move is one rename on the same file system, after which the paths are rewritten file by file; a copy is built
 * beside its destination and appears there by one rename. Both need that no owner lives.
 */
final class RelocationChange implements Change {

  private static final String STEP = "relocate";

  private final StoreFiles files;
  private final Path state;
  private final Path destination;
  private final boolean copy;
  private final List<Path> formerRoots;
  private final Environment environment;
  private final Gates gates;
  private final RelocationPlan plan;

  private RelocationChange(StoreFiles files, Path state, Path destination, boolean copy, List<Path> formerRoots,
      Environment environment, Gates gates) throws IOException {
    this.files = files;
    this.state = state;
    this.destination = destination;
    this.copy = copy;
    this.formerRoots = formerRoots;
    this.environment = environment;
    this.gates = gates;
    this.plan = RelocationPlan.of(state, destination, copy, formerRoots);
  }

  /** Prepares a relocation of the state directory that a store lies in. */
  static Change prepare(Relocation request, StoreFiles files, AdminArea area, Environment environment, Gates gates)
      throws IOException {
    Path state = StorePlace.stateOf(files.sessions());
    if (state == null) {
      throw new UnsupportedChangeException(files.index() + " does not lie in a state directory"
          + " (<state>/agents/<id>/sessions); only whole state directories are relocated");
    }
    Path destination = request.destination();
    boolean inPlace = Files.exists(destination) && Files.isSameFile(destination, state);
    if (!inPlace) {
      requireUsable(state, destination, request.copy());
    } else if (request.copy()) {
      throw new UnsupportedChangeException(destination + " is where the store lies already; leave --copy out to"
          + " rewrite the paths in it");
    }
    Set<Path> roots = new LinkedHashSet<>();
    if (request.formerRoot() != null) {
      roots.add(request.formerRoot());
    } else {
      roots.add(state);
      roots.add(state.toRealPath());
      roots.addAll(RecordedRoots.of(state, environment));
    }
    Path target = inPlace ? state : destination;
    roots.remove(target);
    return new RelocationChange(files, state, target, request.copy(), List.copyOf(roots), environment, gates);
  }

  private static void requireUsable(Path state, Path destination, boolean copy) throws IOException {
    if (Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnsupportedChangeException(destination + " exists already; name a place that does not");
    }
    Path parent = destination.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new UnsupportedChangeException(parent + " is no directory; create it first");
    }
    if (destination.startsWith(state) || state.startsWith(destination)
        || parent.toRealPath().startsWith(state.toRealPath())) {
      throw new UnsupportedChangeException(destination + " and " + state + " lie in one another");
    }
    if (!copy && FileIdentity.of(parent.toRealPath()).device() != FileIdentity.of(state.toRealPath()).device()) {
      throw new UnsupportedChangeException(destination + " is on another file system, where nothing can be moved in"
          + " one step; use --copy, look at the result, then remove " + state);
    }
    if (!copy && Files.isSymbolicLink(state)) {
      throw new UnsupportedChangeException(state + " is a symbolic link; name the directory it leads to");
    }
  }

  @Override
  public ChangePlan plan() {
    return plan;
  }

  @Override
  public Gate gate(GateOptions options) throws StoreException {
    return gates.relocation(options);
  }

  @Override
  public boolean covers(StoreRef other) {
    return other.path().startsWith(state);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      String suffix = StoreFiles.temporarySuffix(environment);
      context.journal().step(STEP, Map.of("state", state.toString(), "destination", destination.toString(),
          "copy", copy, "formerRoots", String.join("\n", formerRoots.stream().map(Path::toString).toList()),
          "staging", staging(context.runId()).toString(), "suffix", suffix));
      PathRewriter rewriter = new PathRewriter(formerRoots, destination);
      try (OpenClawLock lock = OpenClawLock.take(files.index(), LockKind.INDEX, context.lockWait(), Pause.SLEEP,
          environment)) {
        lock.ensureHeld();
        // Under the lock nothing more is done: no owner lives, and the lock file itself would be moved along.
      }
      long done;
      List<String> notices = new ArrayList<>();
      if (copy) {
        TreeCopy treeCopy = new TreeCopy(state, staging(context.runId()), rewriter, environment);
        done = treeCopy.run(context.progress());
        notices.addAll(treeCopy.notices());
        DurableFiles.renameDurably(staging(context.runId()), destination);
      } else {
        if (!destination.equals(state)) {
          DurableFiles.renameDurably(state, destination);
        }
        done = new TreeRewrite(destination, rewriter, suffix).run(context.progress());
        done = destination.equals(state) ? done : Math.max(1, done);
      }
      notices.add(rewriter.replaced() + " paths rewritten");
      return new ChangeReport(done, List.of(), List.of(), plan.bytesBefore(), plan.bytesAfter(), List.of(), notices);
    } catch (IOException e) {
      throw StorageIoException.wrap("relocate", state, e);
    }
  }

  private Path staging(String runId) {
    return destination.resolveSibling("." + destination.getFileName() + ".sessionctl-" + runId);
  }

  /** Whether an interrupted run was a relocation. */
  static boolean isOf(RunRecord run) {
    return run.last(STEP) != null;
  }

  /**
   * Finishes or undoes an interrupted relocation: a copy that did not appear is removed; after a move the paths are
   * rewritten, which changes nothing where they were already.
   */
  static String recover(RunRecord run, ApplyContext context, Environment environment) throws IOException {
    RunRecord.Step step = run.last(STEP);
    Path destination = step.path("destination");
    Path staging = step.path("staging");
    String formerRoots = step.text("formerRoots");
    if (destination == null || staging == null || formerRoots == null || destination.getParent() == null) {
      throw new StoreException("the journal " + run.file() + " does not say what was moved; look at it, then move it"
          + " away");
    }
    boolean ours = destination.getParent().equals(staging.getParent())
        && staging.getFileName().toString().endsWith(".sessionctl-" + run.runId());
    if (Boolean.TRUE.equals(step.fields().get("copy"))) {
      if (ours) {
        DurableFiles.deleteTree(staging);
      }
      return "removed the unfinished copy of run " + run.runId();
    }
    if (!Files.isDirectory(destination.resolve("agents"), LinkOption.NOFOLLOW_LINKS)) {
      return "run " + run.runId() + " had not moved anything";
    }
    List<Path> roots = new ArrayList<>();
    for (String root : formerRoots.split("\n")) {
      roots.add(Path.of(root));
    }
    String suffix = step.text("suffix");
    TreeRewrite.removeTemporaries(destination, suffix);
    new TreeRewrite(destination, new PathRewriter(roots, destination),
        suffix == null ? StoreFiles.temporarySuffix(environment) : suffix).run(context.progress());
    return "finished rewriting the paths of run " + run.runId();
  }

  @Override
  public void close() {
    // Nothing is held between the calls.
  }
}
