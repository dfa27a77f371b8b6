package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.claudemem.MemRuns.Result;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Evictions, and the way back. */
class MemEvictTest {

  /** As 13.25 has them: written by the worker, referred to by nothing. */
  private static final String TOOL_USES = "CREATE TABLE tool_uses (id INTEGER PRIMARY KEY AUTOINCREMENT, tool_use_id"
      + " TEXT NOT NULL, content_session_id TEXT NOT NULL, session_db_id INTEGER, platform_source TEXT NOT NULL DEFAULT"
      + " 'claude', tool_input TEXT, created_at_epoch INTEGER NOT NULL, UNIQUE(content_session_id, tool_use_id))";
  private static final String WRAPUPS = "CREATE TABLE telegram_wrapups (id INTEGER PRIMARY KEY AUTOINCREMENT,"
      + " platform_source TEXT NOT NULL, content_session_id TEXT NOT NULL, summary_created_at_epoch INTEGER NOT NULL)";

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

  private static Result evict(MemRuns store, String... more) {
    String[] arguments = new String[more.length + 4];
    System.arraycopy(new String[] {"evict", "--yes", "--max-delete", "100%"}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return store.run(arguments);
  }

  @ParameterizedTest
  @EnumSource
  void aSessionGoesWithAllThatBelongsToItAndComesBackAsItWas(Age age) throws Exception {
    MemRuns store = store(age, 3, "INSERT INTO observations(" + age.memory() + ", project, text, type, created_at,"
        + " created_at_epoch) VALUES('m2', x'00ff', 7.5, 'odd', '', 5)",
        "UPDATE observations SET narrative = 'zebra' WHERE " + age.memory() + " = 'm2'");
    Map<String, List<String>> before = store.rows();
    Result result = evict(store, "--max-age", "1h", "c2");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("1 done");
    for (String table : List.of("sdk_sessions", "observations", "session_summaries", "user_prompts")) {
      assertThat(store.rows().get(table)).as(table).noneMatch(row -> row.contains(":c2|") || row.contains(":m2|"))
          .isNotEmpty();
    }
    assertThat(store.found("observations", "zebra")).isZero();
    assertThat(store.findings()).isEmpty();
    Result again = store.run("trash", "restore", result.run(), "--yes");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.found("observations", "zebra")).isEqualTo(2);
    assertThat(store.findings()).isEmpty();
    assertThat(store.run("trash", "restore", result.run(), "--yes").out()).contains("nothing to do");
    assertThat(store.run("trash", "list", result.run(), "-o", "json").out()).contains("\"key\": \"c2\"")
        .contains("\"restored\"");
    assertThat(store.run("trash", "purge", result.run(), "--yes").code()).isZero();
    assertThat(store.area()).noneMatch(name -> name.startsWith("trash"));
  }

  @Test
  void theStoreItselfSaysWhatItsPagesAreFor() throws Exception {
    MemRuns store = store(Age.V13, 3);
    MemRuns.Result text = store.run("inspect");
    assertThat(text.code()).isZero();
    assertThat(text.out()).containsPattern("\n  sizes\n").containsPattern("    observations +[0-9.]+ KiB \\([0-9]+%\\)")
        .contains("    observations_fts ").doesNotContain("copies by migrations");
    copy(store, "claude-mem.db.bak-cwd-remap-1779000000000", 9);
    assertThat(store.run("inspect").out()).contains("(copies by migrations)");
    assertThat(store.run("inspect", "-o", "json").out())
        .containsPattern("\"sizes\" *: *\\{").contains("\"user_prompts\"");
  }

  @Test
  void whatNoCascadeReachesGoesToo() throws Exception {
    MemRuns store = store(Age.V13, 2, TOOL_USES, WRAPUPS,
        "INSERT INTO tool_uses VALUES(1, 't1', 'c1', 1, 'claude', 'x', 1), (2, 't2', 'c1', NULL, 'claude', 'y', 2),"
            + " (3, 't3', 'c2', 2, 'claude', 'z', 3), (4, 't4', 'c1', NULL, 'codex', 'w', 4)",
        "INSERT INTO telegram_wrapups VALUES(1, 'claude', 'c1', 5), (2, 'codex', 'c1', 6)",
        "UPDATE user_prompts SET session_db_id = NULL WHERE session_db_id = 1 AND prompt_number = 1",
        "INSERT INTO sdk_sessions(id, content_session_id, platform_source, project, started_at, started_at_epoch)"
            + " VALUES(9, 'c1', 'codex', 'p', '', " + MemDatabase.THEN + ")");
    Map<String, List<String>> before = store.rows();
    Result result = evict(store, "--max-age", "1h", "c1");
    assertThat(result.out()).as(result.err()).contains("1 done");
    assertThat(store.number("SELECT sum(id) FROM tool_uses")).isEqualTo(3 + 4);
    assertThat(store.number("SELECT sum(id) FROM telegram_wrapups")).isEqualTo(2);
    assertThat(store.number("SELECT count(*) FROM user_prompts WHERE content_session_id = 'c1'")).isZero();
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isZero();
    assertThat(store.rows()).isEqualTo(before);
  }

  @Test
  void whatTheCloudKnowsStays() throws Exception {
    MemRuns store = store(Age.V13, 4,
        "CREATE TABLE sync_entity_heads (entity_id TEXT PRIMARY KEY, kind TEXT, origin_local_id TEXT)",
        "INSERT INTO sync_entity_heads SELECT 'e', 'summary', id FROM session_summaries WHERE memory_session_id = 'm1'",
        "ALTER TABLE observations ADD COLUMN origin_device_id TEXT", "ALTER TABLE user_prompts ADD COLUMN synced_at",
        "UPDATE observations SET origin_device_id = 'other' WHERE memory_session_id = 'm2'",
        "UPDATE user_prompts SET synced_at = 5 WHERE session_db_id = 3 AND prompt_number = 2");
    Result result = evict(store, "--max-age", "1h", "-v");
    assertThat(result.out()).contains("evict 1 of 4").contains("claude-mem's cloud");
    assertThat(store.rows().get("sdk_sessions")).hasSize(3).noneMatch(row -> row.contains(":c4|"));
  }

  @Test
  void waitingMessagesKeepASessionWhereTheQueueIsRead() throws Exception {
    for (Age age : List.of(Age.V10, Age.V13)) {
      try (MemDatabase database = new MemDatabase(home.resolve(age + "/.claude-mem"), age)) {
        database.session(1, "p");
        database.queue(1, "pending", MemDatabase.THEN);
      }
      MemRuns store = new MemRuns(home.resolve(age + "/.claude-mem/claude-mem.db"));
      Map<String, List<String>> before = store.rows();
      Result result = evict(store, "--max-age", "1h");
      assertThat(result.out()).contains(age == Age.V13 ? "1 done" : "none of 1 sessions goes");
      if (age == Age.V13) {
        assertThat(store.rows().get("pending_messages")).isEmpty();
        store.run("trash", "restore", result.run(), "--yes");
      }
      assertThat(store.rows()).isEqualTo(before);
    }
  }

  @Test
  void nothingIsPutOverWhatIsThereNow() throws Exception {
    MemRuns store = store(Age.V10, 3);
    String run = evict(store, "--max-age", "1h").run();
    store.execute("INSERT INTO sdk_sessions(content_session_id, memory_session_id, project, started_at,"
        + " started_at_epoch) VALUES('c1', 'new', 'p', '', 1)",
        "INSERT INTO observations(id, memory_session_id, project, type, created_at, created_at_epoch) VALUES(2, 'new',"
            + " 'p', 't', '', 1)");
    Map<String, List<String>> before = store.rows();
    Result result = store.run("trash", "restore", run, "--yes");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).contains("has that session again").contains("1 of its ids in observations are in use");
    assertThat(store.rows().get("sdk_sessions")).hasSize(2).anyMatch(row -> row.contains(":c3|"))
        .containsAll(before.get("sdk_sessions"));
    assertThat(store.rows().get("observations")).containsAll(before.get("observations"));
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void rowsComeBackIntoADatabaseThatWasMigratedSince() throws Exception {
    MemRuns store = store(Age.V8, 2);
    String run = evict(store, "--max-age", "1h", "c1").run();
    store.execute("PRAGMA foreign_keys=OFF", "PRAGMA legacy_alter_table=OFF",
        "ALTER TABLE sdk_sessions RENAME COLUMN claude_session_id TO content_session_id",
        "ALTER TABLE sdk_sessions RENAME COLUMN sdk_session_id TO memory_session_id",
        "ALTER TABLE observations RENAME COLUMN sdk_session_id TO memory_session_id",
        "ALTER TABLE session_summaries RENAME COLUMN sdk_session_id TO memory_session_id",
        "ALTER TABLE user_prompts RENAME COLUMN claude_session_id TO content_session_id",
        "ALTER TABLE pending_messages RENAME COLUMN claude_session_id TO content_session_id",
        "ALTER TABLE sdk_sessions ADD COLUMN custom_title TEXT");
    Result result = store.run("trash", "restore", run, "--yes");
    assertThat(result.code()).as(result.out() + result.err()).isZero();
    assertThat(store.number("SELECT count(*) FROM observations WHERE memory_session_id = 'm1'")).isEqualTo(1);
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void whatIsNotKnownIsNotChanged() throws Exception {
    MemRuns store = store(Age.V13, 1);
    Map<String, String> cases = Map.of(
        "CREATE TABLE notes(id INTEGER PRIMARY KEY, s INTEGER REFERENCES sdk_sessions(id) ON DELETE CASCADE)",
        "DROP TABLE notes",
        "CREATE TRIGGER clean AFTER DELETE ON sdk_sessions BEGIN DELETE FROM observations; END", "DROP TRIGGER clean",
        "CREATE TRIGGER more AFTER DELETE ON user_prompts BEGIN SELECT 1; END", "DROP TRIGGER more");
    for (Map.Entry<String, String> each : cases.entrySet()) {
      store.execute(each.getKey());
      Result result = evict(store, "--max-age", "1h");
      assertThat(result.code()).as(each.getKey() + result.out()).isEqualTo(15);
      store.execute(each.getValue());
    }
    store.execute("DROP TRIGGER observations_ad");
    assertThat(evict(store, "--max-age", "1h").err()).contains("there is no trigger observations_ad");
    assertThat(store.rows().get("sdk_sessions")).hasSize(1);
  }

  @Test
  void rowsOfNoSessionGoWhenAskedFor() throws Exception {
    MemRuns store = store(Age.V13, 3, TOOL_USES, "INSERT INTO tool_uses VALUES(1, 't1', 'gone', NULL, 'claude', 'x', "
        + MemDatabase.THEN + "), (2, 't2', 'gone', NULL, 'claude', 'y', " + (FakeEnvironment.NOW - 60_000) + ")");
    store.execute("PRAGMA foreign_keys=OFF", "DELETE FROM sdk_sessions WHERE id = 3");
    Map<String, List<String>> before = store.rows();
    assertThat(evict(store, "--orphans", "machine,history").out()).contains("nothing to do");
    Result result = evict(store, "--orphans", "garbage");
    assertThat(result.out()).as(result.err()).contains("evict 0 of 2 sessions").contains("1 row of tool_uses of no")
        .contains("2 rows of user_prompts of no").contains("4 done");
    assertThat(store.rows().get("sdk_sessions")).hasSize(2);
    // It may be there before its session is.
    assertThat(store.number("SELECT sum(id) FROM tool_uses")).isEqualTo(2);
    assertThat(store.everything()).isEqualTo(before);
    assertThat(evict(store, "--orphans", "garbage", "--quiet-for", "30s").out()).contains("1 row of tool_uses");
  }

  @Test
  void copiesThatMigrationsLeftGoByTheirAge() throws Exception {
    MemRuns store = store(Age.V13, 1);
    Path old = copy(store, "claude-mem.db.bak-cwd-remap-1779000000000", 9);
    Path purged = copy(store, "backups/claude-mem-pre-12.4.3-2026-05-29T12-33-44-123Z.db", 8);
    Path young = copy(store, "claude-mem.db.bak-cwd-remap-1779000000001", 2);
    List<Path> own = List.of(copy(store, "claude-mem.db.bak-mine", 9), copy(store, "backups/x.db", 9));
    Result result = evict(store, "--archives-older-than", "5d");
    assertThat(result.out()).as(result.err()).contains("2 of its copies").contains("2 done");
    assertThat(old).doesNotExist();
    assertThat(purged).doesNotExist();
    assertThat(young).exists();
    assertThat(own).allMatch(Files::exists);
    assertThat(store.rows().get("sdk_sessions")).hasSize(1);
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isZero();
    assertThat(old).exists();
    assertThat(purged).exists();
  }

  @Test
  void copiesOfADamagedDatabaseStay() throws Exception {
    MemRuns store = store(Age.V13, 1, "CREATE INDEX broken ON observations(title)");
    Path copy = copy(store, "claude-mem.db.bak-cwd-remap-1779000000000", 9);
    long page = store.number("SELECT rootpage FROM sqlite_master WHERE name = 'broken'");
    try (var file = new java.io.RandomAccessFile(store.path.toFile(), "rw")) {
      file.seek((page - 1) * 4096);
      file.write(new byte[4096]);
    }
    assertThat(evict(store, "--archives-older-than", "5d", "-v").out()).contains("nothing to do");
    assertThat(evict(store, "--archives-older-than", "5d", "--dry-run", "-o", "jsonl").out())
        .contains("the database itself is damaged");
    assertThat(copy).exists();
  }

  private static Path copy(MemRuns store, String name, int days) throws Exception {
    Path copy = store.path.resolveSibling(name);
    Files.createDirectories(copy.getParent());
    Files.copy(store.path, copy);
    return Files.setLastModifiedTime(copy,
        java.nio.file.attribute.FileTime.fromMillis(FakeEnvironment.NOW - days * 86_400_000L));
  }

  @Test
  void aLogThatACrashLeftCounts() throws Exception {
    MemRuns store = store(Age.V10, 2);
    TestDatabase.crash(store.path, false, "INSERT INTO observations(memory_session_id, project, type, created_at,"
        + " created_at_epoch) VALUES('m1', 'late', 't', '', " + MemDatabase.THEN + ")");
    Result result = evict(store, "--max-age", "1h", "c1");
    assertThat(result.out()).as(result.err()).contains("1 done");
    assertThat(store.rows().get("observations")).hasSize(1);
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isZero();
    assertThat(store.rows().get("observations")).hasSize(3).anyMatch(row -> row.contains(":late|"));
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void besideAWorkerThatDoesNotWaitNothingIsDone() throws Exception {
    MemRuns store = store(Age.V13, 2);
    Process worker = SqliteHolder.start("hold", store.path.toString());
    Path record = store.path.resolveSibling("worker.pid");
    Result unknown = evict(store, "--max-age", "1h");
    assertThat(unknown.code()).isEqualTo(11);
    assertThat(unknown.err()).contains("process " + worker.pid()).contains("--gateway-version");
    assertThat(evict(store, "--max-age", "1h", "--assume-offline").code()).isEqualTo(11);
    assertThat(evict(store, "--max-age", "1h", "--gateway-version", "13.10.4").err()).contains("does not wait");
    Files.writeString(record, "{\"pid\":" + worker.pid() + ",\"port\":1,\"version\":\"8.1.0\"}");
    // What the worker itself says counts more than what an operator does.
    assertThat(evict(store, "--max-age", "1h", "--gateway-version", "13.11.0").err()).contains("claude-mem 8.1.0");
    try (FakeWorker health = new FakeWorker("13.10.0", worker.pid())) {
      Files.writeString(record, "{\"pid\":" + worker.pid() + ",\"port\":" + health.port() + "}");
      assertThat(evict(store, "--max-age", "1h").err()).contains("claude-mem 13.10.0");
    }
    try (FakeWorker health = new FakeWorker("13.15.3", worker.pid() + 1)) {
      Files.writeString(record, "{\"pid\":" + worker.pid() + ",\"port\":" + health.port() + "}");
      assertThat(evict(store, "--max-age", "1h").err()).contains("does not say which release");
    }
    assertThat(store.rows().get("sdk_sessions")).hasSize(2);
    assertThat(store.area()).isEmpty();
    try (FakeWorker health = new FakeWorker("13.15.3", worker.pid())) {
      Files.writeString(record, "{\"pid\":" + worker.pid() + ",\"port\":" + health.port() + "}");
      assertThat(evict(store, "--max-age", "1h").out()).contains("2 done");
    }
    SqliteHolder.stop(worker);
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void besideAWorkerOnlyWhatWasQuietForHoursGoes() throws Exception {
    MemRuns store = store(Age.V13, 2, "UPDATE user_prompts SET created_at_epoch = "
        + (FakeEnvironment.NOW - 3 * 3_600_000) + " WHERE session_db_id = 1");
    Process worker = SqliteHolder.start("hold", store.path.toString());
    Result result = evict(store, "--max-age", "1h", "--gateway-version", "13.11.0", "-v");
    assertThat(result.out()).contains("evict 1 of 2").contains("a worker that may have it in memory");
    SqliteHolder.stop(worker);
    assertThat(evict(store, "--max-age", "1h").out()).contains("1 done");
    assertThat(store.rows().get("sdk_sessions")).isEmpty();
  }

  @Test
  void aWorkerThatHasLostItsLockIsLeftAlone() throws Exception {
    MemRuns store = store(Age.V13, 1);
    Process worker = SqliteHolder.start("lose", store.path.toString());
    Result result = evict(store, "--max-age", "1h", "--gateway-version", "13.15.3", "--assume-offline");
    assertThat(result.code()).isEqualTo(11);
    assertThat(result.err()).contains("has lost its lock");
    SqliteHolder.stop(worker);
    assertThat(store.rows().get("sdk_sessions")).hasSize(1);
  }

  @Test
  void aWorkerThatIsAboutToStartIsWaitedFor() throws Exception {
    MemRuns store = store(Age.V13, 1);
    Path lock = Files.writeString(store.path.resolveSibling("spawn.lock"), "{\"pid\":17}");
    Files.setLastModifiedTime(lock, java.nio.file.attribute.FileTime.fromMillis(FakeEnvironment.NOW - 80_000));
    assertThat(evict(store, "--max-age", "1h").err()).contains("somebody is starting the worker");
    Files.setLastModifiedTime(lock, java.nio.file.attribute.FileTime.fromMillis(FakeEnvironment.NOW - 100_000));
    Files.writeString(store.path.resolveSibling("worker.pid"), "{\"pid\":4242}");
    assertThat(evict(store, "--max-age", "1h").err()).contains("--assume-offline if it is none");
    assertThat(evict(store, "--max-age", "1h", "--assume-offline").out()).contains("1 done");
  }
}
