package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each changing command, interrupted at its first, second, … operation on files: every session is then as before or as
 * after, what is not in the store is in the trash, and done again it comes to its end.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class FaultTest {

  private static final Compaction COMPACTION =
      new Compaction(Compaction.Level.TRIM, null, 0, Duration.ofMinutes(15));
  private static final Repair REPAIR = new Repair(Set.of(), Set.of(), false);

  @TempDir
  private Path base;

  @ParameterizedTest
  @CsvSource({"evict, EIO", "evict, CRASH", "compact, ENOSPC", "compact, TORN_CRASH", "repair, EIO",
      "repair, TORN_CRASH", "restore, EIO", "restore, CRASH"})
  void everyInterruptionLeavesEverySessionWhole(String command, FaultPlan.Kind kind) throws IOException {
    List<String> failures = new ArrayList<>();
    int n = 0;
    boolean fired = true;
    while (fired && n < 400) {
      n++;
      Path root = Files.createDirectory(base.toRealPath().resolve(command + kind + n));
      FaultPlan plan = new FaultPlan(kind, n);
      try {
        interrupted(command, root, plan);
      } catch (AssertionError | IOException | RuntimeException e) {
        failures.add(plan + ": " + e);
      }
      fired = plan.fired();
      if (failures.size() > 5) {
        break;
      }
      DurableFiles.deleteTree(root);
    }
    assertThat(failures).isEmpty();
    assertThat(n).as("points of interruption").isBetween(15, 399);
  }

  private ChangeRequest request(String command, String runId) {
    return switch (command) {
      case "evict" -> Runs.eviction("child", "plain");
      case "compact" -> COMPACTION;
      case "repair" -> REPAIR;
      default -> new Restoration(runId, Set.of());
    };
  }

  private static PraisonHome build(Path root, String command) throws IOException {
    PraisonHome home = new PraisonHome(root);
    home.write("parent", SessionText.hierarchical("parent").messages(2).with("children_ids", "[\"child\"]"));
    home.write("child", SessionText.hierarchical("child").with("parent_id", "\"parent\""));
    home.write("plain", SessionText.of("plain").summary(40).messages(2).archive(3)
        .metadata(command.equals("repair") ? "null" : "{}"));
    home.spill("plain", "plain", "waits");
    if (command.equals("repair")) {
      String good = SessionText.of("torn").messages(2).toString();
      home.write("torn", good.substring(0, good.length() - 200));
      home.old(Files.writeString(home.sessions.resolve("back.json.corrupt-1795000000000"), good));
      home.old(Files.writeString(home.sessions.resolve("tmpabcdefgh.tmp"), "{"));
    }
    return home;
  }

  private void interrupted(String command, Path root, FaultPlan plan) throws IOException {
    PraisonHome home = build(root, command);
    Map<String, String> before = tree(home);
    String runId = "";
    if (command.equals("restore")) {
      runId = Runs.apply(home.store(), request("evict", null), home.environment()).runId();
      before = tree(home);
      home.fake.clock().advance(Duration.ofHours(1));
    }
    FaultyFileSystem files = new FaultyFileSystem(plan);
    Store faulty = PraisonStore.open(
        new StoreRef("praisonai", "global", files.wrap(home.sessions), null, null), home.environment());
    ChangeRequest request = request(command, runId);
    try {
      Runs.apply(faulty, request, home.environment());
      assertThat(files.leaked()).isEmpty();
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (IOException e) {
      assertThat(files.leaked()).as("open after " + e).isEmpty();
    }
    Runs.recover(home.store(), home.environment());
    check(home, before);
    Runs.recover(home.store(), home.environment());
    check(home, before);
    try {
      Runs.apply(home.store(), request(command, runId), home.environment());
    } catch (dev.sessionctl.storage.StoreException e) {
      assertThat(command + e.getMessage()).startsWith("restorenothing of run");
    }
    check(home, before);
    if (command.equals("evict")) {
      // A link to a child that is gone is all that may be left, and verify says so.
      assertThat(PraisonHome.check(home.store(), 3)).allMatch(finding ->
          finding.id().equals("praisonai.lock.orphan") || finding.id().equals("praisonai.lineage.dangling-child"));
      Runs.apply(home.store(), new Repair(Set.of("praisonai.lineage.dangling-child"), Set.of(), false),
          home.environment());
    }
    assertThat(different(tree(home), whole(command))).as("after another run").isEmpty();
    for (RunRecord run : JournalFile.readAll(home.store().area())) {
      assertThat(run.finished()).isTrue();
    }
  }

  private static Set<String> different(Map<String, String> one, Map<String, String> other) {
    Set<String> names = new HashSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> java.util.Objects.equals(one.get(name), other.get(name)));
    return names;
  }

  /** What an undisturbed run makes of the same store. */
  private Map<String, String> whole(String command) throws IOException {
    Path root = Files.createDirectories(base.toRealPath().resolve("undisturbed-" + command));
    if (Files.exists(root.resolve("done"))) {
      return tree(new PraisonHome(root));
    }
    PraisonHome home = build(root, command);
    String runId = command.equals("restore")
        ? Runs.apply(home.store(), request("evict", null), home.environment()).runId() : "";
    Runs.apply(home.store(), request(command, runId), home.environment());
    Files.createFile(root.resolve("done"));
    return tree(home);
  }

  private static Map<String, String> tree(PraisonHome home) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home.root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = home.root.relativize(file).toString();
        if (Files.isRegularFile(file) && !name.startsWith(".sessionctl/") && !name.endsWith(".lock")) {
          tree.put(name, Files.readString(file));
        }
      }
    }
    return tree;
  }

  /** Nothing of what was there is nowhere, nothing is torn, and nothing is left over. */
  private static void check(PraisonHome home, Map<String, String> before) throws IOException {
    Map<String, String> now = tree(home);
    Set<String> kept = new HashSet<>(now.values());
    for (Path file : Runs.trashed(home.store())) {
      kept.add(Files.readString(file));
      assertThat(FileStat.of(file).links()).as("links of " + file).isEqualTo(1);
    }
    for (Map.Entry<String, String> file : before.entrySet()) {
      assertThat(kept.contains(file.getValue())).as(file.getKey() + " is kept").isTrue();
    }
    for (String name : now.keySet()) {
      assertThat(name).doesNotContain(".sessionctl-");
      if (name.endsWith(".json") && !now.get(name).equals(before.get(name))) {
        assertThat(ContentReader.read(home.root.resolve(name)).damage).as(name).isNull();
      }
    }
    boolean plain = now.containsKey("sessions/plain.json");
    boolean spill = now.keySet().stream().anyMatch(name -> name.startsWith("state/session_spill/"));
    boolean merged = plain && now.get("sessions/plain.json").contains("waits");
    assertThat(plain ? spill || merged : !spill).as("a session and what waits for it").isTrue();
  }
}
