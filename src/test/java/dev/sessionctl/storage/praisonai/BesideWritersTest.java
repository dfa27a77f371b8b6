package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes write sessions by the product's protocol at full speed while evict, compact and verify loop here:
 * no acknowledged message is lost, no lock times out, and nobody waits for long. A message counts as kept when it is
 * in a session, or in the trash.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class BesideWritersTest {

  private static final int ROUNDS = Integer.getInteger("sessionctl.rounds", 15);
  private static final int SESSIONS = 24;
  private static final double LONGEST_WAIT = 1.0;

  @TempDir
  private Path temporary;
  private Environment environment;
  private Path sessions;
  private Store store;

  @BeforeEach
  void prepare() throws IOException {
    environment = SystemEnvironment.create();
    sessions = Files.createDirectories(temporary.resolve("home/.praisonai/sessions"));
    store = PraisonStore.open(new StoreRef("praisonai", "global", sessions, null, null), environment);
  }

  /** Sessions whose window is full, so that each message makes the archive and the summary grow. */
  private List<String> fullSessions() throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      ids.add("chat:" + i);
      Files.writeString(sessions.resolve("chat_" + i + ".json"), SessionText.of("chat:" + i).messages(100).toString());
    }
    return ids;
  }

  @Test
  void writersInPythonOfBothStores() throws Exception {
    try (Writers writers = new Writers(temporary)) {
      List<String> plain = fullSessions();
      List<String> trees = List.of("tree/1", "tree/2", "tree/3", "tree/4", "tree/5", "tree/6");
      writers.python(sessions, "one", "default", 1, plain);
      writers.python(sessions, "two", "default", 2, plain);
      writers.python(sessions, "three", "hierarchical", 3, trees);
      List<String> keys = new ArrayList<>(plain);
      keys.addAll(trees);
      change(writers, keys.stream().map(SafeId::of).toList());
    }
  }

  @Test
  void writersInJava() throws Exception {
    try (Writers writers = new Writers(temporary)) {
      List<String> plain = fullSessions();
      writers.java(sessions, "one", 1, plain);
      writers.java(sessions, "two", 2, plain);
      change(writers, plain.stream().map(SafeId::of).toList());
    }
  }

  private void change(Writers writers, List<String> keys) throws Exception {
    long done = 0;
    List<Finding> errors = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long before = writers.acknowledged();
      List<ChangeRequest> requests = List.of(
          new Compaction(Compaction.Level.TRIM, null, 0, Duration.ZERO),
          Runs.eviction(keys.get(round % keys.size()), keys.get((round + 7) % keys.size()),
              keys.get((round + 14) % keys.size()), keys.get((round + 21) % keys.size())));
      for (ChangeRequest request : requests) {
        Runs.Result result = Runs.apply(store, request, environment);
        assertThat(result.report().failed()).isEmpty();
        done += result.report().done();
      }
      store.check(CheckRequest.FULL, finding -> {
        if (finding.severity() == Severity.ERROR) {
          errors.add(finding);
        }
      });
      // So that there is something new to change in each round.
      while (writers.acknowledged() < before + 20) {
        assertThat(writers.processes()).allMatch(Process::isAlive);
        // Waits for that condition, and leaves the processor to the writers meanwhile.
        Thread.sleep(5);
      }
    }
    Writers.Account account = writers.stop();
    Set<String> kept = new HashSet<>();
    try (Stream<Path> files = Files.list(sessions)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        collect(file, kept);
      }
    }
    for (Path file : Runs.trashed(store)) {
      collect(file, kept);
    }
    Set<String> lost = new HashSet<>(account.acknowledged());
    lost.removeAll(account.cut());
    lost.removeAll(kept);
    System.getLogger("figures").log(System.Logger.Level.INFO, String.format(Locale.ROOT,
        "%d operations, %d acknowledged, %d changes, longest wait %.3f s", account.operations(),
        account.acknowledged().size(), done, account.longestWait()));
    assertThat(lost).as("acknowledged messages that are nowhere").isEmpty();
    assertThat(account.troubles()).isEmpty();
    assertThat(errors).isEmpty();
    assertThat(account.longestWait()).isLessThan(LONGEST_WAIT);
    assertThat(done).as("changes made").isGreaterThan(ROUNDS / 2);
    assertThat(account.acknowledged().size()).isGreaterThan(ROUNDS * 20);
    assertThat(PraisonHome.check(store, 2)).noneMatch(finding -> finding.id().startsWith("praisonai.temp")
        || finding.id().startsWith("praisonai.quarantine"));
  }

  private static void collect(Path file, Set<String> kept) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > 0) {
      SessionContent content = ContentReader.read(file, (archived, index, message) -> kept.add(message.text));
      assertThat(content.damage).as(file.toString()).isNull();
    }
  }
}
