package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.AdminArea;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies below a directory, with what a change of its place means for each file. Symbolic links are listed, never
 * followed.
 */
final class Tree {

  /**
   * One entry.
   *
   * @param path where it is
   * @param treatment what to do with it
   * @param attributes its attributes, those of the link for a link
   */
  record Node(Path path, Treatment treatment, BasicFileAttributes attributes) {
    boolean mayBeRewritten() {
      return treatment == Treatment.REWRITE || treatment == Treatment.REWRITE_HEADER;
    }
  }

  private Tree() {}

  /** Everything below a directory, directories before what is in them. */
  static List<Node> list(Path root, RelocationTarget target) throws IOException {
    List<Node> nodes = new ArrayList<>();
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        boolean own = AdminArea.isAreaName(directory.getFileName().toString());
        nodes.add(new Node(directory, own ? Treatment.LEAVE : Treatment.KEEP, attributes));
        return own ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        nodes.add(new Node(file, attributes.isRegularFile() ? target.treatment(root, file)
            : attributes.isSymbolicLink() ? Treatment.KEEP : Treatment.LEAVE, attributes));
        return FileVisitResult.CONTINUE;
      }
    });
    return nodes;
  }
}
