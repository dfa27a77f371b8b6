package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemCheckTest {

  @TempDir
  Path home;
  private final List<Finding> found = new ArrayList<>();

  private MemDatabase database(Age age) throws Exception {
    MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), age);
    Files.createFile(home.resolve(".claude-mem/.cwd-remap-applied-v1"));
    database.session(1, "project");
    return database;
  }

  private CheckSummary check(MemDatabase database) throws Exception {
    found.clear();
    return database.store().check(CheckRequest.FULL, found::add);
  }

  private List<String> ids(MemDatabase database) throws Exception {
    check(database);
    return found.stream().map(Finding::id).map(id -> id.replace("claude-mem.", "")).toList();
  }

  @ParameterizedTest
  @EnumSource
  void aSoundStoreHasNoFindings(Age age) throws Exception {
    try (MemDatabase database = database(age)) {
      CheckSummary summary = check(database);
      assertThat(found).isEmpty();
      assertThat(summary.checked()).isEqualTo(1);
      assertThat(summary.complete()).isTrue();
    }
  }

  @Test
  void aQueueThatTablesDoNotTellOfIsNamedAsOne() throws Exception {
    try (MemDatabase database = database(Age.V12)) {
      database.queue(1, "pending", FakeEnvironment.NOW - 1000);
      assertThat(ids(database)).containsExactly("queue.untold");
      assertThat(found.get(0).message()).contains("1 message").contains("13.3");
      database.execute("UPDATE pending_messages SET status = 'failed'");
      assertThat(ids(database)).containsExactly("queue.done");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"V8", "V10", "V13"})
  void theQueueIsJudgedByItsAge(Age age) throws Exception {
    try (MemDatabase database = database(age)) {
      database.queue(1, "pending", FakeEnvironment.NOW - 1000);
      assertThat(ids(database)).isEqualTo(age == Age.V13 ? List.of("queue.unread") : List.of());
      database.queue(1, "processing", FakeEnvironment.NOW - 400_000);
      assertThat(ids(database)).containsExactly(age == Age.V13 ? "queue.unread" : "queue.stuck");
      if (age != Age.V13) {
        database.execute("UPDATE pending_messages SET started_processing_at_epoch = " + (FakeEnvironment.NOW - 60_000)
            + " WHERE status = 'processing'");
        assertThat(ids(database)).isEmpty();
        database.queue(1, "failed", 1);
        assertThat(ids(database)).containsExactly("queue.done");
        database.execute("UPDATE pending_messages SET tool_input = '\"{}\"' WHERE status = 'failed'");
        assertThat(ids(database)).containsExactly("queue.done", "queue.encoded-twice");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatBelongToNobodyAreCounted(Age age) throws Exception {
    try (MemDatabase database = database(age)) {
      database.queue(1, "pending", MemDatabase.THEN);
      // What is that young may belong to a session that is about to be written.
      database.queue(1, "pending", FakeEnvironment.NOW - 60_000);
      database.execute("PRAGMA foreign_keys=OFF", "DELETE FROM sdk_sessions");
      assertThat(ids(database)).contains("orphan.rows", "orphan.foreign-key");
      assertThat(found).filteredOn(finding -> finding.id().endsWith("orphan.rows")).extracting(Finding::message)
          .containsExactly("1 row of observations belong to no session", "1 row of session_summaries belong to no"
              + " session", "2 rows of user_prompts belong to no session", "1 row of pending_messages belong to no"
              + " session");
    }
  }

  @Test
  void anIndexThatDoesNotFollowIsTold() throws Exception {
    try (MemDatabase database = database(Age.V13)) {
      database.execute("DROP TRIGGER observations_au", "UPDATE observations SET title = 'other words'");
      assertThat(ids(database)).containsExactly("schema.drift", "search.content");
      database.execute("DROP TRIGGER user_prompts_ad", "DELETE FROM user_prompts WHERE prompt_number = 2");
      assertThat(ids(database)).containsExactly("schema.drift", "schema.drift", "search.content", "search.rows");
      assertThat(found.get(3).message()).contains("lacks 0 rows and has 1 that are gone");
      database.execute("INSERT INTO observations_fts(observations_fts) VALUES('rebuild')",
          "INSERT INTO user_prompts_fts(user_prompts_fts) VALUES('rebuild')");
      assertThat(ids(database)).containsExactly("schema.drift", "schema.drift");
    }
  }

  @Test
  void sessionsAreLookedAt() throws Exception {
    try (MemDatabase database = database(Age.V13)) {
      database.session(2, "observer-sessions");
      database.execute("UPDATE sdk_sessions SET started_at_epoch = 9000000000000 WHERE id = 1");
      assertThat(ids(database)).containsExactly("session.future-time", "session.observers");
      assertThat(found.get(0).key()).isEqualTo("c1");
    }
  }

  @Test
  void whatLiesAroundIsLookedAt() throws Exception {
    try (MemDatabase database = database(Age.V13)) {
      Path directory = database.path.getParent();
      Files.delete(directory.resolve(".cwd-remap-applied-v1"));
      Files.writeString(directory.resolve("claude-mem.db.bak-cwd-remap-1"), "12345");
      Files.writeString(Files.createDirectory(directory.resolve("backups")).resolve(
          "claude-mem-pre-12.4.3-2026-05-29T12-33-44-123Z.db"), "123");
      assertThat(ids(database)).containsExactly("lock.will-be-lost", "backup.litter", "backup.litter");
      assertThat(found.get(1).message()).startsWith("1 full copy of the database, 5 bytes");
    }
  }

  @Test
  void aCopyWithALogAndNoIndexOfItIsLookedAtWhole() throws Exception {
    MemDatabase database = database(Age.V13);
    database.close();
    dev.sessionctl.storage.sqlite.TestDatabase.crash(database.path, false, "UPDATE observations SET title = 'late'");
    assertThat(ids(database)).isEmpty();
  }

  @Test
  void aWorkerThatHasLostItsLockIsTold() throws Exception {
    MemDatabase database = database(Age.V13);
    database.close();
    Process worker = SqliteHolder.start("lose", database.path.toString());
    assertThat(ids(database)).containsExactly("lock.lost");
    SqliteHolder.stop(worker);
  }

  @Test
  void damageIsTold() throws Exception {
    MemDatabase database = database(Age.V13);
    database.execute("CREATE TABLE filler(a)", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i"
        + " < 2000) INSERT INTO filler SELECT zeroblob(2000) FROM n", "DELETE FROM filler");
    database.close();
    assertThat(ids(database)).containsExactly("file.free-space");
    byte[] bytes = Files.readAllBytes(database.path);
    Files.write(database.path, Arrays.copyOf(bytes, bytes.length / 4096 * 4096 - 8192));
    assertThat(ids(database)).contains("file.cut-off", "file.damaged");
    Files.writeString(database.path, "no database at all");
    assertThat(ids(database)).containsExactly("file.damaged");
  }

  @Test
  void anUnknownSchemaIsAFinding() throws Exception {
    try (MemDatabase database = database(Age.V13)) {
      database.execute("INSERT INTO schema_versions(version, applied_at) VALUES(99, '')");
      assertThat(ids(database)).containsExactly("schema.refused");
      assertThat(check(database).complete()).isFalse();
    }
  }

  @Test
  void aSchemaOfTheFieldIsTold() throws Exception {
    try (MemDatabase database = database(Age.V8)) {
      database.execute("INSERT INTO schema_versions(version, applied_at) VALUES(21, '')");
      assertThat(ids(database)).containsExactly("schema.drift", "schema.drift");
      assertThat(found.get(0).message()).contains("ON UPDATE CASCADE");
    }
  }
}
