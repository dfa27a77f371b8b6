package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changing commands beside a process that writes as the product does and that nobody recognises, as with
 * {@code --assume-offline} and a server in another container: what it was told is nowhere lost.
 */
@Timeout(240)
class ChangeBesideWriterTest {

  private static final int SESSIONS = 40;
  /** Runs that changed something; the quiet window lets some find nothing to do. */
  private static final int CHANGES = 4;
  private static final long HOUR = 3_600_000;

  @TempDir
  private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"compact", "evict", "repair"})
  void nothingIsLost(String command) throws Exception {
    GeminiFixture store = GeminiFixture.in(temporary.toRealPath());
    Map<String, Integer> told;
    long changed = 0;
    try (WriterProcess writer = new WriterProcess(store.directory(), SESSIONS, 21, 50, "serial")) {
      while (changed < CHANGES) {
        store.fake().clock().set(System.currentTimeMillis());
        changed += switch (command) {
          case "compact" -> run(store, command, "--quiet-for", "1s");
          case "evict" -> run(store, command, "--max-sessions", "20", "--quiet-for", "1s", "--max-delete", "100%");
          default -> repair(store, changed);
        };
      }
      told = writer.end();
    }
    Map<String, Integer> missing = new TreeMap<>();
    for (Map.Entry<String, Integer> session : told.entrySet()) {
      int kept = Math.max(messages(store.directory().resolve(SafeName.of(session.getKey()))),
          inTrash(store, session.getKey()));
      if (kept < session.getValue()) {
        missing.put(session.getKey(), session.getValue() - kept);
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Repairs, with something to mend that nobody goes on with; its quiet window is made a second by the clock. */
  private static long repair(GeminiFixture store, long round) throws IOException {
    Path gone = store.write("gone-" + round + ".json", GeminiFixture.text("gone-" + round, 3) + " of another\"}]}");
    Files.setLastModifiedTime(gone, FileTime.fromMillis(System.currentTimeMillis() - HOUR));
    store.fake().clock().set(System.currentTimeMillis() + QuietWindow.USUAL.toMillis() - 1000);
    final long changed = run(store, "repair");
    assertThat(messages(gone)).isEqualTo(3);
    return changed;
  }

  private static long run(GeminiFixture store, String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "-s", store.home().toString(), "--yes", "--assume-offline"));
    args.addAll(List.of(more));
    GeminiFixture.Result result = store.run(args.toArray(String[]::new));
    // 3: sessions that were written in between were left alone; 13: a file was being written whenever it was read.
    assertThat(result.code()).as(result.err()).isIn(0, 3, 13);
    return result.out().contains(" done,") ? 1 : 0;
  }

  /** Messages of a session file, or -1 when there is no sound one. */
  private static int messages(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return -1;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      SessionDocument document = SessionParser.parse(channel);
      return document.condition == SessionDocument.Condition.SOUND ? (int) document.messages : -1;
    }
  }

  private static int inTrash(GeminiFixture store, String id) throws IOException {
    int most = -1;
    Path area = store.directory().resolveSibling(".sessionctl").resolve("trash");
    if (!Files.isDirectory(area)) {
      return most;
    }
    try (Stream<Path> files = Files.walk(area)) {
      for (Path file : (Iterable<Path>) files.filter(path -> path.getParent().endsWith("files"))::iterator) {
        try (FileChannel channel = FileChannel.open(file)) {
          SessionDocument document = SessionParser.parse(channel);
          if (id.equals(document.id) && document.condition == SessionDocument.Condition.SOUND) {
            most = Math.max(most, (int) document.messages);
          }
        }
      }
    }
    return most;
  }
}
