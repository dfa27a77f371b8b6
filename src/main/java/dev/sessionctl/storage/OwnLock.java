package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps two changing runs of this tool off one store. A kernel lock on a file of our own that is never removed
 * and opened exactly once per process: the kernel frees it when the process dies, however it dies, so it cannot
 * go stale. It excludes no product; their own locks do that.
 */
public final class OwnLock implements AutoCloseable {

  /** Closing any other channel on the file would drop the lock, so a process takes each file once only. */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path path;
  private final FileChannel channel;

  private OwnLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the lock of an area, which must exist, without waiting.
   *
   * @throws LockedException when another run holds it; the message names that run
   */
  public static OwnLock take(AdminArea area, String runId, Environment environment) throws StoreException {
    Path path;
    try {
      // One directory may have several names; the file must not be opened twice by any of them.
      path = area.root().toRealPath().resolve(area.lockFile().getFileName());
    } catch (IOException e) {
      throw StorageIoException.of("lock", area.lockFile(), e);
    }
    synchronized (HELD) {
      if (!HELD.add(path)) {
        throw new LockedException("another run of sessionctl in this process is changing " + path.getParent());
      }
    }
    try {
      return lock(path, runId, environment);
    } catch (IOException | RuntimeException e) {
      forget(path);
      if (e instanceof StoreException known) {
        throw known;
      }
      if (e instanceof IOException failure) {
        throw StorageIoException.of("lock", path, failure);
      }
      throw (RuntimeException) e;
    }
  }

  /** Whether a run of this tool is changing that store now; changes nothing on disk. */
  public static boolean isHeld(AdminArea area) throws IOException {
    synchronized (HELD) {
      // Looking through a channel of our own would drop the lock when it is closed.
      if (HELD.contains(area.lockFile())) {
        return true;
      }
      try (FileChannel channel = DurableFiles.openForRead(area.lockFile());
          FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return lock == null;
      } catch (NoSuchFileException e) {
        return false;
      } catch (OverlappingFileLockException e) {
        return true;
      }
    }
  }

  private static OwnLock lock(Path path, String runId, Environment environment) throws IOException {
    FileChannel channel = FileChannel.open(path,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS),
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(DurableFiles.PRIVATE_FILE));
    boolean locked = false;
    try {
      Ownership.ofDirectory(path.getParent()).giveTo(path);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new LockedException("another run of sessionctl is changing this store (" + holder(channel)
            + "); wait for it to end: " + path);
      }
      String text = "pid " + environment.processes().self().pid() + ", run " + runId + "\n";
      channel.truncate(0);
      DurableFiles.writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      locked = true;
      return new OwnLock(path, channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(200);
    channel.read(buffer, 0);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "not yet known which" : text;
  }

  private static void forget(Path path) {
    synchronized (HELD) {
      HELD.remove(path);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    forget(path);
  }
}
