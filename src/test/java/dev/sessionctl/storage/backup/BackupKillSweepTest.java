package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.cli.Cli;
import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.cli.Terminal;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.testing.ArchivedProgram;
import dev.sessionctl.testing.SystemCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real program, killed with SIGKILL before each of its system calls that change files while it makes a backup or
 * brings one back. After each: nothing that has the name of a backup or of a store is half there, nothing is lost, and
 * the next run gets there.
 */
@Tag("long")
@Timeout(3600)
class BackupKillSweepTest {

  private static final String KEY = "agent:main:direct:p2";

  /** Another program on this machine may look like OpenClaw for a moment, and then nothing is changed. */
  private static final int TRIES = 20;

  /** A run is as long as the machine is slow, so a call that is far back may not come again. */
  private static final double MOST_NOT_KILLED = 0.1;

  enum Command {
    CREATE, INTO, REPLACE, ONLY, UNDO
  }

  @TempDir
  Path directory;

  @BeforeAll
  static void requireStrace() throws InterruptedException {
    assumeTrue(SystemCalls.canBeTraced(),
        "strace is not installed or may not trace; install it to run the kill sweep");
  }

  /** One home that is worked on by a process of its own. */
  private static final class Attempt {
    final Command command;
    final Path root;
    final FakeEnvironment fake;
    final SmallHome store;
    final BackupTrial trial;
    final Map<String, String> whole;
    final Map<String, String> before;
    final List<String> words;
    private String replaced;

    Attempt(Command command, Path root) throws IOException {
      this.command = command;
      this.root = Files.createDirectory(root);
      fake = FakeEnvironment.in(root.resolve("surroundings"));
      fake.variable("SESSIONCTL_CONFIG", "/dev/null");
      fake.userId(FileStat.of(root).userId());
      store = new SmallHome(root.resolve("home"));
      trial = new BackupTrial(store.home(), Files.createDirectory(root.resolve("aside")), fake.build());
      trial.create("one", store.ref());
      whole = sessions(store.sessions(), store.home());
      if (command == Command.ONLY) {
        String index = Files.readString(store.index());
        int from = index.indexOf("  \"" + KEY);
        SmallHome.write(store.index(), index.substring(0, from) + index.substring(index.indexOf("},\n", from) + 3));
        Files.delete(store.sessions().resolve("id-2.jsonl"));
      } else if (command == Command.REPLACE || command == Command.UNDO) {
        Files.delete(store.sessions().resolve("id-1.jsonl"));
        SmallHome.write(store.sessions().resolve("id-7.jsonl"), "newer");
      }
      before = sessions(store.sessions(), store.home());
      if (command == Command.UNDO) {
        assertThat(run(List.of("restore", trial.archive("one").toString(), "--replace", "-s", store.index().toString(),
            "--yes"))).isEqualTo("0 ");
        try (Stream<Path> runs = Files.list(trash())) {
          replaced = runs.findFirst().orElseThrow().getFileName().toString();
        }
      }
      words = words();
    }

    private List<String> words() {
      String index = store.index().toString();
      String archive = trial.archive("one").toString();
      return switch (command) {
        case CREATE -> List.of("backup", "create", "-s", index, made().toString(), "-q");
        case INTO -> List.of("restore", archive, "--into", into().toString(), "--from", store.home().toString(), "-q");
        case REPLACE -> List.of("restore", archive, "--replace", "-s", index, "--yes", "-q");
        case ONLY -> List.of("restore", archive, "--only", KEY, "-s", index, "--yes", "-q");
        case UNDO -> List.of("trash", "restore", replaced, "-s", index, "--yes", "-q");
      };
    }

    private Path made() {
      return trial.archive("made");
    }

    private Path into() {
      return root.resolve("into");
    }

    private Path trash() {
      return store.sessions().resolveSibling(".sessionctl").resolve("trash");
    }

    /** Runs a command line in this process; gives its exit code and what it complains of. */
    String run(List<String> line) throws IOException {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      fake.clock().advance(java.time.Duration.ofMinutes(1));
      int code = Cli.run(line.toArray(String[]::new), new CliContext(fake.build(), Formats.all(),
          new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), err, Terminal.NONE));
      return code + " " + err.toString(StandardCharsets.UTF_8);
    }

    static Map<String, String> sessions(Path directory, Path home) throws IOException {
      Map<String, String> tree = SmallHome.tree(directory, home);
      tree.keySet().removeIf(name -> name.endsWith(".lock"));
      return tree;
    }

    /** Looks at what the process left. */
    void look() throws IOException {
      Map<String, String> now = sessions(store.sessions(), store.home());
      switch (command) {
        case CREATE -> {
          assertThat(now).isEqualTo(whole);
          assertThat(!Files.exists(made()) || trial.problems("made").isEmpty()).isTrue();
        }
        case INTO -> {
          assertThat(now).isEqualTo(whole);
          Path there = into().resolve(store.home().relativize(store.sessions()));
          Map<String, String> back = sessions(there, into());
          // What people and models wrote names the former home.
          back.replaceAll((name, text) -> text.replace(store.home().toString(), "HOME"));
          // Its directory is private until the very end.
          assertThat(!Files.exists(there) || others(back).equals(others(whole))
              && back.get("sessions.json").equals(whole.get("sessions.json"))).as("" + back).isTrue();
        }
        case ONLY -> {
          String index = Files.readString(store.index());
          assertThat(!index.contains(KEY) || Files.exists(store.sessions().resolve("id-2.jsonl"))).isTrue();
          assertThat(now).containsAllEntriesOf(others(before));
        }
        // Not there at all for a moment: the next run finishes that.
        default -> assertThat(now.isEmpty() || now.equals(before) || now.equals(whole)).as("" + now.keySet()).isTrue();
      }
    }

    private static Map<String, String> others(Map<String, String> tree) {
      Map<String, String> others = new TreeMap<>(tree);
      // The directory changes its time, and the index holds an entry more.
      others.keySet().removeIf(name -> name.isEmpty() || name.equals("sessions.json"));
      return others;
    }

    /** The next run, and what it comes to. */
    void goOn() throws IOException {
      SmallHome.ageLock(store.sessions());
      if (command == Command.CREATE || command == Command.INTO) {
        boolean done = Files.exists(command == Command.CREATE ? made()
            : into().resolve(store.home().relativize(store.sessions())));
        assertThat(done ? "0 " : run(words)).isEqualTo("0 ");
        if (command == Command.CREATE && !done) {
          try (Stream<Path> left = Files.list(trial.aside())) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("."));
          }
        }
        look();
        assertThat(Files.exists(made()) || Files.exists(into().resolve(".openclaw"))).isTrue();
        return;
      }
      String said = run(words);
      if (command == Command.UNDO && !said.startsWith("0 ")) {
        // It had come to its end, or the finishing of it has: then that run is not in the trash any more.
        assertThat(said).contains("holds nothing of a run");
        said = run(List.of("trash", "purge", "--older-than", "999d", "-s", store.index().toString(), "--yes", "-q"));
      }
      assertThat(said).isEqualTo("0 ");
      Map<String, String> now = sessions(store.sessions(), store.home());
      if (command == Command.ONLY) {
        assertThat(Files.readString(store.index())).contains(KEY);
        assertThat(others(now)).isEqualTo(others(whole));
      } else {
        assertThat(now.keySet()).isEqualTo(new TreeSet<>((command == Command.UNDO ? before : whole).keySet()));
        requireKept(command == Command.UNDO ? whole : before);
      }
      try (Stream<Path> left = Files.list(trash().getParent())) {
        assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("restore-"));
      }
    }

    /** Each file of a state is in the trash or in the store, whichever it was. */
    private void requireKept(Map<String, String> state) throws IOException {
      TreeSet<String> texts = new TreeSet<>();
      for (Path place : List.of(trash(), store.sessions())) {
        try (Stream<Path> files = Files.walk(place)) {
          for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
            texts.add(Files.readString(file, StandardCharsets.ISO_8859_1).replace(store.home().toString(), "HOME"));
          }
        }
      }
      for (Map.Entry<String, String> file : state.entrySet()) {
        // Behind mode and time.
        String text = file.getValue().replaceFirst("^\\S+( \\S+ )?", "");
        assertThat(text.isEmpty() || texts.contains(text)).as(file.getKey()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedAtAnyCallItLosesNothing(Command command) throws Exception {
    Path real = directory.toRealPath();
    ArchivedProgram program = ArchivedProgram.in(Files.createDirectory(real.resolve("program")),
        new Attempt(command, real.resolve("training")).words);
    Attempt undisturbed = new Attempt(command, real.resolve("undisturbed"));
    List<SystemCalls.Point> points = SystemCalls.of(program.command(undisturbed.words), real.resolve("calls"));
    assertThat(points).hasSizeGreaterThan(10);
    undisturbed.look();
    List<String> failures = new ArrayList<>();
    Map<String, Integer> kills = new TreeMap<>();
    int alive = 0;
    for (SystemCalls.Point point : points) {
      Attempt attempt = new Attempt(command, real.resolve(point.call() + point.number()));
      int code = SystemCalls.runUntil(point, program.command(attempt.words));
      for (int i = 0; i < TRIES && code == ExitCode.LOCKED; i++) {
        code = SystemCalls.runUntil(point, program.command(attempt.words));
      }
      alive += code == SystemCalls.KILLED ? 0 : 1;
      kills.merge(point.call(), 1, Integer::sum);
      try {
        assertThat(code).isIn(0, SystemCalls.KILLED);
        attempt.look();
        attempt.goOn();
      } catch (AssertionError | IOException | RuntimeException e) {
        failures.add(point + " (exit " + code + "): " + e);
      }
      DurableFiles.deleteTree(attempt.root);
    }
    System.out.println("kills of " + command + ": " + points.size() + " " + kills + ", " + alive + " not reached, "
        + failures.size() + " failures");
    assertThat(failures).as(failures.size() + " failures").isEmpty();
    assertThat(alive).isLessThan((int) Math.max(2, points.size() * MOST_NOT_KILLED));
  }
}
