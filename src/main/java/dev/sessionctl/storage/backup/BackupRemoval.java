package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;

/** Removes backups. */
public final class BackupRemoval {

  private BackupRemoval() {}

  /**
   * Removes one, durably. It loses its name first, so that no part of it is ever taken for a backup.
   *
   * @throws StoreException when it cannot be removed
   */
  public static void remove(Path place, Environment environment) throws StoreException {
    try {
      Path part = Parts.name(place, environment);
      DurableFiles.renameDurably(place, part);
      DurableFiles.deleteTree(part);
      DurableFiles.syncDirectory(place.getParent());
    } catch (IOException e) {
      throw StorageIoException.wrap("remove", place, e);
    }
  }
}
