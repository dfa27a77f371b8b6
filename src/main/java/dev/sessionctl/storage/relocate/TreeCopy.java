package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a directory to a place that does not exist yet, rewriting paths on the way. Modes, modification times
 * and symbolic links go along; a link to something inside the directory leads to the copy. Locks, unfinished
 * temporary files, sockets and this tool's own area stay behind.
 */
final class TreeCopy {

  private final RelocationTarget from;
  private final Path source;
  private final Path target;
  private final PathRewriter rewriter;
  private final List<String> notices = new ArrayList<>();

  TreeCopy(RelocationTarget from, Path target, PathRewriter rewriter) {
    this.from = from;
    this.source = from.root();
    this.target = target;
    this.rewriter = rewriter;
  }

  /** What was left behind, one line each. */
  List<String> notices() {
    return notices;
  }

  /** Copies everything and makes it durable; returns the number of files. */
  long run(ApplyContext.ProgressListener progress) throws IOException {
    List<Path> written = new ArrayList<>();
    List<Tree.Node> directories = new ArrayList<>();
    boolean done = false;
    try {
      for (Tree.Node node : Tree.list(source, from)) {
        Path to = target.resolve(source.relativize(node.path()).toString());
        if (node.treatment() == Treatment.LEAVE) {
          notices.add("left behind: " + node.path());
        } else if (node.attributes().isDirectory()) {
          DurableFiles.createDirectory(to);
          directories.add(node);
        } else if (node.attributes().isSymbolicLink()) {
          Files.createSymbolicLink(to, TreeRewrite.linkTarget(node.path(), rewriter));
        } else {
          copy(node, to);
          written.add(to);
          progress.progress("copy", written.size(), -1);
        }
      }
      from.environment().flusher().flush(target, written);
      for (int i = directories.size() - 1; i >= 0; i--) {
        Path directory = directories.get(i).path();
        Path to = target.resolve(source.relativize(directory).toString());
        DurableFiles.carryOverOwnership(directory, to);
        TreeRewrite.keepTime(to, directories.get(i).attributes().lastModifiedTime());
        DurableFiles.syncDirectory(to);
      }
      done = true;
      return written.size();
    } finally {
      if (!done) {
        DurableFiles.deleteTree(target);
      }
    }
  }

  private void copy(Tree.Node node, Path to) throws IOException {
    FileIdentity before = FileIdentity.of(node.path());
    boolean rewrite = node.treatment() != Treatment.KEEP;
    if (rewrite) {
      try (FileChannel channel = DurableFiles.createNew(to)) {
        TreeRewrite.write(node, from, rewriter, channel);
      }
    } else {
      DurableFiles.copyBytes(node.path(), to);
      if (Files.size(to) != before.size()) {
        throw new CorruptStoreException(to + " has another size than " + node.path() + "; nothing was relocated");
      }
    }
    if (!before.equals(FileIdentity.of(node.path()))) {
      throw new ChangedException(node.path() + " changed while it was copied; stop what writes"
          + " it and try again");
    }
    DurableFiles.carryOverOwnership(node.path(), to);
    TreeRewrite.keepTime(to, node.attributes().lastModifiedTime());
  }
}
