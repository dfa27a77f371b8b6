package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps a named pipe that stands where a file is expected from stopping this program: opening one for reading waits
 * until somebody opens it for writing, and Java knows no way to open without waiting. To look at every file before it
 * is opened would cost a scan of many small ones. So each thread says what it is opening, and another looks now and
 * then whether one has been at the same since it looked last. When that is a pipe, it is opened for writing, which ends
 * the wait, and the open fails; from then on every file is looked at first, so that the next pipe costs no wait.
 *
 * <p>Limits: a pipe that this user may read but not write goes on waiting, and so does another kind of device.
 */
final class PipeGuard {

  private static final long INTERVAL_MILLIS = 300;
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final int TYPE = 0170000;
  private static final int PIPE = 0010000;

  private static final List<Slot> SLOTS = new CopyOnWriteArrayList<>();
  private static final ThreadLocal<Slot> SLOT = ThreadLocal.withInitial(PipeGuard::register);
  private static volatile boolean careful;
  private static Thread watcher;

  /** What a thread is opening. */
  private static final class Slot {
    private final Thread owner = Thread.currentThread();
    private volatile Path path;
    /** Used by the watcher alone. */
    private Path seen;
  }

  private PipeGuard() {}

  /**
   * Opens a file for reading; a symbolic link is not followed.
   *
   * @throws FileSystemException when it is a pipe
   */
  static FileChannel open(Path path) throws IOException {
    return open(path, () -> FileChannel.open(path, READ));
  }

  /** The same for a file of a directory that is open: the way to that is not gone once more. */
  static SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path path) throws IOException {
    return open(path, () -> directory.newByteChannel(path.getFileName(), READ));
  }

  /** Opens a file. */
  @FunctionalInterface
  private interface Opening<C> {
    C open() throws IOException;
  }

  private static <C extends SeekableByteChannel> C open(Path path, Opening<C> opening) throws IOException {
    if (careful && isPipe(path)) {
      throw pipe(path);
    }
    Slot slot = SLOT.get();
    slot.path = path;
    C channel;
    try {
      channel = opening.open();
    } finally {
      slot.path = null;
    }
    if (careful && isPipe(path)) {
      channel.close();
      throw pipe(path);
    }
    return channel;
  }

  private static FileSystemException pipe(Path path) {
    return new FileSystemException(path.toString(), null, "is a named pipe and no file");
  }

  private static boolean isPipe(Path path) throws IOException {
    return ((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE) == PIPE;
  }

  private static Slot register() {
    Slot slot = new Slot();
    synchronized (PipeGuard.class) {
      SLOTS.removeIf(other -> !other.owner.isAlive());
      SLOTS.add(slot);
      if (watcher == null) {
        watcher = new Thread(PipeGuard::watch, "sessionctl-pipes");
        watcher.setDaemon(true);
        watcher.start();
      }
    }
    return slot;
  }

  private static void watch() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        for (Slot slot : SLOTS) {
          Path path = slot.path;
          if (path != null && path == slot.seen) {
            release(path);
          }
          slot.seen = path;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void release(Path path) {
    try {
      if (isPipe(path)) {
        careful = true;
        FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS).close();
      }
    } catch (IOException | RuntimeException e) {
      // Looked at again after the next interval, if it is still being opened.
      return;
    }
  }
}
