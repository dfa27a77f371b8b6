package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.ArchivedProgram;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand sessions in 100 MB beside a worker that writes 300 times a second; prints the figures. */
@Tag("long")
@Timeout(1800)
class MemScaleTest {

  private static final int SESSIONS = 10_000;

  @TempDir
  Path home;

  private MemRuns store(int autoVacuum) throws Exception {
    Path path = Files.createDirectories(home.resolve(".claude-mem")).resolve("claude-mem.db");
    try (Connection connection = TestDatabase.open(path); Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA auto_vacuum=" + autoVacuum);
      statement.execute("VACUUM");
    }
    try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), Age.V13)) {
      String numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ";
      String session = "(n.i % " + SESSIONS + " + 1)";
      String old = MemDatabase.THEN + " - " + SESSIONS + " * 60000";
      // Texts of 160 words each out of 5000.
      database.execute("CREATE TEMP TABLE texts AS " + numbers + "300), m(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM m"
          + " WHERE j < 160) SELECT n.i k, (SELECT group_concat('w' || ((n.i * 7919 + j * 104729 + j * j) % 5000), ' ')"
          + " FROM m) w FROM n",
          "CREATE INDEX observations_memory ON observations(memory_session_id)",
          "CREATE INDEX summaries_memory ON session_summaries(memory_session_id)",
          "CREATE INDEX prompts_session ON user_prompts(session_db_id)",
          "CREATE INDEX pending_session ON pending_messages(session_db_id)",
          "BEGIN",
          numbers + SESSIONS + ") INSERT INTO sdk_sessions(content_session_id, memory_session_id, project, started_at,"
              + " started_at_epoch) SELECT 'c' || i, 'm' || i, 'p', '', " + MemDatabase.THEN + " - (" + SESSIONS
              + " - i) * 60000 FROM n",
          numbers + 4 * SESSIONS + ") INSERT INTO observations(memory_session_id, project, type, title, narrative,"
              + " created_at, created_at_epoch) SELECT 'm' || " + session + ", 'p', 't', 'title ' || n.i, w, '', " + old
              + " FROM n JOIN texts ON k = n.i % 300 + 1",
          numbers + 2 * SESSIONS + ") INSERT INTO user_prompts(session_db_id, content_session_id, prompt_number,"
              + " prompt_text, created_at, created_at_epoch) SELECT " + session + ", 'c' || " + session
              + ", 1, substr(w, 1, 300), '', " + old + " FROM n JOIN texts ON k = n.i % 300 + 1",
          "INSERT INTO sdk_sessions(id, content_session_id, memory_session_id, project, started_at, started_at_epoch)"
              + " VALUES(99999, 'live', 'live', 'p', '', " + FakeEnvironment.NOW + ")",
          "COMMIT");
      return new MemRuns(database.path);
    }
  }

  private static Process worker(MemRuns store) throws Exception {
    return SqliteHolder.start("write", store.path.toString(), "5000", "INSERT INTO observations(memory_session_id,"
        + " project, type, title, narrative, created_at, created_at_epoch) VALUES('live', 'p', 't', 'a title',"
        + " 'some words of a narrative that is as long as many are', '', 1)", "300");
  }

  private static String seconds(long since) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) / 1000.0 + " s";
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void beside(int autoVacuum) throws Exception {
    MemRuns store = store(autoVacuum);
    System.out.println("auto_vacuum=" + autoVacuum + ": " + Files.size(store.path) + " bytes, " + SESSIONS
        + " sessions");
    if (autoVacuum == 0) {
      list(store);
    }
    Process worker = worker(store);
    long start = System.nanoTime();
    MemRuns.Result evicted = store.run("evict", "--max-sessions", Integer.toString(SESSIONS / 2), "--yes",
        "--max-delete", "60%", "--gateway-version", "13.15.3");
    System.out.println("evict in " + seconds(start) + ": " + lines(evicted) + "; worker: " + SqliteHolder.stop(worker));
    assertThat(evicted.code()).as(evicted.err()).isZero();
    worker = worker(store);
    start = System.nanoTime();
    MemRuns.Result compacted = store.run("compact", "--yes", "--gateway-version", "13.15.3");
    String said = SqliteHolder.stop(worker);
    System.out.println("compact in " + seconds(start) + ": " + lines(compacted) + "; worker: " + said);
    assertThat(said).contains(" failed 0 ");
    worker = worker(store);
    start = System.nanoTime();
    MemRuns.Result restored =
        store.run("trash", "restore", evicted.run(), "--yes", "--gateway-version", "13.15.3", "-q");
    said = SqliteHolder.stop(worker);
    System.out.println("restore in " + seconds(start) + "; worker: " + said);
    assertThat(said).contains(" failed 0 ");
    assertThat(restored.code()).as(restored.err()).isZero();
    assertThat(store.number("SELECT count(*) FROM sdk_sessions")).isEqualTo(SESSIONS + 1);
    assertThat(store.findings()).isEmpty();
  }

  private static String lines(MemRuns.Result result) {
    return String.join(" ", result.out().lines().filter(line -> line.startsWith("run 20") || line.contains("lock of"))
        .toList());
  }

  /** In a process of its own, as an operator does it. */
  private void list(MemRuns store) throws Exception {
    List<String> words = List.of("list", "-o", "json", "-s", store.path.toString());
    ArchivedProgram program = ArchivedProgram.in(Files.createDirectory(home.resolve("program")), words);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      Process process = new ProcessBuilder(program.command(words)).redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String peak = "";
      while (process.isAlive()) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (Files.exists(status)) {
          try (Stream<String> lines = Files.lines(status)) {
            peak = lines.filter(line -> line.startsWith("VmHWM")).findFirst().orElse(peak);
          } catch (java.io.IOException | java.io.UncheckedIOException e) {
            // It has just ended.
            continue;
          }
        }
        process.waitFor(10, TimeUnit.MILLISECONDS);
      }
      assertThat(process.exitValue()).isZero();
      System.out.println("list in " + seconds(start) + ", " + peak.replaceAll("\\s+", " "));
    }
  }
}
