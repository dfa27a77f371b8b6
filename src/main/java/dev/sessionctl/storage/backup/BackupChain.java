package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the backups that hold content of another one: beside it, first by the name that they had when it was made, then
 * by what each backup there says it is. Not safe for use by several threads.
 */
final class BackupChain {

  private final Manifest manifest;
  private final Path directory;
  private final Environment environment;
  private Map<String, Path> beside;

  BackupChain(Manifest manifest, Path directory, Environment environment) {
    this.manifest = manifest;
    this.directory = directory;
    this.environment = environment;
  }

  /** Where the backup of that id is, or null. */
  Path find(String id) throws StoreException {
    String name = manifest.holders().get(id);
    if (name != null && EntryNames.isProper(name) && name.indexOf('/') < 0) {
      Path place = directory.resolve(name);
      if (Files.exists(place) && id.equals(idOf(place))) {
        return place;
      }
    }
    if (beside == null) {
      beside = new HashMap<>();
      for (Path place : BackupCatalog.places(directory)) {
        String found = idOf(place);
        if (found != null) {
          beside.put(found, place);
        }
      }
    }
    return beside.get(id);
  }

  private String idOf(Path place) {
    try {
      return StoredBackup.at(place, environment).manifest().id();
    } catch (IOException e) {
      return null;
    }
  }

  /** What to say of one that is not there. */
  String missing(String id) {
    String name = manifest.holders().get(id);
    return "it rests on the backup " + id + (name == null ? "" : " (" + name + ")") + ", which is not in " + directory
        + ", or cannot be read there";
  }
}
