package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Carries lines over that were appended to a file at the moment when its name was given away. The plugin opens a log
 * for each line and writes it at once (2.4.19), so a line that goes to the old file is there within a few
 * milliseconds. Not safe for use by several threads.
 */
final class LateLines {

  /** Longer than any process waits between opening and writing unless the machine stands still. */
  private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final int ROUNDS = 5;
  private static final int LONGEST = 16 << 20;
  private static final FileAttribute<?> FILE_0600 =
      PosixFilePermissions.asFileAttribute(DurableFiles.PRIVATE_FILE);

  private final long since = System.nanoTime();

  private LateLines() {}

  /** Begins to wait: call it at the moment when the name was given away. */
  static LateLines begin() {
    return new LateLines();
  }

  /**
   * Appends to a place what came late to a file, and cuts it off there, so that the file is what was announced.
   *
   * @param kept the file by its present name
   * @param bytes its size when its name was given away
   * @param place where the name leads now, or nothing stands
   * @return bytes that were carried over
   */
  long carryOver(Path kept, long bytes, Path place) throws IOException {
    rest();
    return carry(kept, bytes, place);
  }

  /** The same without waiting, for a run that ended long ago. */
  static long carry(Path kept, long bytes, Path place) throws IOException {
    long carried = 0;
    for (int round = 0; round < ROUNDS; round++) {
      FileIdentity identity = FileIdentity.ofNullable(kept);
      if (identity == null || identity.size() <= bytes || !FileStat.of(kept).isRegularFile()) {
        return carried;
      }
      int length = (int) Math.min(LONGEST, identity.size() - bytes);
      byte[] late;
      try (FileChannel channel = DurableFiles.openForRead(kept)) {
        late = ChannelInput.readRange(channel, bytes, length);
      }
      append(place, late);
      remove(kept, bytes, late.length);
      carried += late.length;
    }
    return carried;
  }

  /** Waits until what had been on its way at the beginning has arrived. */
  void rest() throws InterruptedIOException {
    long left = SETTLING_NANOS - (System.nanoTime() - since);
    if (left > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while lines were still on their way");
      }
    }
  }

  /** One write, as the plugin's own, so that lines of both never mix. */
  private static void append(Path place, byte[] late) throws IOException {
    try (FileChannel channel = FileChannel.open(place, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
        StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS), FILE_0600)) {
      DurableFiles.writeFully(channel, ByteBuffer.wrap(late));
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(place.getParent().toString());
    }
    DurableFiles.syncDirectory(place.getParent());
  }

  /** Takes the carried bytes out; what came behind them in the meantime moves up and is carried in the next round. */
  private static void remove(Path kept, long from, int length) throws IOException {
    long modified = FileIdentity.of(kept).modifiedNanos();
    try (FileChannel channel = FileChannel.open(kept, StandardOpenOption.READ, StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS)) {
      long behind = channel.size() - from - length;
      if (behind > 0) {
        byte[] rest = ChannelInput.readRange(channel, from + length, (int) Math.min(LONGEST, behind));
        channel.write(ByteBuffer.wrap(rest), from);
      }
      channel.truncate(from + Math.max(0, behind));
      channel.force(true);
    }
    DurableFiles.resetAttributes(kept, FileStat.of(kept).permissions(), modified);
  }
}
