package dev.sessionctl.storage.files;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.PlanItem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a file that is missing. It is written under a temporary name and gets its own by a second name, which fails
 * when somebody else made it first; so nothing is ever overwritten. Undoing a run leaves it.
 */
public final class Creation implements FileStep {

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    void write(OutputStream out) throws IOException;
  }

  private final PlanItem item;
  private final long bytes;
  private final int mode;
  private final Content content;
  private Path temporary;

  /**
   * Makes the file that the item names.
   *
   * @param bytes how many it will have
   * @param mode its permission bits
   */
  public Creation(PlanItem item, long bytes, int mode, Content content) {
    this.item = item;
    this.bytes = bytes;
    this.mode = mode;
    this.content = content;
  }

  @Override
  public PlanItem item() {
    return item;
  }

  @Override
  public long bytesAfter() {
    return bytes;
  }

  @Override
  public List<Path> files() {
    return List.of(item.path());
  }

  @Override
  public void prepare(Tools tools) throws IOException {
    Path name = tools.temporaries().beside(item.path());
    try (FileChannel channel = DurableFiles.createNew(name)) {
      temporary = name;
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.write(out);
      out.flush();
      DurableFiles.setPermissions(name, mode);
    }
    tools.unsynced().add(name);
  }

  @Override
  public void apply(Tools tools, SessionHold hold) throws IOException {
    hold.ensureHeld();
    try {
      DurableFiles.link(item.path(), temporary);
    } catch (FileAlreadyExistsException e) {
      throw new ChangedException(item.path() + " is there by now; it stays as it is");
    }
    DurableFiles.syncDirectory(item.path().getParent());
  }

  @Override
  public void close() throws IOException {
    if (temporary != null) {
      DurableFiles.deleteIfExists(temporary);
    }
  }
}
