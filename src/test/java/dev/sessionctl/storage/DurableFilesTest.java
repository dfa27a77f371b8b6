package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  @TempDir Path directory;

  @Test
  void deletesATreeWithoutFollowingLinks() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path kept = Files.writeString(outside.resolve("kept"), "kept");
    Path tree = Files.createDirectories(directory.resolve("tree/deep/deeper")).getParent().getParent();
    Files.writeString(tree.resolve("deep/file"), "gone");
    Files.createSymbolicLink(tree.resolve("deep/to-directory"), outside);
    Files.createSymbolicLink(tree.resolve("to-file"), kept);
    Files.createSymbolicLink(tree.resolve("to-nothing"), directory.resolve("nothing"));
    DurableFiles.deleteTree(tree);
    assertThat(tree).doesNotExist();
    assertThat(kept).hasContent("kept");

    Path link = Files.createSymbolicLink(directory.resolve("link"), outside);
    DurableFiles.deleteTree(link);
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(kept).hasContent("kept");
    DurableFiles.deleteTree(directory.resolve("never-there"));
  }

  @Test
  void renamesDurablyToFreeNamesOnly() throws IOException {
    Path from = Files.writeString(directory.resolve("from"), "content");
    Path taken = Files.writeString(directory.resolve("taken"), "stays");
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nothing"));
    assertThatThrownBy(() -> DurableFiles.renameDurably(from, taken)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> DurableFiles.renameDurably(from, dangling))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(taken).hasContent("stays");
    assertThat(from).hasContent("content");

    Path other = Files.createDirectory(directory.resolve("other"));
    FaultPlan plan = new FaultPlan(FaultPlan.Kind.NONE, 0);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    DurableFiles.renameDurably(files.wrap(from), files.wrap(other.resolve("to")));
    assertThat(plan.trace())
        .containsExactly("rename " + other.resolve("to"), "sync " + other, "sync " + directory);
    assertThat(other.resolve("to")).hasContent("content");
  }

  @Test
  void copiesToNewNamesOnly() throws IOException {
    byte[] content = new byte[300_000];
    new Random(5).nextBytes(content);
    Path from = Files.write(directory.resolve("from"), content);
    Path to = directory.resolve("to");
    DurableFiles.copyNew(from, to);
    assertThat(to).hasBinaryContent(content);
    assertThat(FileStat.of(to).permissions()).isEqualTo(0600);
    assertThatThrownBy(() -> DurableFiles.copyNew(from, to)).isInstanceOf(FileAlreadyExistsException.class);
    Path link = Files.createSymbolicLink(directory.resolve("link"), from);
    assertThatThrownBy(() -> DurableFiles.copyNew(link, directory.resolve("of-link"))).isInstanceOf(IOException.class);
  }

  @Test
  void opensNoLinkForReading() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "content");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    DurableFiles.openForRead(file).close();
    assertThatThrownBy(() -> DurableFiles.openForRead(link)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> DurableFiles.createNew(link)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void createsPrivately() throws IOException {
    DurableFiles.writeNew(directory.resolve("file"), new byte[] {1, 2, 3});
    DurableFiles.createDirectory(directory.resolve("sub"));
    assertThat(FileStat.of(directory.resolve("file")).permissions()).isEqualTo(0600);
    assertThat(FileStat.of(directory.resolve("sub")).permissions()).isEqualTo(0700);
  }

  @Test
  void writesOnWhenAChannelTakesLess() throws IOException {
    byte[] taken = new byte[10];
    int[] count = {0};
    WritableByteChannel stuttering = new WritableByteChannel() {
      private boolean pause;

      @Override
      public int write(ByteBuffer source) {
        pause = !pause;
        if (pause) {
          return 0;
        }
        taken[count[0]++] = source.get();
        return 1;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
    DurableFiles.writeFully(stuttering, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    assertThat(Arrays.copyOf(taken, 5)).containsExactly(1, 2, 3, 4, 0);
  }
}
