package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a format knows of the files of a store, for whatever handles them as files: a relocation, a backup, a
 * restoration. One classification for all of them, by names alone.
 */
public interface StoreTree {

  /** The directory that everything lies in, and that paths begin with; may be a symbolic link. */
  Path root();

  /** The directories and files below the root that belong to the store; the rest of the root is somebody else's. */
  List<Path> places() throws IOException;

  /** Directories of the store that lie outside of the root, and so in no copy of it. */
  default List<Path> elsewhere() {
    return List.of();
  }

  /**
   * What a change of the directory's place means for a regular file in it. Must not read the file.
   *
   * @param directory the root as it is called now
   */
  Treatment treatment(Path directory, Path file);

  /**
   * How a regular file in it is copied while its owner goes on. Must not read the file.
   *
   * @param directory the root as it is called now
   */
  Taking taking(Path directory, Path file);

  /**
   * Whether a file says which others there are, such as an index: a copy takes it before them, so that what it names
   * is in the copy and what came later is not.
   */
  default boolean isIndex(Path directory, Path file) {
    return false;
  }

  /**
   * How many bytes at the beginning of a {@link Treatment#REWRITE_HEADER} file name directories.
   *
   * @throws IOException when it cannot be read
   */
  default int headerLength(FileChannel file) throws IOException {
    return 0;
  }

  /** Other directories that the files say they lie in: after a copy or a restore that is where they were written. */
  default Set<Path> recordedRoots() throws IOException {
    return Set.of();
  }

  /**
   * The directories that paths begin with when the operator names none.
   *
   * @throws IOException when they cannot be told
   */
  default Set<Path> formerRoots() throws IOException {
    Set<Path> roots = new LinkedHashSet<>();
    roots.add(root());
    roots.add(root().toRealPath());
    roots.addAll(recordedRoots());
    return roots;
  }

  /** What takes the place of a former root in paths, when the directory lies at a destination. */
  default Path rootOfPaths(Path destination) {
    return destination;
  }

  /** Version of the product that wrote the store last, or null where nothing tells. */
  default String productVersion() throws StoreException {
    return null;
  }
}
