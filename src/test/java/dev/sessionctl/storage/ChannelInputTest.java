package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelInputTest {

  @TempDir Path directory;

  @Test
  void readsARangeWithoutMovingOrClosingTheChannel() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123456789ÿ", StandardCharsets.ISO_8859_1);
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      ChannelInput one = new ChannelInput(channel, 2, 5);
      ChannelInput other = new ChannelInput(channel, 9, 100);
      assertThat(one.read()).isEqualTo('2');
      assertThat(other.read()).isEqualTo('9');
      assertThat(other.read()).isEqualTo(0xff);
      assertThat(other.read()).isEqualTo(-1);
      assertThat(one.read(new byte[0], 0, 0)).isZero();
      assertThat(one.readAllBytes()).containsExactly('3', '4');
      assertThat(one.read()).isEqualTo(-1);
      one.close();
      assertThat(channel.isOpen()).isTrue();
      assertThat(channel.position()).isZero();
      assertThat(ChannelInput.readRange(channel, 8, 2)).containsExactly('8', '9');
      assertThat(new ChannelInput(channel, 5, 3).read()).isEqualTo(-1);
    }
  }

  @Test
  void seesTheSameFileAfterItsNameWasGivenToAnother() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      DurableFiles.rename(Files.writeString(directory.resolve("other"), "new"), file);
      assertThat(new String(new ChannelInput(channel, 0, 3).readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("old");
    }
  }

  @Test
  void saysWhenAFileBecameShorter() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "0123");
    try (FileChannel channel = DurableFiles.openForRead(file)) {
      assertThatThrownBy(() -> ChannelInput.readRange(channel, 2, 3)).isInstanceOf(IOException.class)
          .hasMessageContaining("shorter");
    }
  }
}
