package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.AtomicReplacement;
import dev.sessionctl.storage.ChannelInput;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.ApplyContext;
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
 * Rewrites the paths in the files of a state directory where it lies, each file by an atomic replacement that keeps
 * its modification time; files that name nothing to be replaced are not touched.
 */
final class TreeRewrite {

  /** A header is one short line; what goes on longer without a line break is none. */
  private static final int LONGEST_HEADER = 1 << 20;

  private final Path state;
  private final PathRewriter rewriter;
  private final String suffix;

  /** @param suffix ends the names of the temporary files, see {@link StoreFiles#temporarySuffix} */
  TreeRewrite(Path state, PathRewriter rewriter, String suffix) {
    this.state = state;
    this.rewriter = rewriter;
    this.suffix = suffix;
  }

  /** Rewrites everything; returns the number of files that were changed. */
  long run(ApplyContext.ProgressListener progress) throws IOException {
    long done = 0;
    for (StateTree.Node node : StateTree.list(state)) {
      boolean may = node.treatment() == StateTree.Treatment.REWRITE
          || node.treatment() == StateTree.Treatment.REWRITE_HEADER;
      if (may && node.attributes().isRegularFile() && needed(node)) {
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
      Path temporary = link.resolveSibling(link.getFileName() + suffix);
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

  /** Removes the temporary files of a run with that suffix which was interrupted. */
  static void removeTemporaries(Path state, String suffix) throws IOException {
    if (!StoreFiles.isTemporarySuffix(suffix)) {
      return;
    }
    for (StateTree.Node node : StateTree.list(state)) {
      if (!node.attributes().isDirectory() && node.path().getFileName().toString().endsWith(suffix)) {
        DurableFiles.deleteIfExists(node.path());
      }
    }
  }

  private boolean needed(StateTree.Node node) throws IOException {
    try (InputStream in = rewritable(node)) {
      return rewriter.wouldRewrite(in);
    }
  }

  private void replace(StateTree.Node node) throws IOException {
    Path file = node.path();
    Path temporary = file.resolveSibling(file.getFileName() + suffix);
    try (AtomicReplacement replacement = AtomicReplacement.begin(file, temporary)) {
      write(node, rewriter, replacement.channel());
      replacement.finishWriting();
      keepTime(temporary, node.attributes().lastModifiedTime());
      replacement.commit();
    }
  }

  /** Writes the rewritten content of a file to a channel. */
  static void write(StateTree.Node node, PathRewriter rewriter, FileChannel target) throws IOException {
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(target), 1 << 16);
    try (FileChannel source = DurableFiles.openForRead(node.path())) {
      long size = source.size();
      if (node.treatment() == StateTree.Treatment.REWRITE) {
        rewriter.rewrite(new ChannelInput(source, 0, size), out);
      } else {
        byte[] header = header(source);
        rewriter.rewrite(new ByteArrayInputStream(header), out);
        new ChannelInput(source, header.length, size).transferTo(out);
      }
    }
    out.flush();
  }

  /** The part of a file in which paths are to be rewritten. */
  static InputStream rewritable(StateTree.Node node) throws IOException {
    FileChannel source = DurableFiles.openForRead(node.path());
    if (node.treatment() == StateTree.Treatment.REWRITE) {
      return Channels.newInputStream(source);
    }
    try (source) {
      return new ByteArrayInputStream(header(source));
    }
  }

  private static byte[] header(FileChannel source) throws IOException {
    int length = (int) Math.min(4096, source.size());
    while (true) {
      byte[] bytes = ChannelInput.readRange(source, 0, length);
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          return headerOrNothing(java.util.Arrays.copyOf(bytes, i + 1));
        }
      }
      if (length == source.size() || length >= LONGEST_HEADER) {
        // A single line without an end may be a header; something longer is content.
        return length < LONGEST_HEADER ? headerOrNothing(bytes) : new byte[0];
      }
      length = (int) Math.min(source.size(), length * 4L);
    }
  }

  /** A transcript that lost its header begins with what somebody wrote, which is never touched. */
  private static byte[] headerOrNothing(byte[] line) {
    try (JsonParser in = Json.FACTORY.createParser(line)) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          boolean type = in.currentName().equals("type");
          if (in.nextToken() == JsonToken.VALUE_STRING && type) {
            return in.getText().equals("session") ? line : new byte[0];
          }
          in.skipChildren();
        }
      }
      return new byte[0];
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** Gives a file the modification time of another: the product tells the age of a transcript by it. */
  static void keepTime(Path file, FileTime time) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, null, null);
  }
}
