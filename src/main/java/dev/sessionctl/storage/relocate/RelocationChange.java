package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
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
import dev.sessionctl.storage.change.JournalFile;
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
 * Gives a directory another place, and makes every path that the product resolves name that place. What people and
 * models wrote is never touched.
 *
 * <p>A move is one rename on the same file system, after which the paths are rewritten file by file; a copy is built
 * beside its destination and appears there by one rename. Both need that no owner lives.
 */
public final class RelocationChange implements Change {

  private static final String STEP = "relocate";

  private final RelocationTarget target;
  private final Path state;
  private final Path destination;
  private final boolean copy;
  private final List<Path> formerRoots;
  private final RelocationPlan plan;

  private RelocationChange(RelocationTarget target, Path destination, boolean copy, List<Path> formerRoots)
      throws IOException {
    this.target = target;
    this.state = target.root();
    this.destination = destination;
    this.copy = copy;
    this.formerRoots = formerRoots;
    this.plan = RelocationPlan.of(target, destination, copy, formerRoots);
  }

  /**
   * Prepares a relocation.
   *
   * @throws UnsupportedChangeException when the destination cannot be one
   */
  public static Change prepare(Relocation request, RelocationTarget target) throws IOException {
    Path state = target.root();
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
      roots.addAll(target.formerRoots());
    }
    Path place = inPlace ? state : destination;
    roots.remove(target.rootOfPaths(place));
    return new RelocationChange(target, place, request.copy(), List.copyOf(roots));
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
    return target.gate(options);
  }

  @Override
  public boolean covers(StoreRef other) {
    return other.path().startsWith(state);
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    try {
      FileIdentity identity = FileIdentity.of(state);
      Map<String, Object> step = Map.of("state", state.toString(), "destination", destination.toString(), "copy", copy,
          "formerRoots", String.join("\n", formerRoots.stream().map(Path::toString).toList()), "staging",
          staging(context.runId()).toString(), "device", identity.device(), "inode", identity.inode());
      context.journal().step(STEP, step);
      target.beforeMoving(context);
      return copy ? copy(context) : move(context, step);
    } catch (IOException e) {
      throw StorageIoException.wrap("relocate", state, e);
    }
  }

  private ChangeReport copy(ApplyContext context) throws IOException {
    PathRewriter rewriter = new PathRewriter(formerRoots, target.rootOfPaths(destination));
    TreeCopy treeCopy = new TreeCopy(target, staging(context.runId()), rewriter);
    long done = treeCopy.run(context.progress());
    DurableFiles.renameDurably(staging(context.runId()), destination);
    return report(done, rewriter, treeCopy.notices());
  }

  private ChangeReport move(ApplyContext context, Map<String, Object> step) throws IOException {
    PathRewriter rewriter = new PathRewriter(formerRoots, target.rootOfPaths(destination));
    if (destination.equals(state)) {
      return report(new TreeRewrite(target, state, rewriter, context.runId()).run(context.progress()), rewriter,
          List.of());
    }
    try (JournalFile there = journalThere(context.runId(), step)) {
      DurableFiles.renameDurably(state, destination);
      long done = new TreeRewrite(target, destination, rewriter, context.runId()).run(context.progress());
      if (there != null) {
        there.end("done");
      }
      List<String> notices = there == null ? List.of()
          : List.of("what earlier runs set aside stays in " + target.area().root());
      return report(Math.max(1, done), rewriter, notices);
    }
  }

  /**
   * The journal as the next run will look for it: an area that lies beside the directory does not move along, and a run
   * that is interrupted after the rename is found at the new place.
   */
  private JournalFile journalThere(String runId, Map<String, Object> step) throws IOException {
    if (target.area().root().startsWith(state)) {
      return null;
    }
    AdminArea area = AdminArea.besides(destination);
    if (area.root().equals(target.area().root())) {
      return null;
    }
    area.createBefore(destination);
    JournalFile journal =
        JournalFile.begin(area, runId, new Relocation(destination, copy, null).command(), target.store(),
            target.environment());
    boolean begun = false;
    try {
      journal.step(STEP, step);
      begun = true;
      return journal;
    } finally {
      if (!begun) {
        journal.close();
      }
    }
  }

  private ChangeReport report(long done, PathRewriter rewriter, List<String> more) {
    List<String> notices = new ArrayList<>(more);
    notices.add(rewriter.replaced() + " paths rewritten");
    return new ChangeReport(done, List.of(), List.of(), plan.bytesBefore(), plan.bytesAfter(), List.of(), notices);
  }

  private Path staging(String runId) {
    return destination.resolveSibling("." + destination.getFileName() + ".sessionctl-" + runId);
  }

  /** Whether an interrupted run was a relocation. */
  public static boolean isOf(RunRecord run) {
    return run.last(STEP) != null;
  }

  /**
   * Finishes or undoes an interrupted relocation: a copy that did not appear is removed; after a move the paths are
   * rewritten, which changes nothing where they were already.
   */
  public static String recover(RunRecord run, RelocationTarget target, ApplyContext context) throws IOException {
    RunRecord.Step step = run.last(STEP);
    Path destination = step.path("destination");
    Path staging = step.path("staging");
    String formerRoots = step.text("formerRoots");
    if (destination == null || staging == null || formerRoots == null
        || destination.getParent() == null) {
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
    // Somebody may have made a new directory at either place: ours is the one that it was.
    FileIdentity there = FileIdentity.ofNullable(destination);
    if (there == null || !Long.valueOf(there.inode()).equals(step.fields().get("inode"))
        || !Long.valueOf(there.device()).equals(step.fields().get("device"))) {
      return "run " + run.runId() + " had not moved anything";
    }
    List<Path> roots = new ArrayList<>();
    for (String root : formerRoots.split("\n")) {
      roots.add(Path.of(root));
    }
    TreeRewrite rewrite =
        new TreeRewrite(target, destination, new PathRewriter(roots, target.rootOfPaths(destination)), run.runId());
    rewrite.removeTemporaries();
    rewrite.run(context.progress());
    return "finished rewriting the paths of run " + run.runId();
  }

  @Override
  public void close() {
    // Nothing is held between the calls.
  }
}
