package dev.sessionctl.storage.files;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Moves something that no session can use into {@code lost+found} as it is: a damaged file, a directory or a symbolic
 * link where none belongs. Nothing ever puts it back by itself.
 */
public final class MoveToLost implements FileStep {

  private final PlanItem item;
  private final FileIdentity identity;

  /**
   * Moves what the item names; its reason is kept with it.
   *
   * @param identity which it was when the plan was made
   */
  public MoveToLost(PlanItem item, FileIdentity identity) {
    this.item = item;
    this.identity = identity;
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
    return List.of(item.path());
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    requireUnchanged();
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    requireUnchanged();
    hold.ensureHeld();
    tools.trash().moveToLost(item.path(), item.bytes(), item.reason());
  }

  private void requireUnchanged() throws IOException {
    if (!identity.equals(FileIdentity.ofNullable(item.path()))) {
      throw new ChangedException(item.path() + " changed since it was looked at; it stays where it is");
    }
  }
}
