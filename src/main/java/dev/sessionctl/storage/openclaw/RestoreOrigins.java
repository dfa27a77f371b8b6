package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.AdminArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges where a manifest says that a file came from. A manifest is a file like any other: only places in the store's
 * sessions directory or state directory are believed, by what the path really leads to.
 */
final class RestoreOrigins {

  /** Where a file goes, or why it does not. */
  record Place(Path path, String refusal) {}

  private final StoreFiles files;
  private final List<Path> roots = new ArrayList<>();

  RestoreOrigins(StoreFiles files) throws IOException {
    this.files = files;
    roots.add(files.sessions().toRealPath());
    Path state = StorePlace.stateOf(files.sessions());
    if (state != null) {
      roots.add(state.toRealPath());
    }
  }

  Place judge(Path origin) throws IOException {
    Path name = origin.getFileName();
    if (!origin.isAbsolute() || name == null || !origin.equals(origin.normalize())) {
      return refuse("its manifest names no proper place");
    }
    if (!Files.isDirectory(origin.getParent())) {
      return refuse(origin.getParent() + " does not exist any more");
    }
    Path parent = origin.getParent().toRealPath();
    Path root = null;
    for (Path each : roots) {
      root = root == null && parent.startsWith(each) ? each : root;
    }
    if (root == null) {
      return refuse("its manifest names a place outside of the store");
    }
    for (Path part : root.relativize(parent.resolve(name))) {
      if (AdminArea.isAreaName(part.toString())) {
        return refuse("its manifest names a place of sessionctl's own");
      }
    }
    if (name.toString().endsWith(".lock")) {
      return refuse("locks are not put back");
    }
    if (isDirectoryOfEntries(parent)) {
      return refuse("files of entries are put back as entries");
    }
    // Not the real parent: whoever looks at the store by the name it was given finds the file under that name.
    return new Place(origin, null);
  }

  /** Why the permission bits of a place must not be changed, or null; the directories that are believed count too. */
  String refuseMode(Path path) throws IOException {
    if (!path.isAbsolute() || !path.equals(path.normalize()) || path.getParent() == null) {
      return "its manifest names no proper place";
    }
    if (!Files.isDirectory(path.getParent())) {
      return path.getParent() + " does not exist any more";
    }
    Path place = path.getParent().toRealPath().resolve(path.getFileName());
    for (Path root : roots) {
      if (place.startsWith(root)) {
        for (Path part : root.relativize(place)) {
          if (AdminArea.isAreaName(part.toString())) {
            return "its manifest names a place of sessionctl's own";
          }
        }
        return null;
      }
    }
    return "its manifest names a place outside of the store";
  }

  private boolean isDirectoryOfEntries(Path parent) throws IOException {
    return Files.isDirectory(files.directory(), LinkOption.NOFOLLOW_LINKS)
        && parent.startsWith(files.directory().toRealPath());
  }

  private static Place refuse(String reason) {
    return new Place(null, reason);
  }
}
