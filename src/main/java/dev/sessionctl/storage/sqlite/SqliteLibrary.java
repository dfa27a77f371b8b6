package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.system.UnpackedLibrary;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/** Loads SQLite, once in a process. Nothing refers to it before a store in SQLite is read. */
final class SqliteLibrary {

  private static boolean loaded;

  private SqliteLibrary() {}

  /**
   * Loads it unless that was done.
   *
   * @throws StorageIoException when it cannot be loaded on this machine
   */
  static synchronized void load(Environment environment) throws StoreException {
    if (loaded) {
      return;
    }
    String name = LibraryLoaderUtil.getNativeLibName();
    UnpackedLibrary.load(SQLiteJDBCLoader.class, LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name,
        environment, SqliteLibrary::tell);
    loaded = true;
  }

  /** The driver's own loader would unpack it again, and remove it only at exit. */
  private static void tell(Path file) throws StoreException {
    System.setProperty("org.sqlite.lib.path", file.getParent().toString());
    System.setProperty("org.sqlite.lib.name", file.getFileName().toString());
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new StorageIoException("cannot load SQLite: " + e.getMessage(), e);
    }
  }
}
