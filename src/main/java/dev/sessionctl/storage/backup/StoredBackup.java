package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A backup that was made, wherever it came from since: nothing in it is believed before it was looked at. Stateless.
 */
interface StoredBackup {

  /** Where it is, or null for one that is read from a pipe. */
  Path place();

  /**
   * Its manifest, without reading all of it.
   *
   * @throws CorruptStoreException when it has none that can be read, as when it was cut off
   */
  Manifest manifest() throws IOException;

  /**
   * Reads all of it once.
   *
   * @return the manifest that it ends with
   * @throws CorruptStoreException when it is damaged; what was seen until then may have been, too
   */
  Manifest read(EntryVisitor visitor) throws IOException;

  /** Bytes that it takes. */
  long bytes() throws IOException;

  /**
   * The backup at a place.
   *
   * @throws StoreException when nothing stands there, or nothing that can be one
   */
  static StoredBackup at(Path place, Environment environment) throws StoreException {
    try {
      if (Files.isRegularFile(place.toRealPath(), LinkOption.NOFOLLOW_LINKS)) {
        return new ArchivedBackup(place.toRealPath(), environment);
      }
      if (Files.isDirectory(place)) {
        return new DirectoryBackup(place.toRealPath());
      }
      throw new StorageIoException("cannot read " + place + ": it is neither a file nor a directory", null);
    } catch (IOException e) {
      throw StorageIoException.wrap("read", place, e);
    }
  }
}
