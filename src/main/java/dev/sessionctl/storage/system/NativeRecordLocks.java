package dev.sessionctl.storage.system;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Asks the kernel with {@code fcntl(F_GETLK)} who would be in the way of a lock on some bytes of a file, without taking
 * it: Java can only try, and whoever tries holds the lock for a moment, in which a writer that does not wait fails.
 * Locks of this process itself are not seen, and closing the file drops them; so this is for files that nothing in
 * this process has open. Loading this class loads JNA. Safe for use by several threads.
 */
public final class NativeRecordLocks implements AutoCloseable {

  private static final boolean LINUX = Platform.isLinux();
  private static final int READ_ONLY = 0;
  private static final int CLOSE_ON_EXEC = LINUX ? 02000000 : 0x1000000;
  private static final int GET_LOCK = LINUX ? 5 : 7;
  private static final short READ_LOCK = (short) (LINUX ? 0 : 1);
  private static final short WRITE_LOCK = (short) (LINUX ? 1 : 3);
  private static final short UNLOCKED = 2;

  // struct flock of 64-bit Linux: type, whence, start, length, pid; of the BSDs: start, length, pid, type, whence.
  private static final int SIZE = 32;
  private static final int TYPE = LINUX ? 0 : 20;
  private static final int START = LINUX ? 8 : 0;
  private static final int LENGTH = LINUX ? 16 : 8;
  private static final int PID = LINUX ? 24 : 16;

  private final int descriptor;

  private NativeRecordLocks(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The calls of the C library; the last argument of both is optional there. */
  private interface Calls extends Library {
    Calls C = Native.load(Platform.C_LIBRARY_NAME, Calls.class);

    int open(byte[] path, int flags, Object... mode) throws LastErrorException;

    int fcntl(int descriptor, int command, Object... argument) throws LastErrorException;

    int close(int descriptor) throws LastErrorException;
  }

  /**
   * Opens a file for asking.
   *
   * @throws IOException when it cannot be opened, or this platform has no such call
   */
  public static NativeRecordLocks of(Path file) throws IOException {
    if (!LINUX && !Platform.isMac() || !Platform.is64Bit()) {
      throw new IOException("locks of other processes cannot be asked for on this platform");
    }
    try {
      // As the kernel has it, whatever the locale is.
      String raw = file.toUri().getRawPath();
      byte[] path = (java.net.URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1) + "\0")
          .getBytes(StandardCharsets.ISO_8859_1);
      return new NativeRecordLocks(Calls.C.open(path, READ_ONLY | CLOSE_ON_EXEC));
    } catch (LastErrorException e) {
      throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
    } catch (UnsatisfiedLinkError e) {
      throw new IOException("cannot ask for locks on this machine: " + e.getMessage(), e);
    }
  }

  /**
   * The process whose lock would keep us from locking some bytes exclusively.
   *
   * @return its id, 0 when it lives where ids cannot be seen from here, -1 when nobody's would
   */
  public long holder(long start, long length) throws IOException {
    return holder(WRITE_LOCK, start, length);
  }

  /** The process whose exclusive lock would keep us from a shared one; as {@link #holder(long, long)}. */
  public long exclusiveHolder(long start, long length) throws IOException {
    return holder(READ_LOCK, start, length);
  }

  private long holder(short type, long start, long length) throws IOException {
    try (Memory lock = new Memory(SIZE)) {
      lock.clear();
      lock.setShort(TYPE, type);
      lock.setLong(START, start);
      lock.setLong(LENGTH, length);
      Calls.C.fcntl(descriptor, GET_LOCK, lock);
      return lock.getShort(TYPE) == UNLOCKED ? -1 : Math.max(0, lock.getInt(PID));
    } catch (LastErrorException e) {
      throw new IOException("cannot ask for locks: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      Calls.C.close(descriptor);
    } catch (LastErrorException e) {
      // Released whatever it reports.
      return;
    }
  }
}
