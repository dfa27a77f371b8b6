package dev.sessionctl.storage.system;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.sessionctl.storage.FileIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code flock(2)} of the C library, which Java has no call for: {@code FileChannel.lock()} is {@code fcntl(2)}, and
 * on Linux the two do not exclude each other. Loading this class loads JNA, so only who takes a lock refers to it.
 * Safe for use by several threads.
 */
public final class NativeFlock implements AutoCloseable {

  // The same on Linux and the BSDs, macOS included.
  private static final int OPEN_READ_WRITE = 2;
  private static final int EXCLUSIVE_AT_ONCE = 2 | 4;
  private static final int UNLOCK = 8;
  /** Without it a program that we start would inherit the descriptor, and the lock with it. */
  private static final int CLOSE_ON_EXEC = Platform.isLinux() ? 02000000 : 0x1000000;
  private static final int WOULD_BLOCK = Platform.isLinux() ? 11 : 35;
  private static final int INTERRUPTED = 4;
  /** Where an open descriptor can be looked at by a path. */
  private static final Path DESCRIPTORS = Path.of(Platform.isLinux() ? "/proc/self/fd" : "/dev/fd");

  static {
    Native.register(NativeFlock.class, Platform.C_LIBRARY_NAME);
  }

  private int descriptor;

  private NativeFlock(int descriptor) {
    this.descriptor = descriptor;
  }

  private static native int open(byte[] path, int flags) throws LastErrorException;

  private static native int flock(int descriptor, int operation) throws LastErrorException;

  private static native int close(int descriptor) throws LastErrorException;

  /**
   * Opens a file that exists, and takes the exclusive lock on it if it is free.
   *
   * @return the lock, or null when somebody else holds it
   * @throws IOException when the file cannot be opened or locked at all
   */
  public static NativeFlock tryLock(Path file) throws IOException {
    int descriptor;
    try {
      descriptor = open(bytes(file), OPEN_READ_WRITE | CLOSE_ON_EXEC);
    } catch (LastErrorException e) {
      throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
    }
    NativeFlock lock = new NativeFlock(descriptor);
    boolean locked = false;
    try {
      locked = lock.lock();
      return locked ? lock : null;
    } catch (LastErrorException e) {
      throw new IOException("cannot lock " + file + ": " + e.getMessage(), e);
    } finally {
      if (!locked) {
        lock.close();
      }
    }
  }

  private boolean lock() {
    while (true) {
      try {
        flock(descriptor, EXCLUSIVE_AT_ONCE);
        return true;
      } catch (LastErrorException e) {
        if (e.getErrorCode() == WOULD_BLOCK) {
          return false;
        }
        if (e.getErrorCode() != INTERRUPTED) {
          throw e;
        }
      }
    }
  }

  /** Whether what stands at a path, itself and not behind a link, is the very file that is locked. */
  public synchronized boolean isOn(Path path) throws IOException {
    FileIdentity present = FileIdentity.ofNullable(path);
    if (present == null || descriptor < 0) {
      return false;
    }
    LinkOption[] follow = {};
    Map<String, Object> mine =
        Files.readAttributes(DESCRIPTORS.resolve(Integer.toString(descriptor)), "unix:dev,ino", follow);
    return present.device() == ((Number) mine.get("dev")).longValue()
        && present.inode() == ((Number) mine.get("ino")).longValue();
  }

  /** Gives the lock back. The file stays: removing it would part those who wait for it from those who come. */
  @Override
  public synchronized void close() {
    if (descriptor < 0) {
      return;
    }
    int mine = descriptor;
    descriptor = -1;
    try {
      flock(mine, UNLOCK);
    } catch (LastErrorException e) {
      // Closing gives it back as well.
    }
    try {
      close(mine);
    } catch (LastErrorException e) {
      // Linux releases the descriptor whatever it reports.
    }
  }

  /** The bytes of a path as the kernel has them, whatever the locale is; a URI keeps each of them. */
  private static byte[] bytes(Path path) {
    URI uri = path.toUri();
    String text = uri.getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    bytes.write(0);
    return bytes.toByteArray();
  }
}
