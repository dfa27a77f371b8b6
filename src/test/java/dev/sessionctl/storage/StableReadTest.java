package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StableReadTest {
  @TempDir
  private Path directory;
  private Path path;
  private final List<Integer> pauses = new ArrayList<>();
  private int reads;

  @BeforeEach
  void makeFile() throws IOException {
    path = Files.writeString(directory.resolve("f"), "one\n");
  }

  @Test
  void aQuietFileIsReadOnce() throws IOException {
    StableRead.Result<String> result = StableRead.whole(path, Files::readString, pauses::add);
    assertThat(result.value()).isEqualTo("one\n");
    assertThat(result.stable()).isTrue();
    assertThat(result.attempts()).isEqualTo(1);
    assertThat(result.identity()).isEqualTo(FileIdentity.of(path));
  }

  @Test
  void aReplacedFileIsReadAgain() throws IOException {
    StableRead.Result<String> result = StableRead.whole(path, file -> {
      String value = Files.readString(file);
      if (reads++ < 2) {
        Files.move(Files.writeString(directory.resolve("n"), "two" + reads), file,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      }
      return value;
    }, pauses::add);
    assertThat(result.value()).isEqualTo("two2");
    assertThat(result.stable()).isTrue();
    assertThat(pauses).containsExactly(1, 2);
  }

  @Test
  void afterThreeRepetitionsTheResultIsCalledUnstable() throws IOException {
    StableRead.Result<String> result = StableRead.whole(path, this::readAndAppend, pauses::add);
    assertThat(result.stable()).isFalse();
    assertThat(result.attempts()).isEqualTo(4);
    assertThat(pauses).containsExactly(1, 2, 3);
  }

  @Test
  void appendsDoNotDisturbUnlessTheResultLooksDamaged() throws IOException {
    StableRead.Result<String> fine =
        StableRead.appended(path, this::readAndAppend, text -> !text.endsWith("\n"), pauses::add);
    assertThat(fine.stable()).isTrue();
    assertThat(fine.attempts()).isEqualTo(1);
    Files.writeString(path, "torn");
    StableRead.Result<String> torn = StableRead.appended(path, file -> {
      String value = Files.readString(file);
      if (reads++ == 1) {
        Files.writeString(file, " no more\n", StandardOpenOption.APPEND);
      }
      return value;
    }, text -> !text.endsWith("\n"), pauses::add);
    assertThat(torn.value()).isEqualTo("torn no more\n");
    assertThat(torn.attempts()).isEqualTo(2);
  }

  @Test
  void aTornFileThatIsStillIsDamageAtOnce() throws IOException {
    Files.writeString(path, "torn");
    assertThat(StableRead.appended(path, Files::readString, text -> true, pauses::add).attempts()).isEqualTo(1);
  }

  @Test
  void failuresAreRepeatedOnlyWhenTheFileChanged() {
    assertThatThrownBy(() -> StableRead.whole(path, file -> {
      reads++;
      throw new IOException("broken");
    }, pauses::add)).hasMessage("broken");
    assertThat(reads).isEqualTo(1);
    assertThatThrownBy(() -> StableRead.whole(path, file -> {
      readAndAppend(file);
      throw new IOException("broken");
    }, pauses::add)).hasMessage("broken");
    assertThat(reads).isEqualTo(5);
    assertThatThrownBy(() -> StableRead.whole(directory.resolve("none"), Files::readString, pauses::add))
        .isInstanceOf(NoSuchFileException.class);
  }

  private String readAndAppend(Path file) throws IOException {
    reads++;
    String value = Files.readString(file);
    Files.writeString(file, "more\n", StandardOpenOption.APPEND);
    return value;
  }
}
