package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicReplacementTest {

  @TempDir Path directory;

  private static void replace(Path target, Path temporary, String text) throws IOException {
    try (AtomicReplacement replacement = AtomicReplacement.begin(target, temporary)) {
      DurableFiles.writeFully(replacement.channel(), ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      replacement.finishWriting();
      replacement.commit();
    }
  }

  @ParameterizedTest
  @EnumSource(value = FaultPlan.Kind.class, names = {"INTERFERE", "NONE"}, mode = EnumSource.Mode.EXCLUDE)
  void leavesOldOrNewAndNoTemporaryFile(FaultPlan.Kind kind) throws IOException {
    Path target = directory.resolve("target");
    Path temporary = directory.resolve("target.tmp");
    FaultPlan plan;
    int n = 0;
    do {
      n++;
      Files.writeString(target, "the old content");
      plan = new FaultPlan(kind, n);
      FaultyFileSystem files = new FaultyFileSystem(plan);
      try {
        replace(files.wrap(target), files.wrap(temporary), "the new content");
        assertThat(target).hasContent("the new content");
      } catch (IOException | SimulatedCrash e) {
        assertThat(Files.readString(target)).isIn("the old content", "the new content");
      }
      if (!kind.isCrash() && kind != FaultPlan.Kind.READ_ONLY) {
        assertThat(temporary).as("after " + plan).doesNotExist();
      }
      files.closeAll();
      Files.deleteIfExists(temporary);
    } while (plan.fired());
    assertThat(n).isGreaterThan(5);
  }

  @Test
  void syncsTheContentBeforeTheRenameAndTheNameAfterIt() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    Path temporary = directory.resolve("target.tmp");
    FaultPlan plan = new FaultPlan(FaultPlan.Kind.NONE, 0);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    replace(files.wrap(target), files.wrap(temporary), "new");
    assertThat(plan.trace()).filteredOn(step -> !step.startsWith("set ")).containsExactly("open " + temporary,
        "write " + temporary, "sync " + temporary, "rename " + target, "sync " + directory);
    assertThat(files.leaked()).isEmpty();
  }

  @Test
  void carriesOverThePermissionsAndTheOwner() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-x--x"));
    boolean root = FileStat.of(directory).userId() == 0;
    if (root) {
      Files.setAttribute(target, "unix:uid", 1234);
      Files.setAttribute(target, "unix:gid", 4321);
    }
    FileStat before = FileStat.of(target);
    replace(target, directory.resolve("target.tmp"), "new");
    assertThat(FileStat.of(target)).isEqualTo(before);
  }

  @Test
  void makesANewFilePrivate() throws IOException {
    Path target = directory.resolve("target");
    replace(target, directory.resolve("target.tmp"), "new");
    assertThat(FileStat.of(target).permissions()).isEqualTo(0600);
  }

  @Test
  void replacesALinkItselfWithoutItsPermissions() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "stays");
    Path target = Files.createSymbolicLink(directory.resolve("target"), other);
    replace(target, directory.resolve("target.tmp"), "new");
    assertThat(other).hasContent("stays");
    assertThat(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(FileStat.of(target).permissions()).isEqualTo(0600);
  }

  @Test
  void commitsNothingUnfinished() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    try (AtomicReplacement replacement = AtomicReplacement.begin(target, directory.resolve("target.tmp"))) {
      assertThatThrownBy(replacement::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(target).hasContent("old");
    assertThat(directory.resolve("target.tmp")).doesNotExist();
  }

  @Test
  void takesNoTemporaryNameThatIsTakenOrLiesElsewhere() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    Path taken = Files.createSymbolicLink(directory.resolve("taken"), target);
    assertThatThrownBy(() -> AtomicReplacement.begin(target, taken)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> AtomicReplacement.begin(target, directory.resolve("sub/target")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(target).hasContent("old");
  }
}
