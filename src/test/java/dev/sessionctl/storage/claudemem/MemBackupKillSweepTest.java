package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.ArchivedProgram;
import dev.sessionctl.testing.SystemCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real program, killed with SIGKILL before its system calls that change files while it brings a session or a whole
 * database of claude-mem back, or undoes that; the database has a log that a crash left. After each: what is at its
 * place is the former or the restored database and sound, nothing is lost, and the next run gets there.
 */
@Tag("long")
@Timeout(3600)
class MemBackupKillSweepTest {

  private static final double MOST_NOT_KILLED = 0.1;

  /** SQLite writes page by page, and within one transaction it is all the same to it: so many of each call, spread. */
  private static final int MOST_OF_EACH = 30;

  enum Command {
    ONLY, REPLACE, REPLACE_DAMAGED, UNDO
  }

  @TempDir
  Path directory;

  @BeforeAll
  static void requireStrace() throws InterruptedException {
    assumeTrue(SystemCalls.canBeTraced(),
        "strace is not installed or may not trace; install it to run the kill sweep");
  }

  /** A store that is changed by a process of its own. */
  private static final class Attempt {
    final Command command;
    final Path root;
    final MemRuns store;
    final List<String> words;
    final Map<String, List<String>> whole;
    final Map<String, List<String>> before;
    private byte[] damaged;
    private byte[] log;

    Attempt(Command command, Path root) throws Exception {
      this.command = command;
      this.root = Files.createDirectory(root);
      Path home = Files.createDirectory(root.resolve("home"));
      try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), Age.V13)) {
        for (int i = 1; i <= 3; i++) {
          database.session(i, "p");
        }
        store = new MemRuns(database.path);
      }
      Files.writeString(store.path.resolveSibling(".cwd-remap-applied-v1"), "");
      BackupTrial trial =
          new BackupTrial(home, Files.createDirectory(root.resolve("aside")), store.environment());
      trial.create("one", new StoreRef("claude-mem", "x", store.path, null, null));
      String archive = trial.archive("one").toString();
      whole = store.rows();
      store.execute("DELETE FROM sdk_sessions WHERE id = 2");
      TestDatabase.crash(store.path, true, "UPDATE sdk_sessions SET project = 'in the log' WHERE id = 3");
      before = store.rows();
      TestDatabase.crash(store.path, true, "UPDATE sdk_sessions SET project = 'in the log' WHERE id = 3");
      if (command == Command.UNDO) {
        store.run("restore", archive, "--replace", "--yes");
        assertThat(store.rows()).isEqualTo(whole);
      } else if (command == Command.REPLACE_DAMAGED) {
        damaged = Files.readAllBytes(store.path);
        damaged[0] = 'x';
        log = Files.readAllBytes(wal());
        Files.write(store.path, damaged);
      }
      List<String> asked = switch (command) {
        case ONLY -> List.of("restore", archive, "--only", "c2");
        case REPLACE, REPLACE_DAMAGED -> List.of("restore", archive, "--replace");
        case UNDO -> List.of("trash", "restore", store.trashed().get(0));
      };
      words = new ArrayList<>(asked);
      words.addAll(List.of("--yes", "-q"));
    }

    private Path wal() {
      return store.path.resolveSibling("claude-mem.db-wal");
    }

    List<String> line() {
      List<String> line = new ArrayList<>(words);
      line.addAll(List.of("-s", store.path.toString()));
      return line;
    }

    /** Looks at what the process left, without opening what has a log that must stay. */
    void look() throws Exception {
      if (!Files.exists(store.path)) {
        // Between the two renames: its log must not wait there for whoever makes an empty one.
        assertThat(command).isEqualTo(Command.REPLACE_DAMAGED);
        return;
      }
      if (Files.readString(store.path, StandardCharsets.ISO_8859_1).startsWith("x")) {
        assertThat(store.path).hasBinaryContent(damaged);
        assertThat(wal()).hasBinaryContent(log);
        return;
      }
      if (command == Command.REPLACE_DAMAGED) {
        assertThat(wal()).doesNotExist();
      }
      // A copy, so that what the process left is what the next run finds.
      Path copy = Files.createDirectory(root.resolve("look"));
      for (String name : List.of("claude-mem.db", "claude-mem.db-wal")) {
        if (Files.exists(store.path.resolveSibling(name))) {
          Files.copy(store.path.resolveSibling(name), copy.resolve(name));
        }
      }
      MemRuns looked = new MemRuns(copy.resolve("claude-mem.db"));
      Map<String, List<String>> rows = looked.rows();
      if (command == Command.ONLY) {
        before.forEach((table, all) -> assertThat(rows.get(table)).containsAll(all));
      } else {
        assertThat(List.of(whole, before)).contains(rows);
      }
      assertThat(looked.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'")).isZero();
      DurableFiles.deleteTree(copy);
    }

    /** The next run, and what it comes to. */
    void goOn() throws Exception {
      MemRuns.Result next = store.run(words.toArray(String[]::new));
      if (command == Command.UNDO && next.code() != 0) {
        assertThat(next.err()).contains("holds nothing of a run");
        next = store.run("trash", "purge", "--older-than", "999d", "--yes", "-q");
      }
      assertThat(next.code()).as(next.err()).isZero();
      assertThat(store.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'")).isZero();
      if (command == Command.ONLY) {
        assertThat(store.rows().get("sdk_sessions")).hasSize(3).anyMatch(row -> row.contains("in the log"));
        assertThat(store.rows().get("observations")).isEqualTo(whole.get("observations"));
      } else {
        assertThat(store.rows()).isEqualTo(command == Command.UNDO ? before : whole);
        requireKept();
      }
      assertThat(store.area()).noneMatch(name -> name.startsWith("restore-"));
    }

    /** What gave way is a whole database in some trash. */
    private void requireKept() throws Exception {
      List<Path> kept = new ArrayList<>();
      try (Stream<Path> files = Files.walk(store.areaRoot().resolve("trash"))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          if (text.startsWith("SQLite format 3") || text.startsWith("xQLite")) {
            kept.add(file);
          }
        }
      }
      boolean found = false;
      for (Path file : kept) {
        Path besides = file.resolveSibling(file.getFileName() + "-wal");
        found |= command == Command.REPLACE_DAMAGED
            ? java.util.Arrays.equals(Files.readAllBytes(file), damaged) && Files.exists(besides)
                && java.util.Arrays.equals(Files.readAllBytes(besides), log)
            : MemRuns.rows(file).equals(command == Command.UNDO ? whole : before);
      }
      assertThat(found).as("" + kept).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedAtAnyCallItLosesNothing(Command command) throws Exception {
    Path real = directory.toRealPath();
    ArchivedProgram program = ArchivedProgram.in(Files.createDirectory(real.resolve("program")),
        new Attempt(command, real.resolve("training")).line());
    Attempt undisturbed = new Attempt(command, real.resolve("undisturbed"));
    List<SystemCalls.Point> points =
        spread(SystemCalls.of(program.command(undisturbed.line()), real.resolve("calls")));
    assertThat(points).hasSizeGreaterThan(10);
    undisturbed.look();
    List<String> failures = new ArrayList<>();
    Map<String, Integer> kills = new TreeMap<>();
    int alive = 0;
    for (SystemCalls.Point point : points) {
      Attempt attempt = new Attempt(command, real.resolve(point.call() + point.number()));
      int code = SystemCalls.runUntil(point, program.command(attempt.line()));
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
    System.out.println("kills of " + command + " of claude-mem: " + points.size() + " " + kills + ", " + alive
        + " not reached, " + failures.size() + " failures");
    assertThat(failures).as(failures.size() + " failures").isEmpty();
    assertThat(alive).isLessThan((int) Math.max(2, points.size() * MOST_NOT_KILLED));
  }

  private static List<SystemCalls.Point> spread(List<SystemCalls.Point> points) {
    Map<String, List<SystemCalls.Point>> calls = new TreeMap<>();
    points.forEach(point -> calls.computeIfAbsent(point.call(), call -> new ArrayList<>()).add(point));
    List<SystemCalls.Point> chosen = new ArrayList<>();
    for (List<SystemCalls.Point> all : calls.values()) {
      int count = Math.min(all.size(), MOST_OF_EACH);
      for (int i = 0; i < count; i++) {
        chosen.add(all.get((int) ((long) i * all.size() / count)));
      }
    }
    return chosen;
  }
}
