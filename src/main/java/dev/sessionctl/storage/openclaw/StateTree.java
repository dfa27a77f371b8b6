package dev.sessionctl.storage.openclaw;

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
 * What lies below a state directory, with what a change of its place means for each file. Symbolic links are listed,
 * never followed.
 */
final class StateTree {

  /** What has to be done with a file whose directory gets another name. */
  enum Treatment {
    /** The whole text is JSON in which paths stand: indexes, entries, pointers, configuration. */
    REWRITE,
    /** Only the first line names directories: transcripts. */
    REWRITE_HEADER,
    /** Nothing in it is resolved by the product. */
    KEEP,
    /** Meaningless elsewhere: locks, unfinished temporary files, sockets, this tool's own area. */
    LEAVE
  }

  /**
   * One entry.
   *
   * @param path where it is
   * @param treatment what to do with it
   * @param attributes its attributes, those of the link for a link
   */
  record Node(Path path, Treatment treatment, BasicFileAttributes attributes) {}

  private StateTree() {}

  /** Everything below a state directory, directories before what is in them. */
  static List<Node> list(Path state) throws IOException {
    List<Node> nodes = new ArrayList<>();
    Files.walkFileTree(state, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        boolean own = AdminArea.isAreaName(directory.getFileName().toString());
        nodes.add(new Node(directory, own ? Treatment.LEAVE : Treatment.KEEP, attributes));
        return own ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        nodes.add(new Node(file, attributes.isRegularFile() ? treatment(state, file)
            : attributes.isSymbolicLink() ? Treatment.KEEP : Treatment.LEAVE, attributes));
        return FileVisitResult.CONTINUE;
      }
    });
    return nodes;
  }

  private static Treatment treatment(Path state, Path file) {
    String name = file.getFileName().toString();
    Path parent = file.getParent();
    if (parent.equals(state)) {
      return name.equals("openclaw.json") || name.equals("clawdbot.json") ? Treatment.REWRITE : Treatment.KEEP;
    }
    boolean sessions = parent.getFileName().toString().equals("sessions");
    if (!sessions) {
      Path above = parent.getFileName().toString().equals("entries") ? parent.getParent() : parent;
      boolean entry = StoreFiles.ofDirectory(above) != null && name.endsWith(KeyNames.SUFFIX)
          && above.getParent().getFileName().toString().equals("sessions");
      return entry ? Treatment.REWRITE : Treatment.KEEP;
    }
    return switch (ArtifactName.of(name, "sessions.json").kind()) {
      case INDEX, INDEX_BACKUP, TRAJECTORY_POINTER -> Treatment.REWRITE;
      case TRANSCRIPT, CHECKPOINT, ARCHIVE_RESET, ARCHIVE_DELETED, ARCHIVE_BAK ->
          name.endsWith(".zst") ? Treatment.KEEP : Treatment.REWRITE_HEADER;
      case INDEX_LOCK, TRANSCRIPT_LOCK, INDEX_TEMP -> Treatment.LEAVE;
      default -> Treatment.KEEP;
    };
  }
}
