package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityTest {

  @TempDir Path directory;

  @Test
  void seesAWriteInPlaceWhoseModificationTimeWasRestored() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123456789");
    FileIdentity before = FileIdentity.of(file);
    FileTime modified = Files.getLastModifiedTime(file);
    // Coarse clocks give two moments one time; the change time must have moved on for this to be a test.
    do {
      Files.writeString(file, "9876543210", StandardOpenOption.WRITE);
      Files.setLastModifiedTime(file, modified);
    } while (Files.getAttribute(file, "unix:ctime").equals(FileTime.from(before.changedNanos(),
        java.util.concurrent.TimeUnit.NANOSECONDS)));
    FileIdentity after = FileIdentity.of(file);
    assertThat(after.modifiedNanos()).isEqualTo(before.modifiedNanos());
    assertThat(after).isNotEqualTo(before);
    assertThat(after.inode()).isEqualTo(before.inode());
    assertThat(after.sameContentAs(before)).isTrue();
  }

  @Test
  void seesAReplacement() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "same");
    FileIdentity before = FileIdentity.of(file);
    Path other = Files.writeString(directory.resolve("other"), "same");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    DurableFiles.rename(other, file);
    assertThat(FileIdentity.of(file)).isNotEqualTo(before);
    assertThat(FileIdentity.of(file).sameContentAs(before)).isFalse();
    assertThat(before.sameContentAs(null)).isFalse();
  }

  @Test
  void isOfTheLinkAndNotOfWhatItLeadsTo() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "content");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(FileIdentity.of(link).inode()).isNotEqualTo(FileIdentity.of(file).inode());
    assertThat(FileStat.of(link).isSymbolicLink()).isTrue();
  }

  @Test
  void isNullOrAnErrorWhereNothingStands() throws IOException {
    Path nothing = directory.resolve("nothing");
    assertThat(FileIdentity.ofNullable(nothing)).isNull();
    assertThatThrownBy(() -> FileIdentity.of(nothing)).isInstanceOf(NoSuchFileException.class);
  }
}
