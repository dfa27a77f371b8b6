package dev.sessionctl.storage.files;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.PlanItem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes a file that is missing. It is written under a temporary name and gets its own by a second name, which fails
 * when somebody else made it first; so nothing is ever overwritten. Undoing a run leaves it, and the directories that
 * were made for it.
 */
public final class Creation implements FileStep {

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    void write(OutputStream out) throws IOException;
  }

  private static final long NOW = Long.MIN_VALUE;

  private final PlanItem item;
  private final long bytes;
  private final int mode;
  private final Content content;
  private boolean makesDirectories;
  private long modifiedNanos = NOW;
  private Path temporary;
  private final Deque<Path> made = new ArrayDeque<>();

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

  /** The same, making the directories that it lies in and that are missing, for nobody but their owner. */
  public Creation makingDirectories() {
    makesDirectories = true;
    return this;
  }

  /** The same, with that modification time, nanoseconds since the epoch. */
  public Creation modifiedAt(long nanos) {
    modifiedNanos = nanos;
    return this;
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
    if (makesDirectories) {
      makeDirectory(name.getParent());
    }
    try (FileChannel channel = DurableFiles.createNew(name)) {
      temporary = name;
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.write(out);
      out.flush();
      DurableFiles.setPermissions(name, mode);
    }
    if (modifiedNanos != NOW) {
      Files.setLastModifiedTime(name, FileTime.from(modifiedNanos, TimeUnit.NANOSECONDS));
    }
    tools.unsynced().add(name);
  }

  private void makeDirectory(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      makeDirectory(directory.getParent());
      DurableFiles.createDirectory(directory);
      made.push(directory);
      DurableFiles.syncDirectory(directory.getParent());
    }
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
    for (Path directory : made) {
      try {
        DurableFiles.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException e) {
        // It is in use, as it should be, and so are those around it.
        return;
      }
    }
  }
}
