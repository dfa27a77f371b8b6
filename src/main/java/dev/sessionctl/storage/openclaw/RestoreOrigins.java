package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.restore.Places;
import dev.sessionctl.storage.restore.Places.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges where a manifest says that a file of an OpenClaw store came from: only places in the store's sessions
 * directory or state directory are believed.
 */
final class RestoreOrigins {

  private final StoreFiles files;
  private final Places places;

  RestoreOrigins(StoreFiles files) throws IOException {
    this.files = files;
    List<Path> roots = new ArrayList<>(List.of(files.sessions()));
    Path state = StorePlace.stateOf(files.sessions());
    if (state != null) {
      roots.add(state);
    }
    this.places = new Places(roots, false);
  }

  Place judge(Path origin) throws IOException {
    Place place = places.file(origin);
    if (place.refusal() == null && origin.getFileName().toString().endsWith(".lock")) {
      return Place.refused("locks are not put back");
    }
    if (place.refusal() == null && isDirectoryOfEntries(origin.getParent().toRealPath())) {
      return Place.refused("files of entries are put back as entries");
    }
    return place;
  }

  String refuseMode(Path path) throws IOException {
    return places.refuseMode(path);
  }

  private boolean isDirectoryOfEntries(Path parent) throws IOException {
    return Files.isDirectory(files.directory(), LinkOption.NOFOLLOW_LINKS)
        && parent.startsWith(files.directory().toRealPath());
  }
}
