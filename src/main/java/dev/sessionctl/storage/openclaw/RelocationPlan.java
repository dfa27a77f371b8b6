package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a relocation would do: which files are rewritten, and how much goes along unchanged. */
record RelocationPlan(
    String summary, List<PlanItem> items, long changes, long bytesBefore, long bytesAfter, List<String> notices)
    implements ChangePlan {

  /** Looks at every file of a state directory. */
  static RelocationPlan of(Path state, Path destination, boolean copy, List<Path> formerRoots) throws IOException {
    boolean inPlace = destination.equals(state);
    List<PlanItem> items = new ArrayList<>();
    long bytes = 0;
    long kept = 0;
    long rewritten = 0;
    PathRewriter probe = new PathRewriter(formerRoots, destination);
    for (StateTree.Node node : StateTree.list(state)) {
      boolean leftBehind = copy && node.treatment() == StateTree.Treatment.LEAVE;
      if (!node.attributes().isRegularFile() || leftBehind) {
        continue;
      }
      bytes += node.attributes().size();
      boolean mayChange = node.treatment() == StateTree.Treatment.REWRITE
          || node.treatment() == StateTree.Treatment.REWRITE_HEADER;
      if (mayChange && wouldChange(node, probe)) {
        items.add(new PlanItem(null, node.path(), "rewrite", "names the former place", node.attributes().size()));
        rewritten++;
      } else {
        kept++;
      }
    }
    List<String> notices = new ArrayList<>();
    notices.add(rewritten + " files are rewritten, " + kept + " go along as they are");
    for (Path root : formerRoots) {
      notices.add("paths below " + root + " become paths below " + destination);
    }
    if (copy) {
      notices.add(state + " stays as it is");
    }
    String verb = inPlace ? "rewrite the paths in " + state : (copy ? "copy " : "move ") + state + " to " + destination;
    long changes = inPlace ? rewritten : copy ? rewritten + kept : Math.max(1, rewritten);
    return new RelocationPlan(verb, items, changes, bytes, bytes, notices);
  }

  private static boolean wouldChange(StateTree.Node node, PathRewriter probe) throws IOException {
    try (InputStream in = TreeRewrite.rewritable(node)) {
      return probe.wouldRewrite(in);
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (PlanItem item : items) {
      visitor.item(item);
    }
  }
}
