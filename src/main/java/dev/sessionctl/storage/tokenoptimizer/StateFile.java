package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Reads {@code policy-state.json}. The plugin truncates and writes it in place without any lock (2.4.19): whoever reads
 * beside it finds it empty most of the time, so what looks torn is read again. Keeps a buffer; not safe for use by
 * several threads.
 */
final class StateFile {

  /** Longest record that is read; {@code editedFiles} has no bound, but this is a hundred thousand paths. */
  private static final int LARGEST = 16 << 20;

  private byte[] buffer = new byte[4 << 10];
  private int length;

  /** The record as it stands, without a second look. */
  PolicyState read(Path path) {
    length = 0;
    try {
      // Opening a named pipe would wait for a writer.
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
        return new PolicyState(
            Files.isSymbolicLink(path) ? PolicyState.Status.LINK : PolicyState.Status.NOT_A_FILE);
      }
      return load(path) ? PolicyState.parse(buffer, length) : PolicyState.unreadable("it is longer than 16 MiB");
    } catch (NoSuchFileException e) {
      return new PolicyState(PolicyState.Status.ABSENT);
    } catch (IOException e) {
      return PolicyState.unreadable(StorageIoException.reason(e));
    }
  }

  /**
   * The record, read again for as long as it looks unfinished.
   *
   * @param repetitions how often at most; each waits longer than the plugin needs for a write
   */
  PolicyState readPatiently(Path path, int repetitions) throws IOException {
    PolicyState state = read(path);
    for (int i = 1; i <= repetitions && state.mayBeInWriting(); i++) {
      StableRead.sleep(Math.min(i, 2));
      state = read(path);
    }
    return state;
  }

  /** The bytes of the last read. */
  byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  int length() {
    return length;
  }

  private boolean load(Path path) throws IOException {
    try (FileChannel channel = DurableFiles.openForRead(path)) {
      while (true) {
        if (length == buffer.length) {
          if (length >= LARGEST) {
            return false;
          }
          buffer = Arrays.copyOf(buffer, length * 2);
        }
        int count = channel.read(ByteBuffer.wrap(buffer, length, buffer.length - length));
        if (count < 0) {
          return true;
        }
        length += count;
      }
    }
  }
}
