package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.Replacement;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultPoints;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a backup holds of a store gets its place; what was there goes to the trash, whatever fails. */
@Timeout(300)
class ReplaceTest {

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private SmallHome store;
  private BackupTrial trial;
  private Map<String, String> atBackup;

  @BeforeEach
  void prepare() throws IOException {
    fake = FakeEnvironment.in(temporary.toRealPath());
    fake.variable("SESSIONCTL_CONFIG", "/dev/null");
    store = new SmallHome(fake.home());
    trial = new BackupTrial(store.home(), Files.createDirectory(temporary.toRealPath().resolve("aside")),
        fake.build());
    trial.create("one", store.ref());
    atBackup = SmallHome.tree(store.sessions(), store.home());
  }

  private record Result(int code, String out, String err) {}

  private Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Cli.run(arguments, new CliContext(fake.build(), Formats.all(), new ByteArrayInputStream(new byte[0]),
        out, err, Terminal.NONE));
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Result replace(String... more) {
    return run(Stream.concat(Stream.of("restore", trial.archive("one").toString(), "--replace", "-s",
        store.index().toString(), "--yes"), Stream.of(more)).toArray(String[]::new));
  }

  private AdminArea area() {
    return AdminArea.besides(store.sessions());
  }

  /** Damages the store: a transcript is gone, another one has a line more. */
  private void damage() throws IOException {
    Files.delete(store.sessions().resolve("id-1.jsonl"));
    SmallHome.write(store.sessions().resolve("id-2.jsonl"), "new");
    SmallHome.write(store.sessions().resolve("id-7.jsonl"), "newer");
  }

  @Test
  void theStoreIsAsItWas() throws IOException {
    damage();
    Map<String, String> damaged = SmallHome.tree(store.sessions(), store.home());

    Result result = replace();

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(SmallHome.tree(store.sessions(), store.home())).isEqualTo(atBackup);
    Path trash = area().trash();
    try (Stream<Path> runs = Files.list(trash)) {
      Path kept = runs.findFirst().orElseThrow().resolve("lost+found/0");
      assertThat(SmallHome.tree(kept, store.home())).isEqualTo(damaged);
    }
    assertThat(run("trash", "list", "-s", store.index().toString(), "-o", "json").out()).contains("\"restore\"");
    assertThat(trial.findings(store.ref())).noneMatch(finding -> !finding.id().contains(".mode."));
    try (Stream<Path> left = Files.list(area().root())) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("restore-"));
    }
  }

  @Test
  void whatIsNewerIsNotReplacedUnasked() throws IOException {
    String index = Files.readString(store.index());
    SmallHome.write(store.index(), index.replace("1700000000002", "1700000009999").replace(":p3\"", ":p4\""));
    Map<String, String> before = SmallHome.tree(store.home(), store.home());

    Result refused = replace();

    assertThat(refused.code()).isEqualTo(13);
    assertThat(refused.err()).contains("2 of 3 sessions are newer").contains("--over-newer");
    assertThat(SmallHome.tree(store.home(), store.home())).isEqualTo(before);
    assertThat(replace("--over-newer").code()).isZero();
    assertThat(SmallHome.tree(store.sessions(), store.home())).isEqualTo(atBackup);
  }

  @Test
  void besideAGatewayItIsRefused() throws IOException {
    damage();
    fake.processes().add(20, 5, "openclaw-gateway");
    Map<String, String> before = SmallHome.tree(store.home(), store.home());
    assertThat(replace().code()).isEqualTo(11);
    assertThat(SmallHome.tree(store.home(), store.home())).isEqualTo(before);
  }

  @Test
  void aDamagedBackupReplacesNothing() throws IOException {
    damage();
    Map<String, String> before = SmallHome.tree(store.sessions(), store.home());
    byte[] bytes = Files.readAllBytes(trial.archive("one"));
    bytes[60] ^= 1;
    Files.write(trial.archive("one"), bytes);
    Result result = replace();
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    assertThat(SmallHome.tree(store.sessions(), store.home())).isEqualTo(before);
  }

  @Test
  void aStoreThatTheBackupDoesNotHoldIsNotReplaced() throws IOException {
    Path other = Files.createDirectories(fake.home().resolve(".gemini/sessions"));
    SmallHome.write(other.resolve("a.json"), "{\"id\":\"a\",\"messages\":[]}");
    Result result = run("restore", trial.archive("one").toString(), "--replace", "-s", other.toString(), "--yes");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("holds no store");
  }

  @Test
  void anInterruptedReplacementIsFinishedOrHasDoneNothing() throws IOException {
    damage();
    Map<String, String> damaged = SmallHome.tree(store.sessions(), store.home());
    FaultPlan counting = new FaultPlan(FaultPlan.Kind.NONE, 0);
    interrupted(counting, 0);
    FaultPoints points = new FaultPoints(counting.trace(), "sessions.json.lock");
    int tried = 0;
    for (FaultPlan.Kind kind : List.of(FaultPlan.Kind.EIO, FaultPlan.Kind.ENOSPC, FaultPlan.Kind.CRASH,
        FaultPlan.Kind.TORN_CRASH)) {
      for (int point : points.of(kind)) {
        FaultPlan plan = new FaultPlan(kind, point);
        Path home = interrupted(plan, ++tried);
        check(plan, home, damaged);
      }
    }
    System.out.println(points.count() + " operations, " + tried + " interruptions of a replacement");
  }

  private Result undo(String... more) throws IOException {
    fake.clock().advance(Duration.ofMinutes(1));
    return run(Stream.concat(Stream.of("trash", "restore", lastRun(area()), "-s", store.index().toString(), "--yes"),
        Stream.of(more)).toArray(String[]::new));
  }

  private static String lastRun(AdminArea area) throws IOException {
    try (Stream<Path> runs = Files.list(area.trash())) {
      return runs.map(path -> path.getFileName().toString()).sorted().reduce((one, other) -> other).orElseThrow();
    }
  }

  @Test
  void aReplacementIsUndoneAndDoneAgain() throws IOException {
    damage();
    Map<String, String> damaged = SmallHome.tree(store.sessions(), store.home());
    assertThat(replace().code()).isZero();
    for (Map<String, String> next : List.of(damaged, atBackup, damaged)) {
      Result result = undo();
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(SmallHome.tree(store.sessions(), store.home())).isEqualTo(next);
      // Nothing is left of the run that was undone, and what gave way is in the trash of this one.
      try (Stream<Path> runs = Files.list(area().trash())) {
        assertThat(runs).hasSize(1);
      }
      assertThat(run("trash", "list", "-s", store.index().toString(), "-o", "json").out())
          .contains("\"trash restore\"");
    }
  }

  @Test
  void itIsUndoneAsAWholeByTheSameGateAndOverNothingNewerUnasked() throws IOException {
    damage();
    final Map<String, String> damaged = SmallHome.tree(store.sessions(), store.home());
    assertThat(replace().code()).isZero();
    assertThat(undo("agent:main:direct:p1").err()).contains("as a whole");
    long since = fake.build().now() + 1000;
    SmallHome.write(store.index(), Files.readString(store.index()).replace("1700000000002", "" + since));
    Result refused = undo();
    assertThat(refused.code()).isEqualTo(13);
    assertThat(refused.err()).contains("agent:main:direct:p2").contains("--over-newer");
    assertThat(undo("--over-newer").code()).isZero();
    assertThat(SmallHome.tree(store.sessions(), store.home())).isEqualTo(damaged);
    try (Stream<Path> kept = Files.walk(area().trash())) {
      assertThat(kept.filter(Files::isRegularFile).map(ReplaceTest::text)).anyMatch(text -> text.contains("" + since));
    }
    fake.processes().add(20, 5, "openclaw-gateway");
    assertThat(undo("--over-newer").code()).isEqualTo(11);
    assertThat(SmallHome.tree(store.sessions(), store.home())).isEqualTo(damaged);
  }

  @Test
  void aManifestThatLeadsElsewhereOrNowhereIsRefused() throws IOException {
    damage();
    assertThat(replace().code()).isZero();
    Path manifest = area().trash().resolve(lastRun(area())).resolve("manifest.jsonl");
    String text = Files.readString(manifest);
    Path outside = Files.createDirectory(store.home().resolve("outside"));
    for (String place : List.of(outside.toString(), area().root().resolve("runs").toString(),
        store.sessions() + "/../../../../../outside")) {
      Files.writeString(manifest, text.replace("\"origin\":\"" + store.sessions() + "\"",
          "\"origin\":\"" + place + "\""));
      assertThat(undo().code()).as(place).isEqualTo(1);
    }
    Files.writeString(manifest, text);
    Path kept = manifest.resolveSibling("lost+found/0");
    Files.move(kept, kept.resolveSibling("9"));
    assertThat(undo().err()).contains("is not in the trash any more");
    Files.createSymbolicLink(kept, outside);
    assertThat(undo().code()).isEqualTo(1);
    assertThat(SmallHome.tree(store.sessions(), store.home())).isEqualTo(atBackup);
  }

  @Test
  void anInterruptedUndoingIsFinishedOrHasDoneNothing() throws IOException {
    damage();
    final Map<String, String> damaged = SmallHome.tree(store.sessions(), store.home());
    assertThat(replace().code()).isZero();
    String run = lastRun(area());
    fake.clock().advance(Duration.ofMinutes(1));
    FaultPlan counting = new FaultPlan(FaultPlan.Kind.NONE, 0);
    interrupted(counting, 0, new Restoration(run, Set.of()));
    FaultPoints points = new FaultPoints(counting.trace(), "sessions.json.lock");
    int tried = 0;
    for (FaultPlan.Kind kind : List.of(FaultPlan.Kind.EIO, FaultPlan.Kind.ENOSPC, FaultPlan.Kind.CRASH,
        FaultPlan.Kind.TORN_CRASH)) {
      for (int point : points.of(kind)) {
        FaultPlan plan = new FaultPlan(kind, point);
        Path home = interrupted(plan, ++tried, new Restoration(run, Set.of()));
        fake.clock().advance(Duration.ofMinutes(2));
        Path sessions = home.resolve(store.home().relativize(store.sessions()));
        // A store whose directory is not there at the moment is found by the place that was named.
        Files.createDirectories(sessions);
        if (!Files.exists(sessions.resolve("sessions.json"))) {
          SmallHome.write(sessions.resolve("sessions.json"), "{}");
        }
        SmallHome.ageLock(sessions);
        Result result = run("trash", "restore", run, "-s", sessions.resolve("sessions.json").toString(), "--yes");
        fake.clock().advance(Duration.ofMinutes(1));
        // Where it had come to its end but for the last line of its journal, that run is not in the trash any more.
        Result again = result.code() == 0 ? result : run("evict", "--max-sessions", "99", "-s",
            sessions.resolve("sessions.json").toString(), "--yes");
        assertThat(again.code()).as(plan + " " + result + again).isZero();
        assertThat(names(SmallHome.tree(sessions, home))).as(plan + " " + result + again).isEqualTo(names(damaged));
        try (Stream<Path> kept = Files.walk(sessions.resolveSibling(".sessionctl"))) {
          // The transcript that the backup had brought back is kept.
          assertThat(kept.filter(Files::isRegularFile).map(ReplaceTest::text)).as(plan.toString())
              .anyMatch(text -> text.startsWith("{\"type\":\"session\",\"version\":3,\"id\":\"id-1\""));
        }
      }
    }
    System.out.println(points.count() + " operations, " + tried + " interruptions of the undoing of a replacement");
  }

  /** Replaces the store in a copy of the home; gives that. */
  private Path interrupted(FaultPlan plan, int number) throws IOException {
    return interrupted(plan, number, new Replacement(trial.archive("one"), false, false));
  }

  private Path interrupted(FaultPlan plan, int number, ChangeRequest request) throws IOException {
    Path home = temporary.toRealPath().resolve("copy-" + number);
    try (Stream<Path> files = Files.walk(store.home())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, home.resolve(store.home().relativize(file).toString()),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    FaultyFileSystem files = new FaultyFileSystem(plan);
    StoreRef ref = new StoreRef("openclaw-json", "A",
        files.wrap(home.resolve(store.home().relativize(store.index()))), "main", null);
    Store open = Formats.open(ref, fake.build());
    String run = RunId.next(fake.seed(number).build());
    try {
      open.area().create();
      try (Change change = open.prepare(request);
          JournalFile journal = JournalFile.begin(open.area(), run, request.command(), ref.path(), fake.build())) {
        change.apply(new ApplyContext(run, journal, Duration.ofSeconds(1), ApplyContext.ProgressListener.NONE));
        journal.end("done");
      }
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (IOException e) {
      assertThat(e.getMessage()).as(plan.toString()).isNotEmpty();
    }
    assertThat(plan.fired() || number == 0).as(plan.toString()).isTrue();
    assertThat(files.leaked()).as(plan.toString()).isEmpty();
    return home;
  }

  /** The store is the former or the restored one, or not there until the next run; then it is the restored one. */
  private void check(FaultPlan plan, Path home, Map<String, String> damaged) throws IOException {
    Path sessions = home.resolve(store.home().relativize(store.sessions()));
    if (Files.exists(sessions)) {
      Map<String, String> now = SmallHome.tree(sessions, home);
      now.keySet().removeIf(name -> name.endsWith(".lock"));
      now.replaceAll((name, text) -> text.replace(store.home().toString(), "HOME"));
      assertThat(List.of(names(atBackup), names(damaged))).as(plan.toString()).contains(names(now));
    }
    fake.clock().advance(Duration.ofMinutes(2));
    // A store whose directory is not there at the moment is found by the place that was named.
    Files.createDirectories(sessions);
    if (!Files.exists(sessions.resolve("sessions.json"))) {
      SmallHome.write(sessions.resolve("sessions.json"), "{}");
    }
    SmallHome.ageLock(sessions);
    Result result = run("restore", trial.archive("one").toString(), "--replace", "-s",
        sessions.resolve("sessions.json").toString(), "--yes", "--over-newer");
    assertThat(result.code()).as(plan + " " + result.err()).isZero();
    Map<String, String> after = SmallHome.tree(sessions, home);
    assertThat(names(after)).as(plan.toString()).isEqualTo(names(atBackup));
    try (Stream<Path> kept = Files.walk(sessions.resolveSibling(".sessionctl"))) {
      List<Path> all = kept.toList();
      // What was there is in the trash, of whichever run.
      assertThat(all.stream().filter(Files::isRegularFile).map(ReplaceTest::text)).as(plan.toString())
          .contains("newer");
      assertThat(all).as(plan.toString()).noneMatch(path -> path.getFileName().toString().startsWith("restore-"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static java.util.Set<String> names(Map<String, String> tree) {
    return new java.util.TreeSet<>(tree.keySet());
  }
}
