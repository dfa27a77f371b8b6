package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.AdminArea;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A place in a store that gets other content.
 *
 * @param place where it is
 * @param staged what shall be there, or null for nothing
 */
record Placing(Path place, Path staged) {

  /**
   * What a tree that was unpacked is to become. A store begins with its first place, so that one comes last: whoever
   * looks in between finds a store that lacks nothing, or none.
   *
   * @param derived places of a store whose content rests on what is replaced, so that it goes and nothing comes
   * @param area this tool's own, which stays where it is, and so does the directory around it
   */
  static List<Placing> of(RestoredTree tree, Path unpacked, List<Path> derived, AdminArea area) throws IOException {
    List<Placing> placings = new ArrayList<>();
    for (String place : tree.places()) {
      Path live = place.isEmpty() ? tree.root() : tree.root().resolve(place);
      Path wanted = place.isEmpty() ? unpacked : unpacked.resolve(place);
      if (area.root().startsWith(live)) {
        for (String name : names(live, wanted)) {
          placings.add(new Placing(live.resolve(name), present(wanted.resolve(name))));
        }
      } else {
        placings.add(new Placing(live, present(wanted)));
      }
    }
    for (Path place : derived) {
      placings.add(new Placing(place, null));
    }
    Collections.reverse(placings);
    return placings;
  }

  private static Path present(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? path : null;
  }

  /** The names in both directories, without that of the area. */
  private static Set<String> names(Path live, Path wanted) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (Path directory : List.of(live, wanted)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (!AdminArea.isAreaName(entry.getFileName().toString())) {
            names.add(entry.getFileName().toString());
          }
        }
      }
    }
    return names;
  }
}
