package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done by several threads, and in several parts, for many sessions only. */
class LargeDirectoryTest {

  /** More than are read by one thread, and more than are flushed at once. */
  private static final int SESSIONS = 5300;

  @TempDir
  private Path temporary;
  private OpenClawFixture fixture;
  private FakeEnvironment fake;
  private MigrationRuns runs;

  @BeforeEach
  void make() throws IOException {
    fixture = OpenClawFixture.in(temporary);
    fake = FakeEnvironment.in(temporary);
    Files.writeString(fixture.index(), IntStream.range(0, SESSIONS)
        .mapToObj(i -> "  \"agent:main:" + i + "\": {\n    \"sessionId\": \"id-" + i + "\",\n    \"updatedAt\": "
            + (OpenClawFixture.TIME + i) + "\n  }").collect(Collectors.joining(",\n", "{\n", "\n}")));
  }

  @Test
  void everyFileIsFlushedBeforeTheSwitch() throws Exception {
    Set<String> flushed = Collections.synchronizedSet(new HashSet<>());
    AtomicInteger flushes = new AtomicInteger();
    fake.flusher((directory, files) -> {
      assertThat(fixture.directory()).doesNotExist();
      flushes.incrementAndGet();
      for (Path file : files) {
        assertThat(file).exists();
        flushed.add(file.getFileName().toString());
      }
    });
    runs = new MigrationRuns(fake, fixture.index());

    runs.toDirectory();

    assertThat(flushes).hasValueGreaterThan(1);
    try (Stream<Path> files = Files.list(fixture.directory())) {
      assertThat(files.map(file -> file.getFileName().toString())).hasSize(SESSIONS)
          .containsExactlyInAnyOrderElementsOf(flushed);
    }
  }

  @Test
  void everySessionIsReadAndTheDirectoryIsClosedAgain() throws Exception {
    runs = new MigrationRuns(fake, fixture.index());
    runs.toDirectory();
    Set<String> keys = new HashSet<>();

    new EntryDirectory(fixture.directory(), DirectoryLayout.PLAIN).scan(false, new EntryDirectory.Visitor() {
      @Override
      public void entry(String key, String fileName, SessionEntry entry, int fileBytes, byte[] text) {
        assertThat(key).isEqualTo("agent:main:" + entry.sessionId.substring("id-".length()));
        keys.add(key);
      }

      @Override
      public void unreadable(Path file, String reason) {
        throw new AssertionError(file + " " + reason);
      }
    });

    assertThat(keys).hasSize(SESSIONS);
    Path open = Path.of("/proc/self/fd");
    if (Files.isDirectory(open)) {
      assertThat(openFiles(open)).doesNotContain(fixture.directory().toRealPath());
    }
  }

  private static Set<Path> openFiles(Path directory) throws IOException {
    Set<Path> files = new HashSet<>();
    try (Stream<Path> numbers = Files.list(directory)) {
      for (Path number : (Iterable<Path>) numbers::iterator) {
        try {
          files.add(Files.readSymbolicLink(number));
        } catch (IOException e) {
          // Closed since: other tests run beside.
          continue;
        }
      }
    }
    return files;
  }
}
