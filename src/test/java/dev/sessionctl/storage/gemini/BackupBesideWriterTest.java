package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.backup.Manifest;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process truncates and writes its sessions in place, without a lock, while backups are made: no file in one is empty
 * or cut off, and each has the messages that it had before.
 */
@Timeout(180)
class BackupBesideWriterTest {

  private static final int SESSIONS = 12;
  private static final int ROUNDS = 8;

  @TempDir
  private Path temporary;

  @Test
  void everyMessageIsInIt() throws Exception {
    GeminiFixture store = GeminiFixture.in(temporary.toRealPath());
    BackupTrial trial = new BackupTrial(store.home(), temporary.toRealPath(), SystemEnvironment.create());
    try (WriterProcess writer = new WriterProcess(store.directory(), SESSIONS, 11, 3, "serial")) {
      Set<String> missing = new HashSet<>();
      for (int round = 0; round < ROUNDS; round++) {
        Map<String, Integer> before = messages(store.directory());
        Manifest manifest = trial.create("round" + round, store.ref());
        assertThat(manifest.notTaken()).isEmpty();
        StoreRef back = trial.restore("round" + round).get(0);
        Map<String, Integer> kept = messages(back.path());
        before.forEach((name, count) -> {
          if (kept.containsKey(name)) {
            assertThat(kept.get(name)).as(name).isGreaterThanOrEqualTo(count);
          } else {
            missing.add(name);
          }
        });
        assertThat(kept).isNotEmpty().doesNotContainValue(-1);
      }
      // The server deletes sessions, too; a save that was under way may bring the file of one back.
      Set<String> had = writer.end().keySet().stream().map(SafeName::of).collect(Collectors.toSet());
      assertThat(missing).doesNotContainAnyElementsOf(had);
    }
  }

  /** How many messages each file has, or -1 for one that is not whole; those that are torn now had them before. */
  private static Map<String, Integer> messages(Path directory) throws IOException {
    Map<String, Integer> messages = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files.filter(path -> path.toString().endsWith(".json"))::iterator) {
        int count = -1;
        for (int attempt = 0; attempt < 2_000 && count < 0; attempt++) {
          try {
            String text = Files.readString(file);
            count = text.endsWith("}") ? text.split("\"role\"", -1).length - 1 : -1;
          } catch (NoSuchFileException e) {
            count = -2;
          }
          if (count == -2) {
            break;
          }
        }
        if (count != -2) {
          messages.put(file.getFileName().toString(), count);
        }
      }
    }
    return messages;
  }
}
