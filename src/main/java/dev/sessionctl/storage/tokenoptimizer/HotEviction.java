package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.files.FileStep;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.files.SetAside;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the manifest and the checkpoints of a session away and leaves the record of what was captured, so that a
 * gateway which goes on with the session captures nothing again. The manifest goes first: a capture in between begins a
 * new one, and a line that is on its way to the old one is carried over to that; and never is there a last line without
 * its checkpoint, which would make the plugin skip what equals it.
 */
final class HotEviction implements FileStep {

  private final PlanItem item;
  private final SetAside.Part manifest;
  private final List<SetAside.Part> checkpoints;
  private final Map<SetAside.Part, TrashedFile> announced = new LinkedHashMap<>();
  private LateLines late;
  private String left;

  /**
   * An eviction.
   *
   * @param manifest the manifest, or null when there is none
   * @param checkpoints what it names, and what was left behind long ago
   */
  HotEviction(PlanItem item, SetAside.Part manifest, List<SetAside.Part> checkpoints) {
    this.item = item;
    this.manifest = manifest;
    this.checkpoints = List.copyOf(checkpoints);
  }

  /** In the order in which they are announced, and so come back: no line before its checkpoint. */
  private List<SetAside.Part> parts() {
    List<SetAside.Part> parts = new ArrayList<>(checkpoints);
    if (manifest != null) {
      parts.add(manifest);
    }
    return parts;
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return 0;
  }

  @Override
  public List<Path> files() {
    return parts().stream().map(SetAside.Part::path).toList();
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    for (SetAside.Part part : parts()) {
      announced.put(part, part.announce(item, tools));
    }
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    for (SetAside.Part part : parts()) {
      part.requireUnchanged("the session stays");
    }
    hold.ensureHeld();
    if (manifest != null) {
      tools.trash().moveIn(announced.get(manifest), manifest.identity());
      late = LateLines.begin();
    }
    for (SetAside.Part part : checkpoints) {
      try {
        tools.trash().moveIn(announced.get(part), part.identity());
      } catch (ChangedException | NoSuchFileException e) {
        left = part.path() + " changed at that moment and stays";
      }
    }
  }

  @Override
  public String settle(Tools tools) throws IOException {
    if (late == null) {
      return left;
    }
    TrashedFile kept = announced.get(manifest);
    long carried = late.carryOver(kept.kept(), kept.bytes(), kept.origin());
    return carried == 0 ? left : manifest.path() + ": " + carried
        + " bytes that were appended at that moment were carried over" + (left == null ? "" : "; " + left);
  }
}
