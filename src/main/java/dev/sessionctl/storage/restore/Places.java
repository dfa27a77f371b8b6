package dev.sessionctl.storage.restore;

import dev.sessionctl.storage.AdminArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Judges places that a manifest names: only those in the directories of a store are believed, by what the path really
 * leads to, and nothing in an area of this tool's own.
 */
public final class Places {

  private final List<Path> roots = new ArrayList<>();
  private final boolean creates;

  /**
   * Where a file goes, or why it does not.
   *
   * @param path its place, or null
   * @param missing directories that are to be made first, outermost first
   * @param refusal why it does not, or null
   */
  public record Place(Path path, List<Path> missing, String refusal) {
    public static Place refused(String reason) {
      return new Place(null, List.of(), reason);
    }
  }

  /**
   * Places below some directories, which exist.
   *
   * @param creates whether directories that are gone are made again
   */
  public Places(Collection<Path> directories, boolean creates) throws IOException {
    for (Path directory : directories) {
      roots.add(directory.toRealPath());
    }
    this.creates = creates;
  }

  /** Judges the place of a file. */
  public Place file(Path origin) throws IOException {
    if (!origin.isAbsolute() || origin.getFileName() == null || !origin.equals(origin.normalize())) {
      return Place.refused("its manifest names no proper place");
    }
    Deque<Path> missing = new ArrayDeque<>();
    Path parent = origin.getParent();
    while (parent.getParent() != null && !Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
      missing.addFirst(parent);
      parent = parent.getParent();
    }
    if (!Files.isDirectory(parent) || !missing.isEmpty() && !creates) {
      return Place.refused(origin.getParent() + " does not exist any more");
    }
    String refusal = refuse(parent.toRealPath().resolve(parent.relativize(origin)), false);
    // Not the real parent: whoever looks at the store by the name it was given finds the file under that name.
    return refusal == null ? new Place(origin, List.copyOf(missing), null) : Place.refused(refusal);
  }

  /** Why the permission bits of a place must not be changed, or null; the directories that are believed count too. */
  public String refuseMode(Path path) throws IOException {
    return refuseWhole(path);
  }

  /** Why a place must not get other content as a whole, or null; likewise. */
  public String refuseWhole(Path path) throws IOException {
    if (!path.isAbsolute() || !path.equals(path.normalize()) || path.getParent() == null) {
      return "its manifest names no proper place";
    }
    if (!Files.isDirectory(path.getParent())) {
      return path.getParent() + " does not exist any more";
    }
    return refuse(path.getParent().toRealPath().resolve(path.getFileName()), true);
  }

  private String refuse(Path real, boolean roots) {
    for (Path root : this.roots) {
      if (real.startsWith(root) && (roots || !real.equals(root))) {
        for (Path part : root.relativize(real)) {
          if (AdminArea.isAreaName(part.toString())) {
            return "its manifest names a place of sessionctl's own";
          }
        }
        return null;
      }
    }
    return "its manifest names a place outside of the store";
  }
}
