package dev.sessionctl.storage.system;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/** The native libraries of this machine's platform that stores may need. */
public final class NativeLibraries {

  private NativeLibraries() {}

  /**
   * Unpacks all of them, so that no run of the program has to.
   *
   * @param directory must exist and be empty
   * @throws IOException when one cannot be written, or there is none for this platform
   */
  public static void prepare(Path directory) throws IOException {
    UnpackedLibrary.prepare(SQLiteJDBCLoader.class, LibraryLoaderUtil.getNativeLibResourcePath() + "/"
        + LibraryLoaderUtil.getNativeLibName(), directory);
    ZstdLibrary.prepare(directory);
    UnpackedLibrary.prepare(Native.class, "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/"
        + System.mapLibraryName("jnidispatch"), directory);
  }
}
