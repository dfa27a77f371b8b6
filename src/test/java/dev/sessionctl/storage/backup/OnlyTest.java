package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.SessionRestoration;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single sessions come back from a backup into the store, and nothing else changes. */
class OnlyTest {

  private static final String KEY = "agent:main:direct:p2";

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private SmallHome store;
  private BackupTrial trial;

  @BeforeEach
  void prepare() throws IOException {
    fake = FakeEnvironment.in(temporary.toRealPath());
    fake.variable("SESSIONCTL_CONFIG", "/dev/null");
    store = new SmallHome(fake.home());
    trial = new BackupTrial(store.home(), Files.createDirectory(temporary.toRealPath().resolve("aside")),
        fake.build());
  }

  private record Result(int code, String out, String err) {}

  private Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Cli.run(arguments, new CliContext(fake.build(), Formats.all(), new ByteArrayInputStream(new byte[0]),
        out, err, Terminal.NONE));
    return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Result only(Path at, String key, String... more) {
    return run(Stream.concat(Stream.of("restore", trial.archive("one").toString(), "--only", key, "-s", at.toString(),
        "--yes", "-o", "wide"), Stream.of(more)).toArray(String[]::new));
  }

  /** The index without one of its entries, and without its transcript. */
  private void lose() throws IOException {
    String index = Files.readString(store.index());
    int from = index.indexOf("  \"" + KEY);
    SmallHome.write(store.index(), index.substring(0, from) + index.substring(index.indexOf("},\n", from) + 3));
    Files.delete(store.sessions().resolve("id-2.jsonl"));
  }

  @Test
  void aLostSessionComesBackWithItsTranscript() throws IOException {
    trial.create("one", store.ref());
    String transcript = Files.readString(store.sessions().resolve("id-2.jsonl"));
    lose();
    SmallHome.write(store.sessions().resolve("id-3.jsonl"), "{\"type\":\"session\",\"id\":\"id-3\"}\n");

    Result result = only(store.index(), KEY);

    assertThat(result.code()).as(result.err() + result.out()).isZero();
    assertThat(Files.readString(store.index())).contains(KEY)
        .contains(store.sessions().resolve("id-2.jsonl").toString());
    assertThat(store.sessions().resolve("id-2.jsonl")).hasContent(transcript);
    assertThat(store.sessions().resolve("id-3.jsonl")).hasContent("{\"type\":\"session\",\"id\":\"id-3\"}");
    try (Stream<Path> left = Files.walk(AdminArea.besides(store.sessions()).root())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("restore-") || name.equals("id-2.jsonl"));
    }
    try (Stream<Path> trash = Files.list(AdminArea.besides(store.sessions()).trash())) {
      assertThat(trash).isEmpty();
    }
  }

  @Test
  void onAnotherHostPathsNameThePlaceThere() throws IOException {
    trial.create("one", store.ref());
    SmallHome other = new SmallHome(Files.createDirectories(temporary.toRealPath().resolve("elsewhere")));
    String index = Files.readString(other.index());
    SmallHome.write(other.index(), index.substring(0, index.indexOf("  \"" + KEY)).replaceAll(",\\s*$", "\n}"));
    Files.delete(other.sessions().resolve("id-2.jsonl"));

    assertThat(only(other.index(), KEY).code()).isZero();

    assertThat(Files.readString(other.index())).contains(other.sessions().resolve("id-2.jsonl").toString())
        .doesNotContain(store.home().toString() + "/");
  }

  @Test
  void whatIsNewerStays() throws IOException {
    trial.create("one", store.ref());
    SmallHome.write(store.index(), Files.readString(store.index()).replace("1700000000002", "1700000009999"));
    Map<String, String> before = SmallHome.tree(store.home(), store.home());
    Result result = only(store.index(), KEY);
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("newer than in the backup");
    assertThat(SmallHome.tree(store.home(), store.home())).isEqualTo(before);
  }

  @Test
  void whatTheBackupDoesNotHoldIsSaid() throws IOException {
    trial.create("one", store.ref());
    Result result = only(store.index(), "agent:main:nobody");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("holds no session agent:main:nobody");
  }

  @Test
  void anInterruptedWayBackIsFinishedByTheNext() throws IOException {
    trial.create("one", store.ref());
    String transcript = Files.readString(store.sessions().resolve("id-2.jsonl"));
    lose();
    FaultPlan counting = new FaultPlan(FaultPlan.Kind.NONE, 0);
    interrupted(counting, 0);
    FaultPoints points = new FaultPoints(counting.trace(), "sessions.json.lock");
    int tried = 0;
    for (FaultPlan.Kind kind : List.of(FaultPlan.Kind.EIO, FaultPlan.Kind.CRASH, FaultPlan.Kind.TORN_CRASH)) {
      for (int point : points.of(kind)) {
        FaultPlan plan = new FaultPlan(kind, point);
        Path sessions = interrupted(plan, ++tried).resolve(store.home().relativize(store.sessions()));
        String index = Files.readString(sessions.resolve("sessions.json"));
        assertThat(index).as(plan.toString()).startsWith("{").endsWith("}");
        // Never an entry without its transcript.
        assertThat(!index.contains(KEY) || Files.exists(sessions.resolve("id-2.jsonl"))).as(plan.toString()).isTrue();
        fake.clock().advance(java.time.Duration.ofMinutes(2));
        SmallHome.ageLock(sessions);
        Result result = only(sessions.resolve("sessions.json"), KEY);
        assertThat(result.code()).as(plan + " " + result.err() + result.out()).isZero();
        assertThat(Files.readString(sessions.resolve("sessions.json"))).as(plan.toString()).contains(KEY);
        assertThat(sessions.resolve("id-2.jsonl")).as(plan.toString()).hasContent(transcript);
        try (Stream<Path> left = Files.walk(AdminArea.besides(sessions).root())) {
          assertThat(left.map(path -> path.getFileName().toString())).as(plan.toString())
              .noneMatch(name -> name.startsWith("restore-"));
        }
      }
    }
    System.out.println(points.count() + " operations, " + tried + " interruptions of a session's way back");
  }

  /** Brings the session back in a copy of the home; gives that. */
  private Path interrupted(FaultPlan plan, int number) throws IOException {
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
    Environment environment = fake.seed(number).build();
    Store open = Formats.open(ref, environment);
    String run = RunId.next(environment);
    try {
      open.area().create();
      try (Change change = open.prepare(new SessionRestoration(trial.archive("one"), Set.of(KEY)));
          JournalFile journal = JournalFile.begin(open.area(), run, "restore", ref.path(), environment)) {
        change.apply(new ApplyContext(run, journal, java.time.Duration.ofSeconds(1),
            ApplyContext.ProgressListener.NONE));
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

  @Test
  void aFileOfGemini() throws IOException {
    Path sessions = Files.createDirectories(fake.home().resolve(".gemini/sessions"));
    SmallHome.gemini(sessions, "gemini_1777334429997");
    SmallHome.gemini(sessions, "gemini_1777334429998");
    trial.create("one", new StoreRef("gemini", "1.21-1.36", sessions, null, null));
    Path lost = sessions.resolve("gemini_1777334429998.json");
    String text = Files.readString(lost);
    Files.delete(lost);

    Result result = only(sessions, "gemini_1777334429998", "--assume-offline");

    assertThat(result.code()).as(result.err() + result.out()).isZero();
    assertThat(lost).hasContent(text);
  }

  @Test
  void aFileOfPraisonAi() throws IOException {
    Path sessions = Files.createDirectories(fake.home().resolve(".praisonai/sessions"));
    SmallHome.praison(sessions, "a");
    SmallHome.praison(sessions, "b");
    trial.create("one", new StoreRef("praisonai", "global", sessions, null, null));
    Path lost = sessions.resolve("b.json");
    String text = Files.readString(lost);
    Files.delete(lost);

    Result result = only(sessions, "b", "--assume-offline");

    assertThat(result.code()).as(result.err() + result.out()).isZero();
    assertThat(lost).hasContent(text);
  }
}
