package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.DelegatingStep;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.SessionHold;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Takes children that go in the same run out of the list of their parent, once all of them are gone. */
final class LinkCut extends DelegatingStep {

  private final Map<String, Path> children;

  private LinkCut(FileStep rewriting, Map<String, Path> children) {
    super(rewriting);
    this.children = children;
  }

  /**
   * Plans it.
   *
   * @param children their files by their ids
   * @return null when the parent does not name them, or cannot be read
   */
  static FileStep children(Place place, String parent, Map<String, Path> children) throws IOException {
    Path file = Listing.file(place.directory(), parent);
    try {
      StableContent.Read read = StableContent.of(file, null);
      SessionContent content = read.content();
      if (!content.family().locksBeside() || content.children.stream().noneMatch(children::containsKey)) {
        return null;
      }
      Edits edits = new Edits();
      try (FileChannel channel = DurableFiles.openForRead(file)) {
        Spans spans = Spans.of(channel);
        if (spans.isRepeated() || spans.elements("children_ids").size() != content.children.size()) {
          return null;
        }
        boolean[] dropped = new boolean[content.children.size()];
        for (int i = 0; i < dropped.length; i++) {
          dropped[i] = children.containsKey(content.children.get(i));
        }
        spans.dropElements("children_ids", dropped, edits);
      }
      long size = read.identity().size();
      PlanItem item = new PlanItem(parent, file, "rewrite", "names sessions as children that go", size);
      return new LinkCut(new Rewriting(item, "session", read.identity(), edits.sizeAfter(size),
          Rewriting.ModifiedTime.FORWARD, edits::write).provedBy(SameSession.as(content)), children);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    for (Path child : children.values()) {
      if (Files.exists(child, LinkOption.NOFOLLOW_LINKS)) {
        throw new ChangedException("its child " + child.getFileName() + " stayed, so its links do too");
      }
    }
    super.apply(tools, hold);
  }
}
