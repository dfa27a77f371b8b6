package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a relocation would do: which files are rewritten, and how much goes along unchanged. */
record RelocationPlan(
    String summary, List<PlanItem> items, long changes, long bytesBefore, long bytesAfter, List<String> notices)
    implements ChangePlan {

  /** Looks at every file of the directory. */
  static RelocationPlan of(RelocationTarget target, Path destination, boolean copy, List<Path> formerRoots)
      throws IOException {
    Path state = target.root();
    boolean inPlace = destination.equals(state);
    List<PlanItem> items = new ArrayList<>();
    long bytes = 0;
    long kept = 0;
    long rewritten = 0;
    PathRewriter probe = new PathRewriter(formerRoots, target.rootOfPaths(destination));
    for (Tree.Node node : Tree.list(state, target)) {
      boolean leftBehind = copy && node.treatment() == Treatment.LEAVE;
      if (!node.attributes().isRegularFile() || leftBehind) {
        continue;
      }
      bytes += node.attributes().size();
      if (node.mayBeRewritten() && wouldChange(node, target, probe)) {
        items.add(new PlanItem(null, node.path(), "rewrite", "names the former place", node.attributes().size()));
        rewritten++;
      } else {
        kept++;
      }
    }
    List<String> notices = new ArrayList<>();
    notices.add(rewritten + " files are rewritten, " + kept + " go along as they are");
    for (Path root : formerRoots) {
      notices.add("paths below " + root + " become paths below " + target.rootOfPaths(destination));
    }
    if (copy) {
      notices.add(state + " stays as it is");
    }
    String verb = inPlace ? "rewrite the paths in " + state : (copy ? "copy " : "move ") + state + " to " + destination;
    long changes = inPlace ? rewritten : copy ? rewritten + kept : Math.max(1, rewritten);
    return new RelocationPlan(verb, items, changes, bytes, bytes, notices);
  }

  private static boolean wouldChange(Tree.Node node, RelocationTarget target, PathRewriter probe)
      throws IOException {
    try {
      return TreeRewrite.names(node.path(), node.treatment(), target, probe);
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
