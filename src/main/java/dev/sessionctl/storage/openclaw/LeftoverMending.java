package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Path;

/** Takes away a temporary file, or a staging directory, whose maker is gone. */
final class LeftoverMending implements Mending {

  private final Path path;
  private final FileIdentity planned;
  private final PlanItem item;

  /**
   * A left-over.
   *
   * @param bytes its size, or 0 for a directory
   * @param proof how it is known that nobody is at it any more
   */
  LeftoverMending(Path path, FileIdentity planned, long bytes, String proof) {
    this.path = path;
    this.planned = planned;
    this.item = new PlanItem(null, path, "set aside", "left over: " + proof, bytes);
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
  public void apply(Tools tools) throws IOException {
    FileIdentity present = FileIdentity.ofNullable(path);
    if (present == null || !present.sameContentAs(planned)) {
      throw new LeftAloneException("it changed since it was looked at");
    }
    if (FileStat.of(path).isDirectory()) {
      tools.trash().moveToLost(path, 0, item.reason());
      return;
    }
    try {
      var file = tools.trash().file(null, "left-over", path, false);
      tools.trash().announce();
      tools.trash().moveIn(file, planned);
    } catch (ChangedException e) {
      throw new LeftAloneException(e.getMessage());
    }
  }
}
