package dev.sessionctl.storage.system;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncFlusherTest {

  @TempDir Path directory;

  private List<Path> files(int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(Files.writeString(directory.resolve("file-" + i), "content"));
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 100})
  void flushesFewAndMany(int count) throws IOException {
    new SyncFlusher().flush(directory, files(count));
  }

  @Test
  void saysWhenAFileCannotBeSynced() throws IOException {
    FaultyFileSystem faulty = new FaultyFileSystem(new FaultPlan(FaultPlan.Kind.EIO, 3));
    List<Path> seen = files(5).stream().map(faulty::wrap).toList();
    assertThatThrownBy(() -> new SyncFlusher().flush(directory, seen)).isInstanceOf(IOException.class)
        .hasMessageContaining("Input/output error");
  }

  @Test
  void saysWhenTheFileSystemCannotBeSynced() throws IOException {
    List<Path> many = files(20);
    Path gone = directory.resolve("gone");
    assertThatThrownBy(() -> new SyncFlusher().flush(gone, many)).isInstanceOf(IOException.class)
        .hasMessageContaining("gone");
  }
}
