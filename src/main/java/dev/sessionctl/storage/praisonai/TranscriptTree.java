package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A gateway's database among the files of the product.
 *
 * @param root what the paths of the files beside it begin with too, so that a copy of both holds it once
 */
record TranscriptTree(Path root, Path database) implements StoreTree {

  @Override
  public List<Path> places() {
    return List.of(database);
  }

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
    return file.equals(directory.resolve(root.relativize(database))) ? Taking.DATABASE : Taking.LEAVE;
  }
}
