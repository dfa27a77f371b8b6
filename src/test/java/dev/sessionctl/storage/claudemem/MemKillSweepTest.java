package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.ArchivedProgram;
import dev.sessionctl.testing.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
 * The real program, killed with SIGKILL before its system calls that change files, those of SQLite included. After
 * each: no row is lost, the database is sound, the next run gets to where an undisturbed one gets, and everything
 * comes back out of the trash.
 */
@Tag("long")
@Timeout(3600)
class MemKillSweepTest {

  /** A run is as long as the machine is slow, so a call that is far back may not come again. */
  private static final double MOST_NOT_KILLED = 0.1;

  /** SQLite writes page by page, and within one transaction it is all the same to it: so many of each call, spread. */
  private static final int MOST_OF_EACH = 40;

  private static final String OLD = "1600000000000";

  enum Command {
    EVICT("evict", "--max-age", "1d", "--yes", "--max-delete", "100%", "-q"),
    COMPACT("compact", "--yes", "-q"),
    RESTORE("trash", "restore", "RUN", "--yes", "-q"),
    REPAIR("repair", "--yes", "-q");

    final List<String> words;

    Command(String... words) {
      this.words = List.of(words);
    }
  }

  @TempDir
  Path directory;

  @BeforeAll
  static void requireStrace() throws InterruptedException {
    assumeTrue(SystemCalls.canBeTraced(),
        "strace is not installed or may not trace; install it to run the kill sweep");
  }

  /** A store that is changed by a process of its own, with a log that a crash has left. */
  private static final class Attempt {
    final Path root;
    final MemRuns store;
    final List<String> words;
    final Map<String, List<String>> before;

    Attempt(Command command, Path root) throws Exception {
      this.root = Files.createDirectory(root);
      Path home = Files.createDirectory(root.resolve("home"));
      try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), Age.V10)) {
        for (int i = 1; i <= 3; i++) {
          database.session(i, "p");
        }
        database.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO"
            + " observations(memory_session_id, project, type, title, narrative, created_at, created_at_epoch) SELECT"
            + " 'm2', 'p', 't', 'word' || (i % 200), 'text ' || (i % 200) || zeroblob(600), '', 5 FROM n");
        database.queue(1, "processed", 5);
        database.queue(1, "failed", 5);
        database.execute("UPDATE sdk_sessions SET started_at_epoch = " + OLD, "UPDATE observations SET created_at_epoch"
            + " = " + OLD, "UPDATE session_summaries SET created_at_epoch = " + OLD,
            "UPDATE user_prompts SET created_at_epoch = " + OLD);
        store = new MemRuns(database.path);
      }
      if (command == Command.COMPACT) {
        Path copy = Files.copy(store.path, store.path.resolveSibling("claude-mem.db.bak-cwd-remap-1"));
        Files.setLastModifiedTime(copy, FileTime.fromMillis(Long.parseLong(OLD)));
      }
      String run = "";
      before = store.rows();
      if (command == Command.RESTORE) {
        run = store.run("evict", "--max-age", "1d", "--yes", "--max-delete", "100%").run();
      } else if (command == Command.REPAIR) {
        store.execute("PRAGMA foreign_keys=OFF", "DELETE FROM sdk_sessions WHERE id = 2");
        before.put("sdk_sessions", store.rows().get("sdk_sessions"));
      }
      TestDatabase.crash(store.path, true, "INSERT INTO schema_versions(version, applied_at) VALUES(21, 'in the log')");
      before.put("schema_versions", store.rows().get("schema_versions"));
      TestDatabase.crash(store.path, true, "UPDATE schema_versions SET applied_at = 'still in the log' WHERE version"
          + " = 21");
      before.put("schema_versions", List.of());
      words = new ArrayList<>();
      for (String word : command.words) {
        words.add(word.equals("RUN") ? run : word);
      }
      words.addAll(List.of("-s", store.path.toString()));
    }

    /** Nothing is lost, and the database is sound. */
    void check() throws Exception {
      Map<String, List<String>> all = store.everything();
      all.put("schema_versions", List.of());
      assertThat(all).isEqualTo(before);
      assertThat(store.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'")).isZero();
      assertThat(store.text("SELECT applied_at FROM schema_versions WHERE version = 21")).isEqualTo("still in the log");
    }

    /** Everything is back. */
    void bringBack(Command command) throws Exception {
      for (String run : store.trashed()) {
        store.run("trash", "restore", run, "--yes");
      }
      Map<String, List<String>> rows = store.rows();
      rows.put("schema_versions", List.of());
      if (command != Command.REPAIR) {
        assertThat(rows).isEqualTo(before);
        assertThat(store.findings()).isSubsetOf("backup.litter");
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
    List<SystemCalls.Point> points =
        spread(SystemCalls.of(program.command(undisturbed.words), real.resolve("calls")));
    assertThat(points).hasSizeGreaterThan(10);
    undisturbed.check();
    final Map<String, List<String>> target = undisturbed.store.rows();
    undisturbed.bringBack(command);
    List<String> failures = new ArrayList<>();
    Map<String, Integer> kills = new TreeMap<>();
    int alive = 0;
    for (SystemCalls.Point point : points) {
      Attempt attempt = new Attempt(command, real.resolve(point.call() + point.number()));
      int code = SystemCalls.runUntil(point, program.command(attempt.words));
      alive += code == SystemCalls.KILLED ? 0 : 1;
      kills.merge(point.call(), 1, Integer::sum);
      try {
        assertThat(code).isIn(0, SystemCalls.KILLED);
        attempt.check();
        MemRuns.Result next = attempt.store.run(attempt.words.subList(0, attempt.words.size() - 2)
            .toArray(String[]::new));
        assertThat(next.code()).as(next.err()).isZero();
        attempt.check();
        assertThat(attempt.store.rows()).isEqualTo(target);
        assertThat(interrupted(attempt.store)).isEmpty();
        attempt.bringBack(command);
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

  /** Journals of runs that nobody has finished. */
  private static List<String> interrupted(MemRuns store) throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> journals = Files.list(store.areaRoot().resolve("runs"))) {
      for (Path journal : (Iterable<Path>) journals::iterator) {
        if (!Files.readString(journal).contains("\"step\":\"end\"")) {
          open.add(journal.getFileName().toString());
        }
      }
    }
    return open;
  }
}
