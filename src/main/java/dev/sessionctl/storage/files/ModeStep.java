package dev.sessionctl.storage.files;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Changes the permission bits of a regular file or a directory; the trash remembers what they were. */
public final class ModeStep implements FileStep {

  private final PlanItem item;
  private final int before;
  private final int after;

  /** Changes what the item names, when it still has the bits it had. */
  public ModeStep(PlanItem item, int before, int after) {
    this.item = item;
    this.before = before;
    this.after = after;
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return item.bytes();
  }

  @Override
  public List<Path> files() {
    return List.of(item.path());
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    requireUnchanged();
    tools.trash().mode(item.path(), before, after);
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    requireUnchanged();
    try {
      DurableFiles.setPermissions(item.path(), after);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new ChangedException("its mode cannot be changed: " + StorageIoException.reason(e));
    }
  }

  private void requireUnchanged() throws IOException {
    FileStat stat = FileStat.of(item.path());
    if (stat.isSymbolicLink() || stat.permissions() != before) {
      throw new ChangedException(item.path() + " has another mode than when it was looked at; it stays as it is");
    }
  }
}
