package dev.sessionctl.storage.relocate;

import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.files.TemporaryNames;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;

/**
 * Rewrites the paths in the files of a directory where it lies, each file by an atomic replacement that keeps
 * its modification time; files that name nothing to be replaced are not touched.
 */
public final class TreeRewrite {

  private final RelocationTarget target;
  private final Path root;
  private final PathRewriter rewriter;
  private final TemporaryNames temporaries;
  private final String runId;

  /**
   * A rewriting of everything below a directory.
   *
   * @param root where the target's directory lies by now
   * @param runId the run, by which its temporary files are known
   */
  TreeRewrite(RelocationTarget target, Path root, PathRewriter rewriter, String runId) {
    this.target = target;
    this.root = root;
    this.rewriter = rewriter;
    this.temporaries = new TemporaryNames(runId);
    this.runId = runId;
  }

  /** Rewrites everything; returns the number of files that were changed. */
  long run(ApplyContext.ProgressListener progress) throws IOException {
    long done = 0;
    for (Tree.Node node : Tree.list(root, target)) {
      if (node.mayBeRewritten() && node.attributes().isRegularFile() && needed(node)) {
        replace(node);
        progress.progress("rewrite", ++done, -1);
      } else if (node.attributes().isSymbolicLink()) {
        replaceLink(node.path());
      }
    }
    return done;
  }

  /** A link that leads to a place in the directory by its former name leads there by its new one. */
  private void replaceLink(Path link) throws IOException {
    Path target = linkTarget(link, rewriter);
    if (!target.equals(Files.readSymbolicLink(link))) {
      Path temporary = temporaries.beside(link);
      Files.createSymbolicLink(temporary, target);
      DurableFiles.rename(temporary, link);
      DurableFiles.syncDirectory(link.getParent());
    }
  }

  /** Where a link shall lead; a relative one goes along as it is. */
  static Path linkTarget(Path link, PathRewriter rewriter) throws IOException {
    Path leadsTo = Files.readSymbolicLink(link);
    if (!leadsTo.isAbsolute()) {
      return leadsTo;
    }
    byte[] text = rewriter.rewrite(leadsTo.toString().getBytes(StandardCharsets.UTF_8));
    return Path.of(new String(text, StandardCharsets.UTF_8));
  }

  /** Removes what an interrupted rewriting of the same run left. */
  void removeTemporaries() throws IOException {
    for (Tree.Node node : Tree.list(root, target)) {
      if (node.attributes().isDirectory() && node.treatment() != Treatment.LEAVE) {
        TemporaryNames.removeFrom(node.path(), runId);
      }
    }
  }

  private boolean needed(Tree.Node node) throws IOException {
    return names(node.path(), node.treatment(), target, rewriter);
  }

  private void replace(Tree.Node node) throws IOException {
    Path file = node.path();
    Path temporary = temporaries.beside(file);
    try (AtomicReplacement replacement = AtomicReplacement.begin(file, temporary)) {
      write(node, target, rewriter, replacement.channel());
      replacement.finishWriting();
      keepTime(temporary, node.attributes().lastModifiedTime());
      replacement.commit();
    }
  }

  static void write(Tree.Node node, RelocationTarget target, PathRewriter rewriter, FileChannel to)
      throws IOException {
    write(node.path(), node.treatment(), target, rewriter, to);
  }

  /** Writes the rewritten content of a file to a channel. */
  public static void write(Path file, Treatment treatment, StoreTree target, PathRewriter rewriter, FileChannel to)
      throws IOException {
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(to), 1 << 16);
    try (FileChannel source = DurableFiles.openForRead(file)) {
      long size = source.size();
      if (treatment == Treatment.REWRITE) {
        rewriter.rewrite(new ChannelInput(source, 0, size), out);
      } else {
        int header = target.headerLength(source);
        rewriter.rewrite(new ChannelInput(source, 0, header), out);
        new ChannelInput(source, header, size).transferTo(out);
      }
    }
    out.flush();
  }

  /** Whether a file names anything that is to be replaced where paths are rewritten in it. */
  public static boolean names(Path file, Treatment treatment, StoreTree target, PathRewriter rewriter)
      throws IOException {
    try (InputStream in = rewritable(file, treatment, target)) {
      return rewriter.wouldRewrite(in);
    }
  }

  /** The part of a file in which paths are to be rewritten. */
  private static InputStream rewritable(Path file, Treatment treatment, StoreTree target) throws IOException {
    FileChannel source = DurableFiles.openForRead(file);
    if (treatment == Treatment.REWRITE) {
      return Channels.newInputStream(source);
    }
    try (source) {
      return new ByteArrayInputStream(ChannelInput.readRange(source, 0, target.headerLength(source)));
    }
  }

  /** Gives a file the modification time of another: the product tells the age of a transcript by it. */
  static void keepTime(Path file, FileTime time) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, null, null);
  }
}
