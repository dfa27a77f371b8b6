package dev.sessionctl.storage.system;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;

/** Loads zstd, once in a process; only who has something compressed refers to it. */
public final class ZstdLibrary {

  private static boolean loaded;

  private ZstdLibrary() {}

  /**
   * Decompresses one frame.
   *
   * @param size bytes that must come out
   * @return null when it is no frame, or one of another size
   * @throws StorageIoException when the library cannot be loaded on this machine
   */
  public static byte[] decompress(byte[] frame, int size, Environment environment) throws StorageIoException {
    load(environment);
    byte[] content = new byte[size];
    long written = Zstd.decompress(content, frame);
    return Zstd.isError(written) || written != size ? null : content;
  }

  /**
   * Compresses a stream into frames with checksums. {@link OutputStream#flush} ends a frame, so that reading can begin
   * behind it.
   *
   * @throws StorageIoException when the library cannot be loaded on this machine
   */
  public static OutputStream compress(OutputStream out, int level, Environment environment) throws IOException {
    load(environment);
    return new ZstdOutputStreamNoFinalizer(out, level).setChecksum(true).setCloseFrameOnFlush(true);
  }

  /**
   * Decompresses a stream of frames; whatever is none is an {@link IOException} when it is read.
   *
   * @throws StorageIoException when the library cannot be loaded on this machine
   */
  public static InputStream decompress(InputStream in, Environment environment) throws IOException {
    load(environment);
    return new ZstdInputStreamNoFinalizer(in);
  }

  private static synchronized void load(Environment environment) throws StorageIoException {
    if (!loaded) {
      UnpackedLibrary.load(Native.class, resource(), environment, file -> Native.assumeLoaded());
      loaded = true;
    }
  }

  /** Puts the library where it is looked for first; for the installer. */
  static void prepare(Path directory) throws IOException {
    UnpackedLibrary.prepare(Native.class, resource(), directory);
  }

  /** Where zstd-jni keeps the library of a platform. */
  private static String resource() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch");
    boolean mac = system.startsWith("mac") || system.startsWith("darwin");
    String name = mac ? "darwin" : system.startsWith("win") ? "win" : system.replace(' ', '_');
    String arch = mac && machine.equals("amd64") ? "x86_64" : machine;
    return "/" + name + "/" + arch + "/libzstd-jni-" + ZstdVersion.VERSION
        + (mac ? ".dylib" : name.equals("win") ? ".dll" : ".so");
  }
}
