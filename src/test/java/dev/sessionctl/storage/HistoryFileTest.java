package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.testing.FakeEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

  @TempDir
  private Path home;

  @Test
  void whatWasAddedComesBack() throws IOException {
    HistoryFile file = new HistoryFile(home.resolve("a/b/history"));
    assertThat(file.read()).isEmpty();
    List<String> entries = List.of("list", "two\nlines", "a\\nb \\", "\r", "é\u001b[31m");
    for (String entry : entries) {
      file.add(entry);
    }
    assertThat(file.read()).isEqualTo(entries);
    assertThat(mode("a/b/history")).isEqualTo("rw-------");
    assertThat(mode("a/b")).isEqualTo("rwx------");
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name)));
  }

  @Test
  void itIsWhereTheStateOfAUserIs() {
    assertThat(HistoryFile.usual(FakeEnvironment.of(home, Map.of())))
        .isEqualTo(home.resolve(".local/state/sessionctl/history"));
    assertThat(HistoryFile.usual(FakeEnvironment.of(home, Map.of("XDG_STATE_HOME", "/s"))))
        .isEqualTo(Path.of("/s/sessionctl/history"));
    assertThat(HistoryFile.usual(FakeEnvironment.of(home, Map.of("XDG_STATE_HOME", "relative"))))
        .isEqualTo(home.resolve(".local/state/sessionctl/history"));
  }

  @Test
  void itDoesNotGrowWithoutBound() throws IOException {
    Path path = home.resolve("history");
    HistoryFile file = new HistoryFile(path);
    String filler = "x".repeat(8000);
    for (int i = 0; i < 150; i++) {
      file.add(i + " " + filler);
      assertThat(Files.size(path)).isLessThan(1 << 20);
    }
    assertThat(file.read().get(file.read().size() - 1)).startsWith("149 ");
    file.add("y".repeat(HistoryFile.LONGEST_ENTRY + 1));
    assertThat(file.read().get(file.read().size() - 1)).startsWith("149 ");
    for (int i = 0; i < 1100; i++) {
      file.add("n" + i);
    }
    assertThat(file.read()).hasSize(HistoryFile.MOST_ENTRIES).endsWith("n1099");
  }

  @Test
  void severalAtOnceLoseNothing() throws Exception {
    Path path = home.resolve("history");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String name = "t" + t + "-";
        all.add(threads.submit((Callable<Void>) () -> {
          for (int i = 0; i < 50; i++) {
            new HistoryFile(path).add(name + i);
          }
          return null;
        }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(new HistoryFile(path).read()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path target = Files.writeString(home.resolve("target"), "precious\n");
    Path link = Files.createSymbolicLink(home.resolve("history"), target);
    HistoryFile file = new HistoryFile(link);
    assertThatThrownBy(() -> file.add("x")).isInstanceOf(IOException.class);
    assertThatThrownBy(file::read).isInstanceOf(IOException.class);
    assertThat(target).hasContent("precious\n");
  }
}
