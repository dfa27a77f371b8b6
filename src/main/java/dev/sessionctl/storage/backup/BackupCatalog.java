package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The backups of a directory. */
public final class BackupCatalog {

  private BackupCatalog() {}

  /**
   * One of them.
   *
   * @param place where it is
   * @param bytes what it takes, or -1
   * @param manifest what it holds, or null when that cannot be read
   * @param problem why it cannot, or null
   */
  public record Listed(Path place, long bytes, Manifest manifest, String problem) {}

  /**
   * Lists them, oldest first; those that cannot be read come first of all.
   *
   * @throws StoreException when the directory cannot be read
   */
  public static List<Listed> of(Path directory, Environment environment) throws StoreException {
    List<Listed> found = new ArrayList<>();
    for (Path place : places(directory)) {
      found.add(look(place, environment));
    }
    found.sort(Comparator.comparing((Listed listed) -> listed.manifest() == null ? "" : listed.manifest().id())
        .thenComparing(listed -> listed.place().toString()));
    return found;
  }

  /** One backup, without reading all of it. */
  public static Listed look(Path place, Environment environment) {
    long bytes = -1;
    try {
      StoredBackup backup = StoredBackup.at(place, environment);
      bytes = backup.bytes();
      return new Listed(place, bytes, backup.manifest(), null);
    } catch (StoreException e) {
      return new Listed(place, bytes, null, e.getMessage());
    } catch (IOException e) {
      return new Listed(place, bytes, null, StorageIoException.reason(e));
    }
  }

  /** What may be a backup, by its name. */
  static List<Path> places(Path directory) throws StoreException {
    List<Path> places = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.startsWith(".")
            && (name.endsWith(Backup.ARCHIVE) && Files.isRegularFile(entry) || DirectoryBackup.isOne(entry))) {
          places.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw StorageIoException.wrap("list", directory, e.getCause());
    } catch (IOException e) {
      throw StorageIoException.wrap("list", directory, e);
    }
    places.sort(null);
    return places;
  }
}
