package dev.sessionctl.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that the operator asked for, outside of any store: mode 0600 whatever stood there before, and there as a whole
 * or not at all. Not safe for use by several threads.
 */
public final class PrivateOutput implements AutoCloseable {

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean committed;

  private PrivateOutput(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
    this.stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
  }

  /** Begins a file; nothing stands at its name until it is committed. */
  public static PrivateOutput begin(Path target, Environment environment) throws StoreException {
    if (Files.isDirectory(target) || target.getFileName() == null) {
      throw new StorageIoException("cannot write " + target + ": it is a directory", null);
    }
    Path temporary = target.resolveSibling("." + target.getFileName() + "."
        + Long.toHexString(environment.random().nextLong()) + ".tmp");
    try {
      return new PrivateOutput(target, temporary, DurableFiles.createNew(temporary));
    } catch (IOException e) {
      throw StorageIoException.of("write", target, e);
    }
  }

  /** Where to write. */
  public OutputStream stream() {
    return stream;
  }

  /** Makes what was written durable and gives it its name. */
  public void commit() throws StoreException {
    try {
      stream.flush();
      channel.force(true);
      DurableFiles.rename(temporary, target);
      committed = true;
      DurableFiles.syncDirectory(target.getParent());
    } catch (IOException e) {
      throw StorageIoException.of("write", target, e);
    }
  }

  /** Opens such a file for reading. */
  public static InputStream read(Path file) throws StoreException {
    try {
      if (!Files.isRegularFile(file)) {
        throw new java.nio.file.NoSuchFileException(file.toString());
      }
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw StorageIoException.of("read", file, e);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (!committed) {
        DurableFiles.deleteIfExists(temporary);
      }
    }
  }
}
