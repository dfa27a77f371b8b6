package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Removes lock files that were judged stale. OpenClaw removes them by name without looking again, so that two
 * contenders which judged the same file can remove a lock created in between; here the removal happens under a
 * kernel lock on the stale file itself, and only while that very file with the same bytes still stands there.
 * That keeps processes of this tool apart; against the product it narrows the gap as far as its protocol lets.
 */
final class StaleLocks {

  /** Kernel locks belong to the process, and closing any channel of a file drops them all. */
  private static final Object THREADS = new Object();

  private StaleLocks() {}

  /** Removes the file if it is still the one that was judged; returns whether it did. */
  static boolean remove(Path path, LockFile judged) throws IOException {
    synchronized (THREADS) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
          FileLock lock = channel.tryLock()) {
        // Content through this channel and the inode without opening: another channel's close drops the lock.
        if (lock == null || !sameContent(channel, judged.content()) || !judged.isInode(FileIdentity.of(path))) {
          return false;
        }
        DurableFiles.deleteIfExists(path);
        return true;
      } catch (NoSuchFileException | AccessDeniedException | OverlappingFileLockException e) {
        return false;
      }
    }
  }

  private static boolean sameContent(FileChannel channel, byte[] expected) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(expected.length + 1);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
      continue;
    }
    // A file over the size limit was judged with no content: its size then tells that it is still that file.
    boolean tooLarge = expected.length == 0 && channel.size() > LockFile.LIMIT;
    return tooLarge || buffer.flip().equals(ByteBuffer.wrap(expected));
  }
}
