package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.backup.Manifest;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes write sessions by the product's protocol at full speed while backups are made: every message that was on
 * disk before one began is in it, no lock times out, and what comes back is whole.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class BackupBesideWritersTest {

  private static final int ROUNDS = 6;

  @TempDir
  private Path temporary;

  @Test
  void everyMessageIsInIt() throws Exception {
    Path home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    Path sessions = Files.createDirectories(home.resolve(".praisonai/sessions"));
    BackupTrial trial = new BackupTrial(home, temporary.toRealPath(), SystemEnvironment.create());
    StoreRef ref = new StoreRef("praisonai", "global", sessions, null, null);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add("chat:" + i);
      Files.writeString(sessions.resolve("chat_" + i + ".json"), SessionText.of("chat:" + i).messages(20).toString());
    }
    List<Set<String>> before = new ArrayList<>();
    List<Set<String>> kept = new ArrayList<>();
    Writers.Account account;
    try (Writers writers = new Writers(Files.createDirectory(temporary.resolve("writers")))) {
      writers.java(sessions, "one", 1, ids);
      writers.java(sessions, "two", 2, ids);
      for (int round = 0; round < ROUNDS; round++) {
        before.add(messages(sessions));
        Manifest manifest = trial.create("round" + round, ref);
        assertThat(manifest.notTaken()).isEmpty();
        StoreRef back = trial.restore("round" + round).get(0);
        kept.add(messages(back.path()));
        // Files of the fixture are open to others.
        assertThat(trial.findings(back)).extracting(Finding::id).filteredOn(id -> !id.endsWith(".mode")).isEmpty();
        try (Stream<Path> files = Files.list(back.path())) {
          // The names of the writer's temporary files are longer than the product's.
          assertThat(files.map(path -> path.getFileName().toString()).filter(name -> !name.startsWith("tmp")))
              .hasSize(ids.size()).allMatch(name -> name.endsWith(".json"));
        }
      }
      account = writers.stop();
    }
    assertThat(account.troubles()).isEmpty();
    for (int round = 0; round < ROUNDS; round++) {
      Set<String> lost = new HashSet<>(before.get(round));
      lost.removeAll(account.cut());
      lost.removeAll(kept.get(round));
      assertThat(lost).as("round " + round).isEmpty();
    }
  }

  /** What is read may be replaced in between, and then is as it was. */
  private static Set<String> messages(Path sessions) throws IOException {
    Set<String> messages = new HashSet<>();
    try (Stream<Path> files = Files.list(sessions)) {
      for (Path file : (Iterable<Path>) files.filter(path -> path.toString().endsWith(".json"))::iterator) {
        ContentReader.read(file, (archived, index, message) -> messages.add(message.text));
      }
    }
    return messages;
  }
}
