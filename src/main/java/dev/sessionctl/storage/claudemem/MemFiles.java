package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of a database of claude-mem: itself, and the marks of clean-ups that were done. Without the mark
 * {@code .cwd-remap-applied-v1} a worker copies the database when it starts, and so loses its lock on it (13.25.3).
 * What is searched by likeness is no part of it: the product makes it anew.
 *
 * @param database the database itself
 */
record MemFiles(Path database) implements StoreTree {

  private static final List<String> MARKS = List.of(".cwd-remap-applied-v1", ".cleanup-v12.4.3-applied");

  @Override
  public Path root() {
    return database.getParent();
  }

  @Override
  public List<Path> places() {
    List<Path> places = new ArrayList<>(List.of(database));
    for (String mark : MARKS) {
      Path file = root().resolve(mark);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        places.add(file);
      }
    }
    return places;
  }

  /** Sessions name projects, and no file of the product's own. */
  @Override
  public Set<Path> formerRoots() {
    return Set.of();
  }

  @Override
  public Treatment treatment(Path directory, Path file) {
    return Treatment.KEEP;
  }

  @Override
  public Taking taking(Path directory, Path file) {
    return MARKS.contains(file.getFileName().toString()) ? Taking.REPLACED : Taking.DATABASE;
  }
}
