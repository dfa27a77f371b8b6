package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a format knows of the directory that is given another place. */
public interface RelocationTarget {

  /** The directory that is moved or copied; may be a symbolic link when it is copied. */
  Path root();

  /** The store that the operator named. */
  Path store();

  /** This tool's area beside the store. */
  AdminArea area();

  Environment environment();

  /** Whether the directory may be moved or its paths rewritten now. */
  Gate gate(GateOptions options) throws StoreException;

  /**
   * What a change of the directory's place means for a regular file in it. Must not read the file.
   *
   * @param directory the directory where it lies now
   */
  Treatment treatment(Path directory, Path file);

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

  /** Proves once more, right before anything is moved, that nobody uses the directory. */
  default void beforeMoving(ApplyContext context) throws IOException {}
}
