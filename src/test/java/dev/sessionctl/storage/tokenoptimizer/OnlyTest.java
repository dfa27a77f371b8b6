package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.SessionRestoration;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultPoints;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Single sessions come back from a backup with everything that was theirs, and beside what was captured since. */
@Timeout(300)
class OnlyTest {

  private static final String UUID = "0aa3d5b0-0000-4000-8000-000000000000";

  @TempDir
  private Path directory;

  private Tree tree(String name) throws IOException {
    Tree tree = Tree.in(Files.createDirectories(directory.resolve(name)));
    tree.plugin(0).capture("a", "progressive-20", "1", 1);
    tree.plugin(200).capture("a", "compact", "2", 1);
    tree.plugin(400).capture(UUID, "compact", "3", 1);
    tree.plugin(600).capture("b", "quality-80", "4", 1);
    tree.cache("main", UUID);
    tree.hints(UUID);
    tree.decisions(UUID);
    return tree.aged(Tree.LONG_AGO);
  }

  private static BackupTrial backup(Tree tree) throws IOException {
    BackupTrial trial = new BackupTrial(tree.home, tree.home.resolveSibling("surroundings"), tree.environment());
    trial.create("one", tree.ref());
    return trial;
  }

  @Test
  void whatWentInFullComesBackWithItsRecordAndReadCache() throws IOException {
    Tree tree = tree("full");
    BackupTrial trial = backup(tree);
    final Map<String, String> before = tree.snapshot();
    Runs runs = new Runs(tree);
    runs.change(0, "evict", "--full", "--max-age", "1h", "--max-delete", "100%");
    assertThat(tree.scan()).isEmpty();
    runs.change(0, "trash purge", runs.lastRun());

    runs.change(0, "restore", trial.archive("one").toString(), "--only", "a", "--only", UUID);

    Map<String, String> wanted = new java.util.TreeMap<>(before);
    wanted.keySet().removeIf(name -> name.startsWith("checkpoints/b"));
    assertThat(tree.snapshot()).isEqualTo(wanted);
    assertThat(tree.check().findings()).isEmpty();
    assertThat(tree.paths().area().trash()).isEmptyDirectory();
  }

  @Test
  void ofWhichOnlyTheRecordIsLeftComesBack() throws IOException {
    Tree tree = tree("hot");
    BackupTrial trial = backup(tree);
    final Map<String, String> before = tree.snapshot();
    Runs runs = new Runs(tree);
    runs.change(0, "evict", "--max-age", "1h", "--max-delete", "100%");
    runs.change(0, "restore", trial.archive("one").toString(), "--only", "a", "--only", "b", "--only", UUID);
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void whatWasCapturedSinceStays() throws IOException {
    Tree tree = tree("newer");
    final BackupTrial trial = backup(tree);
    Runs runs = new Runs(tree);
    runs.change(0, "evict", "--max-age", "1h", "--max-delete", "100%");
    tree.plugin(9_000).capture("a", "progressive-35", "5", 1);
    tree.aged(Tree.LONG_AGO);
    final Map<String, String> before = tree.snapshot();
    String said = runs.change(0, "restore", trial.archive("one").toString(), "--only", "a").out();
    assertThat(said).contains("a is newer than in the backup, and stays");
    assertThat(tree.snapshot()).isEqualTo(before);
    runs.change(0, "restore", trial.archive("one").toString(), "--only", "a", "--only", "b");
    assertThat(tree.snapshot()).containsAllEntriesOf(before);
    assertThat(tree.manifest("b")).exists();
  }

  @Test
  void intoAnotherHomeManifestsNameThePlaceThere() throws IOException {
    BackupTrial trial = backup(tree("here"));
    Tree there = tree("there");
    Runs runs = new Runs(there);
    final Map<String, String> before = there.snapshot();
    runs.change(0, "evict", "--full", "--max-age", "1h", "--max-delete", "100%");
    runs.change(0, "restore", trial.archive("one").toString(), "--only", "a", "--only", "b", "--only", UUID);
    assertThat(there.snapshot()).isEqualTo(before);
  }

  @Test
  void aDamagedBackupBringsNothingBack() throws IOException {
    Tree tree = tree("damaged");
    BackupTrial trial = backup(tree);
    Runs runs = new Runs(tree);
    runs.change(0, "evict", "--full", "--max-age", "1h", "--max-delete", "100%");
    Map<String, String> before = tree.snapshot();
    byte[] bytes = Files.readAllBytes(trial.archive("one"));
    bytes[60] ^= 1;
    Files.write(trial.archive("one"), bytes);
    runs.change(1, "restore", trial.archive("one").toString(), "--only", "a");
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void anInterruptedWayBackIsFinishedByTheNext() throws IOException {
    FaultPlan counting = new FaultPlan(FaultPlan.Kind.NONE, 0);
    interrupt(counting, "counting");
    FaultPoints points = new FaultPoints(counting.trace(), "no lock");
    List<String> failures = new ArrayList<>();
    int tried = 0;
    for (FaultPlan.Kind kind : List.of(FaultPlan.Kind.CRASH, FaultPlan.Kind.TORN_CRASH, FaultPlan.Kind.EIO)) {
      for (int point : points.of(kind)) {
        // One kind has its turn where the other has not; every point of all is the kill sweep's.
        if (point % 3 == kind.ordinal() % 3) {
          FaultPlan plan = new FaultPlan(kind, point);
          String name = kind + "-" + point;
          try {
            interrupt(plan, name);
            assertThat(plan.fired()).isTrue();
          } catch (AssertionError | IOException | RuntimeException e) {
            failures.add(plan + ": " + e);
          }
          tried++;
          DurableFiles.deleteTree(directory.resolve(name));
        }
      }
    }
    System.out.println(points.count() + " operations, " + tried + " interruptions of a session's way back into"
        + " token-optimizer");
    assertThat(failures).isEmpty();
  }

  private void interrupt(FaultPlan plan, String name) throws IOException {
    Tree tree = tree(name);
    BackupTrial trial = backup(tree);
    final Map<String, String> before = tree.snapshot();
    Runs runs = new Runs(tree);
    runs.change(0, "evict", "--full", "--max-age", "1h", "--max-delete", "100%");
    FaultyFileSystem files = new FaultyFileSystem(plan);
    StoreRef ref = new StoreRef(TokenOptimizer.NAME, "plugin", files.wrap(tree.root()), null, null);
    Environment environment = tree.fake.seed(5).build();
    Store open = Formats.open(ref, environment);
    String run = RunId.next(environment);
    boolean done = false;
    try {
      open.area().create();
      try (Change change = open.prepare(new SessionRestoration(trial.archive("one"), Set.of("a", "b", UUID)));
          JournalFile journal = JournalFile.begin(open.area(), run, "restore", ref.path(), environment)) {
        change.apply(new ApplyContext(run, journal, Duration.ofSeconds(1), ApplyContext.ProgressListener.NONE));
        journal.end("done");
        done = true;
      }
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    assertThat(done || plan.fired()).isTrue();
    assertThat(files.leaked()).isEmpty();
    tree.fake.clock().advance(Duration.ofMinutes(2));
    runs.change(0, "restore", trial.archive("one").toString(), "--only", "a", "--only", UUID, "--only", "b");
    assertThat(tree.snapshot()).isEqualTo(before);
    assertThat(tree.check().findings()).isEmpty();
    try (Stream<Path> left = Files.list(tree.paths().area().root())) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("restore-"));
    }
  }
}
