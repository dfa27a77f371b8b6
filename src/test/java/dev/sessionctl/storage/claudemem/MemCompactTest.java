package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.claudemem.MemRuns.Result;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a database smaller. */
class MemCompactTest {

  @TempDir
  Path home;

  private MemRuns store(Age age, int sessions, String... statements) throws Exception {
    try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), age)) {
      for (int i = 1; i <= sessions; i++) {
        database.session(i, "project");
      }
      database.execute(statements);
      return new MemRuns(database.path);
    }
  }

  private static Result compact(MemRuns store, String... more) {
    String[] arguments = new String[more.length + 2];
    System.arraycopy(new String[] {"compact", "--yes"}, 0, arguments, 0, 2);
    System.arraycopy(more, 0, arguments, 2, more.length);
    return store.run(arguments);
  }

  private static void queue(MemRuns store, Age age, int session, String... states) throws Exception {
    for (String state : states) {
      store.execute("INSERT INTO pending_messages(session_db_id, " + age.content() + ", message_type, tool_input,"
          + " status,"
          + " created_at_epoch) VALUES(" + session + ", 'c" + session + "', 'observation', '{\"a\":1}', '" + state
          + "', " + MemDatabase.THEN + ")");
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfTheQueueGoByItsAge(Age age) throws Exception {
    MemRuns store = store(age, 2);
    queue(store, age, 1, "processed", "failed", "pending", "processing");
    queue(store, age, 2, "pending");
    Map<String, List<String>> before = store.rows();
    Result result = compact(store);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(store.rows().get("pending_messages")).hasSize(age == Age.V13 ? 0 : 3)
        .noneMatch(row -> row.contains(":processed|") || row.contains(":failed|"));
    assertThat(store.findings()).isEmpty();
    assertThat(compact(store).out()).contains("nothing to do");
    assertThat(store.run("trash", "restore", result.run(), "c1", "--yes").code()).isZero();
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isZero();
    assertThat(store.rows()).isEqualTo(before);
  }

  /** 12.5 to 13.3 read the queue, 13.4 to 13.8 do not, and both have the same tables. */
  @Test
  void whetherAQueueIsReadDependsOnTheReleaseWhereTheTablesDoNotTell() throws Exception {
    MemRuns store = store(Age.V12, 2);
    queue(store, Age.V12, 1, "pending", "processing");
    Map<String, List<String>> before = store.rows();
    assertThat(store.run("verify", "-o", "json").out()).contains("claude-mem.queue.untold");
    Result untold = compact(store, "-v");
    assertThat(untold.out()).contains("the database does not tell").contains("--gateway-version 13.6");
    assertThat(store.run("compact", "--dry-run", "-o", "jsonl").out()).contains("\"action\":\"keep\"");
    assertThat(compact(store, "c2").out()).doesNotContain("does not tell");
    assertThat(compact(store, "--gateway-version", "13.3.2").out()).doesNotContain("does not tell")
        .contains("nothing to do");
    assertThat(store.rows()).isEqualTo(before);
    Result result = compact(store, "--gateway-version", "13.4.0");
    assertThat(result.out()).as(result.err()).contains("2 messages of the queue that nobody reads")
        .doesNotContain("does not tell");
    assertThat(store.rows().get("pending_messages")).isEmpty();
    assertThat(store.run("verify", "-o", "json").out()).doesNotContain("claude-mem.queue");
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isZero();
    assertThat(store.rows()).isEqualTo(before);
  }

  /** A release that has never opened a database says nothing about its queue. */
  @Test
  void aQueueThatTheStatedReleaseHasNotSeenStays() throws Exception {
    MemRuns store = store(Age.V10, 1);
    queue(store, Age.V10, 1, "pending");
    compact(store, "--gateway-version", "13.6.0");
    assertThat(store.rows().get("pending_messages")).hasSize(1);
  }

  @Test
  void verifyAsksTheWorkerWhetherTheQueueIsRead() throws Exception {
    MemRuns store = store(Age.V12, 1);
    queue(store, Age.V12, 1, "pending");
    Process worker = SqliteHolder.start("hold", store.path.toString());
    for (Map.Entry<String, String> each : Map.of("13.3.0", "", "13.6.1", "claude-mem.queue.unread").entrySet()) {
      try (FakeWorker health = new FakeWorker(each.getKey(), worker.pid())) {
        Files.writeString(store.path.resolveSibling("worker.pid"),
            "{\"pid\":" + worker.pid() + ",\"port\":" + health.port() + "}");
        String found = store.run("verify", "-o", "json").out();
        for (int i = 0; i < 20 && found.contains("claude-mem.queue.untold"); i++) {
          // It did not answer in time.
          found = store.run("verify", "-o", "json").out();
        }
        assertThat(found).contains(each.getValue()).doesNotContain("claude-mem.queue.untold");
      }
    }
    SqliteHolder.stop(worker);
  }

  @Test
  void whatIsThereTwiceGoesByLevel() throws Exception {
    MemRuns store = store(Age.V10, 2, "INSERT INTO observations(memory_session_id, project, type, title, narrative,"
        + " created_at, created_at_epoch) VALUES('m1', 'p', 'bugfix', 'title', 'narrative', 'x', 7), ('m1', 'p',"
        + " 'bugfix', 'title', 'another', 'x', 8), ('m2', 'p', 'bugfix', NULL, 'one', '', 9), ('m2', 'p', 'bugfix',"
        + " NULL, 'two', '', 9)", "INSERT INTO session_summaries(memory_session_id, project, completed, learned,"
        + " created_at, created_at_epoch) VALUES('m2', 'p', 'done', 'learned', '', 5)");
    Map<String, List<String>> before = store.rows();
    Result result = compact(store);
    assertThat(result.out()).contains("1 row of observations twice").contains("1 row of session_summaries twice");
    assertThat(store.rows().get("observations")).hasSize(5).noneMatch(row -> row.endsWith(":x|Integer:7|:null|"))
        .anyMatch(row -> row.contains(":another|"));
    assertThat(store.rows().get("session_summaries")).hasSize(2);
    Result further = compact(store, "--level", "trim", "c1");
    assertThat(further.out()).as(further.err()).contains("1 row of observations twice");
    assertThat(store.rows().get("observations")).hasSize(4).noneMatch(row -> row.contains(":another|"))
        .anyMatch(row -> row.contains(":one|")).anyMatch(row -> row.contains(":two|"));
    assertThat(store.found("observations", "another")).isZero();
    for (String run : store.trashed()) {
      assertThat(store.run("trash", "restore", run, "--yes").code()).isZero();
    }
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void whatChangedJustNowKeepsItsDuplicates() throws Exception {
    MemRuns store = store(Age.V10, 1, "INSERT INTO observations(memory_session_id, project, type, title, narrative,"
        + " created_at, created_at_epoch) VALUES('m1', 'p', 'bugfix', 'title', 'narrative', 'x', "
        + (FakeEnvironment.NOW - 60_000) + ")");
    compact(store);
    assertThat(store.rows().get("observations")).hasSize(2);
    compact(store, "--quiet-for", "30s");
    assertThat(store.rows().get("observations")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void pagesThatHoldNothingAreGivenBack(int autoVacuum) throws Exception {
    MemRuns store = filled(autoVacuum);
    long before = Files.size(store.path);
    assertThat(before).isGreaterThan(4 << 20);
    Map<String, List<String>> rows = store.rows();
    Result result = compact(store, "-o", "jsonl");
    assertThat(result.code()).as(result.err()).isZero();
    long after = Files.size(store.path);
    assertThat(after).isLessThan(before / 4);
    assertThat(result.out()).contains("\"bytesBefore\":" + before + ",\"bytesAfter\":" + after);
    assertThat(store.rows()).isEqualTo(rows);
    assertThat(DatabaseFile.of(store.path).autoVacuum()).isEqualTo(autoVacuum == 2);
    assertThat(store.findings()).isEmpty();
    assertThat(Files.exists(DatabaseFile.beside(store.path, "-wal"))).isFalse();
    assertThat(store.area()).noneMatch(name -> name.startsWith("trash"));
  }

  /** A database of 4 MB that holds next to nothing any more. */
  private MemRuns filled(int autoVacuum) throws Exception {
    Path path = Files.createDirectories(home.resolve(".claude-mem")).resolve("claude-mem.db");
    try (Connection connection = TestDatabase.open(path); Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA auto_vacuum=" + autoVacuum);
      statement.execute("VACUUM");
    }
    try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), Age.V13)) {
      database.session(1, "p");
      database.execute("CREATE TABLE filler(a)", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
          + " WHERE i"
          + " < 2000) INSERT INTO filler SELECT zeroblob(2000) FROM n", "DELETE FROM filler");
    }
    return new MemRuns(path);
  }

  @Test
  void withoutRoomNothingIsWrittenAnew() throws Exception {
    MemRuns store = filled(0);
    long before = Files.size(store.path);
    store.small = true;
    Result result = compact(store, "-v");
    assertThat(result.out()).contains("not enough room");
    assertThat(Files.size(store.path)).isLessThanOrEqualTo(before);
    assertThat(store.run("compact", "--auto", "--threshold", "99%", "--yes").out()).contains("nothing to do");
  }

  @Test
  void aDatabaseThatIsLargeIsNotWrittenAnewBesideItsWorker() throws Exception {
    MemRuns store = store(Age.V10, 1);
    Shrinking.Space large = new Shrinking.Space(1L << 32, 1 << 20, false);
    assertThat(Shrinking.obstacle(store.path, large, true, store.environment())).contains("stop the worker");
    assertThat(Shrinking.obstacle(store.path, large, false, store.environment())).isNull();
    Shrinking.Space pages = new Shrinking.Space(1L << 32, 1 << 20, true);
    assertThat(Shrinking.obstacle(store.path, pages, true, store.environment())).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aPatientWriterBesideItFailsAtNothing(int autoVacuum) throws Exception {
    MemRuns store = filled(autoVacuum);
    queue(store, Age.V13, 1, "pending", "processing");
    Process worker = SqliteHolder.start("write", store.path.toString(), "5000", "UPDATE observations SET narrative ="
        + " 'n'"
        + " || id, created_at_epoch = created_at_epoch + 1");
    Result result = compact(store, "--gateway-version", "13.11.0");
    assertThat(SqliteHolder.stop(worker)).contains(" failed 0 ").doesNotContain("done 0 ");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.size(store.path)).isLessThan(2 << 20);
    assertThat(store.rows().get("pending_messages")).isEmpty();
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void besideAWorkerThatDoesNotWaitNothingIsDone() throws Exception {
    MemRuns store = filled(0);
    long before = Files.size(store.path);
    Process worker = SqliteHolder.start("write", store.path.toString(), "0", "UPDATE observations SET narrative = 'n'"
        + " || id");
    assertThat(compact(store, "--gateway-version", "12.4.0").code()).isEqualTo(11);
    assertThat(SqliteHolder.stop(worker)).contains(" failed 0 ");
    assertThat(Files.size(store.path)).isGreaterThanOrEqualTo(before);
  }

  @Test
  void copiesThatMigrationsLeftGoToTheTrash() throws Exception {
    MemRuns store = store(Age.V13, 1);
    Path directory = store.path.getParent();
    Path copy = Files.copy(store.path, directory.resolve("claude-mem.db.bak-cwd-remap-1"));
    Path backup = Files.writeString(Files.createDirectory(directory.resolve("backups"))
        .resolve("claude-mem-pre-12.4.3-2026-05-29T12-33-44-123Z.db"), "12345");
    Path recent = Files.copy(store.path, directory.resolve("claude-mem.db.bak-cwd-remap-2"));
    Files.setLastModifiedTime(recent, FileTime.fromMillis(FakeEnvironment.NOW - 60_000));
    Path linked = Files.createLink(directory.resolve("claude-mem.db.bak-cwd-remap-3"), store.path);
    for (Path old : List.of(copy, backup)) {
      Files.setLastModifiedTime(old, FileTime.fromMillis(MemDatabase.THEN));
    }
    final byte[] content = Files.readAllBytes(copy);
    Result result = compact(store, "-v");
    assertThat(result.out()).contains("a full copy that a migration left").contains("changed just now")
        .contains("it has a second name");
    assertThat(copy).doesNotExist();
    assertThat(backup).doesNotExist();
    assertThat(recent).exists();
    assertThat(linked).exists();
    assertThat(store.rows().get("sdk_sessions")).hasSize(1);
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isZero();
    assertThat(copy).hasBinaryContent(content);
    assertThat(backup).hasContent("12345");
  }

  @Test
  void searchIndexesAreMergedIntoOnePart() throws Exception {
    MemRuns store = store(Age.V13, 12);
    assertThat(store.number("SELECT count(DISTINCT segid) FROM observations_fts_idx")).isGreaterThan(1);
    assertThat(compact(store).code()).isZero();
    assertThat(store.number("SELECT count(DISTINCT segid) FROM observations_fts_idx")).isEqualTo(1);
    assertThat(store.found("observations", "narrative")).isEqualTo(12);
    assertThat(store.findings()).isEmpty();
    assertThat(compact(store).out()).contains("nothing to do");
  }

  @Test
  void aReaderKeepsTheLogFromBeingEmptiedAndNobodyWaitsForIt() throws Exception {
    MemRuns store = store(Age.V13, 1);
    try (Connection reader = TestDatabase.open(store.path); Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM observations").close();
      try (var writer = dev.sessionctl.storage.sqlite.DatabaseWriter.open(store.path,
          java.time.Duration.ofMinutes(1), store.environment())) {
        writer.batch(() -> writer.sql().change("UPDATE observations SET title = 'x'"));
        long start = System.nanoTime();
        assertThat(writer.emptyLog()).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
      }
      statement.execute("COMMIT");
    }
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void optionsThatMeanNothingHereAreRefused() throws Exception {
    MemRuns store = store(Age.V13, 1);
    assertThat(compact(store, "--style", "pretty").code()).isEqualTo(15);
    assertThat(compact(store, "--level", "trim", "--keep-tool-results", "3").code()).isEqualTo(15);
  }
}
