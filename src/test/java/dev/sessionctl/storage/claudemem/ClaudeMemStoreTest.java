package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClaudeMemStoreTest {

  private static final ScanRequest ALL =
      new ScanRequest(true, true, true, ClaudeMem.formats().get(0).extraColumns());

  @TempDir
  Path home;

  private MemDatabase database(Age age) throws Exception {
    return new MemDatabase(home.resolve(".claude-mem"), age);
  }

  private static List<Session> list(MemDatabase database) throws Exception {
    List<Session> sessions = new ArrayList<>();
    boolean complete = database.store().scan(ALL, new SessionVisitor() {
      @Override
      public void session(Session session) {
        sessions.add(session);
      }

      @Override
      public void problem(Path path, String message) {
        throw new AssertionError(message);
      }
    });
    assertThat(complete).isTrue();
    return sessions;
  }

  @ParameterizedTest
  @EnumSource
  void sessionsAreListedWithAllThatBelongsToThem(Age age) throws Exception {
    try (MemDatabase database = database(age)) {
      database.session(1, "project");
      database.session(2, "observer-sessions");
      database.queue(1, "pending", MemDatabase.THEN + 500);
      database.queue(1, "processing", MemDatabase.THEN + 400);
      List<Session> sessions = list(database);
      assertThat(sessions).hasSize(2);
      Session one = sessions.get(0);
      assertThat(one.key()).isEqualTo("c1");
      assertThat(one.id()).isEqualTo("1");
      assertThat(one.messages()).isEqualTo(2);
      assertThat(one.tokens()).isEqualTo(100);
      assertThat(one.createdAt()).isEqualTo(MemDatabase.THEN);
      assertThat(one.lastActivity()).isEqualTo(MemDatabase.THEN + 500);
      assertThat(one.bytes()).isBetween(200L, 600L);
      assertThat(one.extra()).containsExactly("project", 2L, 1L, 1L, 2L, "active");
      assertThat(one.state()).isEqualTo(age == Age.V13 ? SessionState.IDLE : SessionState.PENDING);
      assertThat(one.flags()).containsExactly("stuck");
      assertThat(one.standing().protection()).isEqualTo(switch (age) {
        case V13 -> null;
        case V12 -> "messages waiting in a queue that 13.4 to 13.8 do not read; where one of these runs, 'compact"
            + " --gateway-version 13.6' sets them aside";
        default -> "messages waiting in the queue";
      });
      Session two = sessions.get(1);
      assertThat(two.flags()).containsExactly("observer");
      assertThat(two.lastActivity()).isEqualTo(MemDatabase.THEN + 20);
    }
  }

  @Test
  void keysNameTheAgentWhereIdsAreUniquePerAgentOnly() throws Exception {
    try (MemDatabase database = database(Age.V13)) {
      database.session(1, "p");
      database.session(2, "p");
      database.execute("UPDATE sdk_sessions SET platform_source = 'codex', content_session_id = 'c1' WHERE id = 2",
          "UPDATE user_prompts SET session_db_id = NULL, content_session_id = 'c7' WHERE session_db_id = 1");
      List<Session> sessions = list(database);
      assertThat(sessions).extracting(Session::key).containsExactly("c1", "codex:c1");
      assertThat(sessions).extracting(Session::agent).containsExactly("claude", "codex");
      assertThat(sessions.get(0).messages()).isZero();
      database.execute("UPDATE user_prompts SET content_session_id = 'c1' WHERE session_db_id IS NULL",
          "UPDATE sdk_sessions SET content_session_id = 'c2' WHERE id = 2");
      assertThat(list(database).get(0).messages()).isEqualTo(2);
    }
  }

  @Test
  void manySessionsAreReadInBatchesEachOnce() throws Exception {
    try (MemDatabase database = database(Age.V10)) {
      database.execute("WITH RECURSIVE n(i) AS (SELECT -3 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) INSERT INTO"
          + " sdk_sessions(id, content_session_id, project, started_at, started_at_epoch) SELECT i, 'k' || i, '', '', i"
          + " FROM n");
      assertThat(list(database).stream().map(Session::key)).hasSize(1204).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSessionIsShownWithItsMessagesInOrder(Age age) throws Exception {
    try (MemDatabase database = database(age)) {
      database.session(1, "project");
      database.session(2, "other");
      database.queue(1, "pending", MemDatabase.THEN);
      SessionDetail detail = database.store().inspect("c1", new InspectRequest(3, true));
      assertThat(detail.messages()).extracting(Message::role).containsExactly("user", "observation", "summary");
      assertThat(detail.messages().get(0).text()).isEqualTo("prompt 2");
      assertThat(detail.messages().get(1).text()).isEqualTo("title\nnarrative");
      assertThat(detail.fields().get("session")).containsEntry("project", "project").containsEntry("memorySessionId",
          "m1");
      assertThat(detail.fields().get("queue")).containsEntry("pending", 1L).containsKey("oldest");
      assertThat(detail.fields().get("bytes")).containsKeys("observations", "user_prompts");
      assertThat(detail.transcript()).containsEntry("types", Map.of("bugfix", 1L));
      assertThat(detail.raw()).asString().contains("\"project\":\"project\"").contains("\"completed_at\":null");
      assertThatThrownBy(() -> database.store().inspect("c3", new InspectRequest(0, false)))
          .isInstanceOf(NoSuchSessionException.class);
    }
  }

  @Test
  void newerAndForeignSchemasAreRefused() throws Exception {
    try (MemDatabase database = database(Age.V13)) {
      database.execute("INSERT INTO schema_versions(version, applied_at) VALUES(53, '')");
      assertThatThrownBy(() -> list(database)).isInstanceOf(UnsupportedVersionException.class)
          .hasMessageContaining("53");
      database.execute("DELETE FROM schema_versions", "ALTER TABLE user_prompts RENAME COLUMN prompt_text TO words");
      assertThatThrownBy(() -> list(database)).isInstanceOf(UnsupportedVersionException.class)
          .hasMessageContaining("user_prompts.prompt_text");
    }
  }

  @Test
  void storesAreFoundByPlaceAndCopiesByContent() throws Exception {
    try (MemDatabase database = database(Age.V10)) {
      database.session(1, "p");
    }
    Path directory = home.resolve(".claude-mem");
    Path path = directory.resolve("claude-mem.db");
    Path copy = Files.copy(path, directory.resolve("claude-mem.db.bak-cwd-remap-1"));
    Path other = directory.resolve("other.db");
    TestDatabase.write(other, "CREATE TABLE t(a)");
    for (Path place : List.of(path, directory, home)) {
      assertThat(found(place)).containsExactly("8.2-12.4 " + path);
    }
    assertThat(found(copy)).containsExactly("8.2-12.4 " + copy);
    assertThat(found(other)).isEmpty();
    assertThat(found(Files.writeString(directory.resolve("text"), "text"))).isEmpty();
    Path link = Files.createSymbolicLink(home.resolve("link.db"), path);
    assertThat(found(link)).containsExactly("8.2-12.4 " + path.toRealPath());
  }

  private List<String> found(Path place) throws Exception {
    List<StoreRef> found = new ArrayList<>();
    ClaudeMem.formats().get(0).discover(place, FakeEnvironment.of(home, Map.of()), found::add);
    return found.stream().map(ref -> ref.generation() + " " + ref.path()).toList();
  }

  @Test
  void thePlaceIsTheVariableThenTheSettingsThenTheUsualOne() throws Exception {
    Path usual = home.resolve(".claude-mem");
    assertThat(places(Map.of())).containsExactly(usual);
    Files.createDirectories(usual);
    Files.writeString(usual.resolve("settings.json"), "{\"env\":{\"CLAUDE_MEM_DATA_DIR\":\"~/elsewhere\"}}");
    assertThat(places(Map.of())).containsExactly(home.resolve("elsewhere"), usual);
    assertThat(places(Map.of("CLAUDE_MEM_DATA_DIR", "/data"))).containsExactly(Path.of("/data"), usual);
  }

  private List<Path> places(Map<String, String> variables) {
    return ClaudeMem.formats().get(0).defaultLocations(FakeEnvironment.of(home, variables));
  }

  @Test
  void theWorkersOwnRecordIsALock() throws Exception {
    try (MemDatabase database = database(Age.V13)) {
      database.close();
      Path file = database.path.resolveSibling("worker.pid");
      Files.writeString(file, "{\"pid\":4242,\"startedAt\":\"2026-11-19T00:00:00.000Z\",\"startToken\":1}");
      assertThat(database.store().locks()).extracting("verdict").containsExactly(LockVerdict.LIVE);
      assertThat(database.store().owners()).extracting("pid").containsExactly(4242L);
      Files.writeString(file, "{\"pid\":4242,\"startToken\":\"99\"}");
      assertThat(database.store().locks()).extracting("verdict").containsExactly(LockVerdict.RECYCLED);
      assertThat(database.store().owners()).isEmpty();
      Files.writeString(file, "{\"pid\":17}");
      assertThat(database.store().locks()).extracting("verdict").containsExactly(LockVerdict.DEAD);
    }
  }

  @ParameterizedTest
  @EnumSource
  void besideAWorkerEverythingIsReadAndNothingOfItFails(Age age) throws Exception {
    MemDatabase database = database(age);
    database.session(1, "project");
    database.close();
    for (String patience : new String[] {"0", "5000"}) {
      Process worker = SqliteHolder.start("write", database.path.toString(), patience,
          "UPDATE observations SET narrative = 'n' || id, created_at_epoch = created_at_epoch + 1");
      for (int i = 0; i < 8; i++) {
        assertThat(list(database)).hasSize(1);
        assertThat(database.store().inspect("c1", new InspectRequest(9, true)).messages()).hasSize(4);
        List<String> found = new ArrayList<>();
        database.store().check(CheckRequest.FULL, finding -> found.add(finding.id()));
        assertThat(found).filteredOn(id -> !id.equals("claude-mem.lock.will-be-lost")).isEmpty();
        assertThat(database.store().owners()).extracting("pid").containsExactly(worker.pid());
      }
      assertThat(SqliteHolder.stop(worker)).contains(" failed 0 ");
    }
  }

  @Test
  void nothingAppearsBesideADatabaseThatNobodyHasOpen() throws Exception {
    MemDatabase database = database(Age.V13);
    database.session(1, "project");
    database.close();
    Map<String, String> before = TestDatabase.files(home);
    list(database);
    database.store().inspect("c1", new InspectRequest(9, true));
    database.store().check(CheckRequest.FULL, finding -> { });
    database.store().owners();
    database.store().locks();
    found(home);
    assertThat(TestDatabase.files(home)).isEqualTo(before);
  }
}
