package dev.sessionctl.storage.praisonai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same session in directories of other projects. The id of a project was once a hash of its path: at each start a
 * project's store copies every file that it misses from there (1.7.0), so a session that was removed comes back with
 * its old content. Which directory was whose cannot be told from their names; a file of the same name whose session
 * has the same id and began at the same moment is such a copy.
 */
final class Copies {
  private Copies() {}

  /** Those of a session of a project; a session outside of projects has none. */
  static List<Path> of(Place place, String key, SessionContent content) throws IOException {
    List<Path> copies = new ArrayList<>();
    if (!place.project() || content.createdAt == null) {
      return copies;
    }
    for (Path other : Discovery.projects(place.sessions())) {
      Path copy = Listing.file(other, key);
      if (!other.equals(place.directory()) && Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)
          && isSame(copy, content)) {
        copies.add(copy);
      }
    }
    return copies;
  }

  private static boolean isSame(Path copy, SessionContent content) throws IOException {
    try {
      SessionContent other = StableContent.of(copy, null).content();
      return content.createdAt.equals(other.createdAt) && String.valueOf(content.id).equals(String.valueOf(other.id));
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
