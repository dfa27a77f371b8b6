package dev.sessionctl.storage.openclaw.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.openclaw.OpenClaw;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentDatabaseStoreTest {

  private static final ScanRequest ALL = new ScanRequest(true, true, true, OpenClaw.formats().get(2).extraColumns());

  @TempDir
  Path home;
  private AgentDatabase database;

  @BeforeEach
  void make() throws Exception {
    database = new AgentDatabase(home.resolve("state"));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private List<Session> list(ScanRequest request) throws Exception {
    List<Session> sessions = new ArrayList<>();
    boolean complete = database.store().scan(request, new SessionVisitor() {
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

  @Test
  void sessionsAreListedAsTheirEntriesSay() throws Exception {
    database.session("agent:main:main", "id-1", 3);
    database.node("agent:main:telegram:group:7", "id-2", "{\"sessionId\":\"id-2\",\"updatedAt\":" + AgentDatabase.THEN
        + ",\"status\":\"running\",\"pinnedAt\":5}");
    database.node("agent:main:cron:x", "id-3", "{\"sessionId\":\"id-3\",\"archivedAt\":5}");
    database.execute("INSERT INTO session_windows VALUES('id-3', 'agent:main:cron:x', NULL, 1, 1, NULL)",
        "INSERT INTO session_transcript_cold_archives VALUES('id-3', 'a.jsonl.zst', 4321, 'file')",
        "UPDATE session_nodes SET entry_valid = -1 WHERE session_key = 'agent:main:cron:x'");
    database.node("agent:main:none", "id-4", "no json");
    database.close();

    Map<String, Session> byKey = new java.util.TreeMap<>();
    list(ALL).forEach(session -> byKey.put(session.key(), session));

    assertThat(byKey).hasSize(4);
    Session main = byKey.get("agent:main:main");
    assertThat(main.kind()).isEqualTo(SessionKind.MAIN);
    assertThat(main.id()).isEqualTo("id-1");
    assertThat(main.title()).isEqualTo("About id-1");
    assertThat(main.tokens()).isEqualTo(77);
    assertThat(main.messages()).isEqualTo(3);
    assertThat(main.lastActivity()).isEqualTo(AgentDatabase.THEN);
    assertThat(main.createdAt()).isEqualTo(AgentDatabase.THEN - 1000);
    assertThat(main.bytes()).isBetween(300L, 1000L);
    assertThat(main.flags()).isEmpty();
    assertThat(main.standing().protection()).isEqualTo("main session of its agent");
    assertThat(main.extra()).containsExactly(null, "m", "slack", null, null, null, 1L);
    Session group = byKey.get("agent:main:telegram:group:7");
    assertThat(group.state()).isEqualTo(SessionState.RUNNING);
    assertThat(group.flags()).containsExactly("pinned", "no-transcript");
    Session cold = byKey.get("agent:main:cron:x");
    assertThat(cold.flags()).containsExactly("invalid", "cold");
    assertThat(cold.state()).isEqualTo(SessionState.ARCHIVED);
    assertThat(cold.bytes()).isGreaterThan(4321);
    assertThat(byKey.get("agent:main:none").flags()).contains("no-object");
  }

  @Test
  void manySessionsAreReadInBatchesEachOnce() throws Exception {
    database.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) INSERT INTO"
        + " session_nodes(session_key, current_session_id, entry_json, updated_at) SELECT 'agent:main:direct:' || i,"
        + " 's' || i, '{}', i FROM n", "INSERT INTO session_nodes(session_key, current_session_id, entry_json,"
        + " updated_at) VALUES('', '', '{}', 1)");
    assertThat(list(ScanRequest.USUAL).stream().map(Session::key)).hasSize(2501).doesNotHaveDuplicates();
  }

  @Test
  void aSessionIsShownWithItsWindowsAndMessages() throws Exception {
    database.session("agent:main:main", "id-1", 3);
    database.transcript("agent:main:main", "id-0", 1);
    database.imported(Map.of("id-1", List.of("x")), Map.of("id-1", "agent:main:main"));

    SessionDetail detail = database.store().inspect("agent:main:main", new InspectRequest(2, true));

    assertThat(detail.messages()).hasSize(2);
    assertThat(detail.messages().get(0).text()).isEqualTo("words 2 ğ");
    assertThat(detail.messages().get(1).text()).startsWith("words 3 ğ again again");
    assertThat(detail.raw()).asString().contains("\"totalTokens\":77");
    assertThat(detail.fields().get("database")).containsEntry("schema", 23L).containsEntry("release", "2026.9.6");
    assertThat((List<?>) detail.fields().get("database").get("windows")).hasSize(2);
    assertThat(detail.transcript()).containsEntry("events", 4L).containsEntry("compressedEvents", 1L);
    assertThat(detail.artifacts()).extracting("role").containsExactly("import-original");
    assertThatThrownBy(() -> database.store().inspect("none", new InspectRequest(0, false)))
        .isInstanceOf(NoSuchSessionException.class);
  }

  @Test
  void anUnknownSchemaIsRefused() throws Exception {
    database.execute("PRAGMA user_version=24");
    assertThatThrownBy(() -> list(ALL)).isInstanceOf(UnsupportedVersionException.class).hasMessageContaining("24");
    database.execute("PRAGMA user_version=23", "UPDATE schema_meta SET role = 'global'");
    assertThatThrownBy(() -> list(ALL)).isInstanceOf(UnsupportedVersionException.class)
        .hasMessageContaining("none of an agent");
    database.execute("UPDATE schema_meta SET role = 'agent'",
        "ALTER TABLE session_nodes RENAME COLUMN entry_json TO entry");
    assertThatThrownBy(() -> list(ALL)).isInstanceOf(UnsupportedVersionException.class)
        .hasMessageContaining("session_nodes.entry_json");
  }

  @Test
  void changesAreRefusedWithTheProductsOwnCommand() {
    assertThatThrownBy(() -> database.store().prepare(new Repair(java.util.Set.of(), java.util.Set.of(), false)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("openclaw doctor");
  }

  @Test
  void leasesAreLocks() throws Exception {
    Path shared = Files.createDirectories(database.places.shared().getParent()).resolve("openclaw.sqlite");
    String path = "agents/main/agent/openclaw-agent.sqlite";
    TestDatabase.write(shared, "CREATE TABLE agent_database_leases (lease_id TEXT PRIMARY KEY, agent_id TEXT, path"
        + " TEXT, owner_pid INTEGER, owner_start_time INTEGER, opened_at INTEGER) STRICT",
        "INSERT INTO agent_database_leases VALUES('a', 'main', '" + path + "', 4242, 1, 5)",
        "INSERT INTO agent_database_leases VALUES('b', 'main', '" + path + "', 4242, 99, 6)",
        "INSERT INTO agent_database_leases VALUES('c', 'main', '" + path + "', 17, 99, 7)",
        "INSERT INTO agent_database_leases VALUES('d', 'other', 'agents/other/x', 17, 99, 8)");
    database.close();
    assertThat(database.store().locks()).extracting("verdict")
        .containsExactly(LockVerdict.LIVE, LockVerdict.RECYCLED, LockVerdict.DEAD);
    assertThat(database.store().owners()).isEmpty();
  }

  @Test
  void besideAWriterEverythingIsReadAndNothingOfItFails() throws Exception {
    database.session("agent:main:main", "id-1", 3);
    database.close();
    for (String patience : new String[] {"0", "5000"}) {
      Process writer = SqliteHolder.start("write", database.places.database().toString(), patience,
          "UPDATE session_nodes SET updated_at = updated_at + 1");
      for (int i = 0; i < 15; i++) {
        assertThat(list(ALL)).hasSize(1);
        assertThat(database.store().inspect("agent:main:main", new InspectRequest(1, true)).messages()).hasSize(1);
        List<String> found = new ArrayList<>();
        database.store().check(CheckRequest.FULL, finding -> found.add(finding.id()));
        assertThat(found).isEmpty();
        assertThat(database.store().owners()).extracting("pid").containsExactly(writer.pid());
        assertThat(database.store().locks()).extracting("pid").containsExactly(writer.pid(), writer.pid());
      }
      assertThat(SqliteHolder.stop(writer)).contains(" failed 0 ");
    }
  }

  @Test
  void nothingAppearsBesideADatabaseThatNobodyHasOpen() throws Exception {
    database.session("agent:main:main", "id-1", 3);
    database.close();
    Map<String, String> before = TestDatabase.files(home);
    list(ALL);
    database.store().inspect("agent:main:main", new InspectRequest(1, true));
    database.store().check(CheckRequest.FULL, finding -> { });
    database.store().owners();
    database.store().locks();
    assertThat(TestDatabase.files(home)).isEqualTo(before);
  }
}
