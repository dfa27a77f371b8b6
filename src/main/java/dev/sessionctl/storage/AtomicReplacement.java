package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Replaces one file so that at every moment, a power cut included, either the old or the new content stands
 * there whole: a temporary file in the same directory is written and synced, renamed over the target, and the
 * directory is synced.
 *
 * <pre>{@code
 * try (AtomicReplacement replacement = AtomicReplacement.begin(target, temporary)) {
 *   write(replacement.channel());
 *   replacement.finishWriting();      // content is durable now, the target untouched
 *   // look once more whether the target is still what the content was made from
 *   replacement.commit();
 * }
 * }</pre>
 *
 * Closing without a commit removes the temporary file and leaves the target alone. Not safe for use by several
 * threads.
 */
public final class AtomicReplacement implements AutoCloseable {

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean finished;
  private boolean committed;

  private AtomicReplacement(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Starts a replacement.
   *
   * @param target the file to replace; need not exist
   * @param temporary a free name in the same directory that the product ignores
   */
  public static AtomicReplacement begin(Path target, Path temporary) throws IOException {
    if (!target.getParent().equals(temporary.getParent())) {
      throw new IllegalArgumentException("temporary file in another directory than " + target);
    }
    return new AtomicReplacement(target, temporary, DurableFiles.createNew(temporary));
  }

  /** Where to write the new content. */
  public FileChannel channel() {
    return channel;
  }

  /** The temporary file. */
  public Path temporary() {
    return temporary;
  }

  /** Makes the new content durable under the temporary name, with the owner and mode of the old file. */
  public void finishWriting() throws IOException {
    finish(true);
  }

  /** The same, but the caller makes the temporary file durable before it is committed: many files at once. */
  public void finishWritingUnsynced() throws IOException {
    finish(false);
  }

  private void finish(boolean sync) throws IOException {
    // A link has no permissions of its own worth keeping: its 0777 would bare the content.
    if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      DurableFiles.carryOverOwnership(target, temporary);
    }
    if (sync) {
      channel.force(true);
    }
    channel.close();
    finished = true;
  }

  /**
   * Puts the new content in place.
   *
   * @throws IllegalStateException before {@link #finishWriting}
   * @throws IOException when the rename failed (the old file stands) or the directory could not be synced (the
   *     new file stands, but may be undone by a power cut)
   */
  public void commit() throws IOException {
    commitUnsynced();
    DurableFiles.syncDirectory(target.getParent());
  }

  /** The same, but the caller syncs the directory: of many files once, or after a lock was given back. */
  public void commitUnsynced() throws IOException {
    if (!finished) {
      throw new IllegalStateException("not finished: " + temporary);
    }
    DurableFiles.rename(temporary, target);
    committed = true;
  }

  @Override
  public void close() throws IOException {
    if (committed) {
      return;
    }
    try (channel) {
      DurableFiles.deleteIfExists(temporary);
    }
  }
}
