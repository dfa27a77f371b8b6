package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A repair, and a reindex, interrupted at every operation on files in every way: after each no byte is lost, the next
 * run ends with everything mended, and nothing is left over.
 */
@Timeout(120)
class RepairFaultTest {

  private static final String TORN = "{\"type\":\"message\",\"id\":\"b\",\"par";
  private static final String LEFT_OVER = "sessions.json.01234567-89ab-4cde-8f01-23456789abcd.tmp";

  private Path base;

  @BeforeEach
  void createBase() throws IOException {
    Path memory = Path.of("/dev/shm");
    base = (Files.isWritable(memory) ? Files.createTempDirectory(memory, "sessionctl-repair")
        : Files.createTempDirectory("sessionctl-repair")).toRealPath();
  }

  @AfterEach
  void removeBase() throws IOException {
    DurableFiles.deleteTree(base);
  }

  @Test
  void repair() throws Exception {
    loop(false);
  }

  @Test
  void reindex() throws Exception {
    loop(true);
  }

  private void loop(boolean reindex) throws IOException {
    List<String> failures = new ArrayList<>();
    StringBuilder points = new StringBuilder();
    // The ways in which a disk refuses differ in their message only, and were tried all with this test.
    for (FaultPlan.Kind kind : List.of(FaultPlan.Kind.EIO, FaultPlan.Kind.CRASH, FaultPlan.Kind.INTERFERE)) {
      int n = 0;
      boolean fired = true;
      while (fired && n < 2_000) {
        Path root = Files.createDirectory(base.resolve(kind + "-" + ++n));
        SmallStore store = build(root.resolve("state"), reindex);
        FaultPlan plan = new FaultPlan(kind, n,
            () -> Files.deleteIfExists(store.sessions().resolve("sessions.json.lock")));
        try {
          attempt(store, plan, new FaultRun(root.resolve("surroundings")), reindex);
        } catch (AssertionError | IOException | RuntimeException e) {
          failures.add(plan + ": " + e + " at " + List.of(e.getStackTrace()).stream()
              .filter(frame -> frame.getClassName().startsWith("dev.sessionctl")).findFirst().orElse(null));
        }
        fired = plan.fired();
        DurableFiles.deleteTree(root);
      }
      points.append(' ').append(kind).append('=').append(n - 1);
    }
    System.out.println("fault points of " + (reindex ? "reindex" : "repair") + ":" + points);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private static SmallStore build(Path state, boolean reindex) throws IOException {
    SmallStore store = new SmallStore(state);
    store.writeFiles(state).writeIndex(reindex ? state : FaultScenario.FORMER_ROOT, 0, 1, 2);
    if (reindex) {
      byte[] whole = Files.readAllBytes(store.index());
      Files.write(store.index(), java.util.Arrays.copyOf(whole, whole.length - 40));
      return store;
    }
    Files.write(store.sessions().resolve("id-0.jsonl"),
        (SmallStore.transcript(0, state) + TORN).getBytes(StandardCharsets.UTF_8));
    Files.writeString(store.sessions().resolve(LEFT_OVER), "{");
    Files.writeString(store.sessions().resolve("id-2.jsonl.lock"),
        "{\"pid\":99999,\"starttime\":3,\"createdAt\":\"2020-01-01T00:00:00.000Z\"}");
    return store;
  }

  private static void attempt(SmallStore store, FaultPlan plan, FaultRun run, boolean reindex) throws IOException {
    Repair request = new Repair(Set.of(), Set.of(), reindex);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      run.change(files.wrap(store.sessions()), request);
      assertThat(files.leaked()).as("channels left open").isEmpty();
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (IOException e) {
      assertThat(files.leaked()).as("channels left open after " + e).isEmpty();
    }
    nothingIsLost(store, reindex);
    try {
      run.change(store.sessions(), request);
    } catch (dev.sessionctl.storage.GuardException e) {
      assertThat(reindex).as(e.getMessage()).isTrue();
      // The index is there; what the interrupted run left goes with the next change.
      run.change(store.sessions(), new Repair(Set.of(), Set.of(), false));
    }
    nothingIsLost(store, reindex);
    mended(store, reindex);
    FaultRun.checkJournals(store.sessions());
  }

  private static void nothingIsLost(SmallStore store, boolean reindex) throws IOException {
    List<String> everything = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(store.state())) {
      for (Path path : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
        everything.add(Files.readString(path, StandardCharsets.ISO_8859_1));
      }
    }
    String all = String.join("\n", everything);
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(Files.readString(store.sessions().resolve("id-" + i + ".jsonl")))
          .startsWith(SmallStore.transcript(i, store.state()));
    }
    if (reindex) {
      assertThat(all).contains(new String(SmallStore.key(2).getBytes(StandardCharsets.UTF_8),
          StandardCharsets.ISO_8859_1));
    } else {
      assertThat(all).contains(TORN);
      Map<String, String> index = SmallStore.readIndex(store.index());
      assertThat(index).containsOnlyKeys(SmallStore.key(0), SmallStore.key(1), SmallStore.key(2));
    }
  }

  private static void mended(SmallStore store, boolean reindex) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> list = Files.list(store.sessions())) {
      list.forEach(path -> names.add(path.getFileName().toString()));
    }
    assertThat(names).containsExactly("id-0.jsonl", "id-1.jsonl", "id-2.jsonl", "sessions.json");
    for (String name : names) {
      assertThat(FileStat.of(store.sessions().resolve(name)).links()).as("names of " + name).isEqualTo(1);
    }
    Map<String, String> index = SmallStore.readIndex(store.index());
    if (reindex) {
      assertThat(index).hasSize(3).containsKeys(SmallStore.key(0), SmallStore.key(1),
          "agent:main:explicit:recovered-id-2");
      return;
    }
    assertThat(Files.readString(store.sessions().resolve("id-0.jsonl")))
        .isEqualTo(SmallStore.transcript(0, store.state()));
    for (int i = 0; i < SmallStore.SESSIONS; i++) {
      assertThat(index).containsEntry(SmallStore.key(i), SmallStore.hash(SmallStore.entry(i, store.state(), 5)));
    }
    assertThat(Files.exists(store.sessions().resolve(LEFT_OVER), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }
}
