package dev.sessionctl.storage.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFileSystemsTest {

  private final SystemFileSystems disks = new SystemFileSystems();

  @TempDir
  private Path directory;

  @Test
  void spaceIsKnownOrSaidToBeUnknown() throws Exception {
    long total = disks.totalBytes(directory);
    assertThat(disks.usableBytes(directory)).isBetween(-1L, total);
    assertThat(total == -1).isEqualTo(disks.type(directory).isEmpty());
  }

  @Test
  void whatIsNotThereIsNotUnknown() {
    assertThatThrownBy(() -> disks.usableBytes(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disks.totalBytes(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
  }
}
