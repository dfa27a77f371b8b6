package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.LockBreak;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptStoreTest {

  @TempDir
  private Path temporary;
  private PraisonHome home;
  private GatewayDatabase database;

  @BeforeEach
  void make() throws Exception {
    home = new PraisonHome(temporary);
    database = new GatewayDatabase(home.sessions, home.environment());
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private Map<String, Session> byKey() throws Exception {
    Map<String, Session> rows = new TreeMap<>();
    for (Session session : database.scan()) {
      assertThat(rows.put(session.key(), session)).isNull();
    }
    return rows;
  }

  @Test
  void sessionsAreListedAsTheirDataSays() throws Exception {
    SessionText text = SessionText.of("slack:acct:main:chat:C1:17").messages(3).archive(2)
        .metadata("{\"title\": \"Refund\", \"total_tokens\": 99, \"model\": \"m\", \"cost\": 0.25}")
        .with("agent_name", "\"support\"").with("user_id", "\"u\"");
    database.write("slack:acct:main:chat:C1:17", text.toString(), "support", "2026-11-02T08:00:00.654321+00:00");
    database.write("bot_x_1", SessionText.of("bot_x_1").summary(200));
    database.close();

    Map<String, Session> rows = byKey();

    Session thread = rows.get("slack:acct:main:chat:C1:17");
    assertThat(thread.id()).isEqualTo("slack:acct:main:chat:C1:17");
    assertThat(thread.kind()).isEqualTo(SessionKind.THREAD);
    assertThat(thread.title()).isEqualTo("Refund");
    assertThat(thread.agent()).isEqualTo("support");
    assertThat(thread.messages()).isEqualTo(3);
    assertThat(thread.tokens()).isEqualTo(99);
    assertThat(thread.lastActivity()).isEqualTo(java.time.Instant.parse("2026-11-02T08:00:00.654Z").toEpochMilli());
    assertThat(thread.bytes()).isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8).length);
    assertThat(thread.flags()).isEmpty();
    assertThat(thread.extra()).containsExactly(2L, null, "m", "0.25", null, "u");
    assertThat(thread.standing().protection()).contains("only the product");
    assertThat(rows.get("bot_x_1").flags()).containsExactly("summary");
    assertThat(rows.get("bot_x_1").kind()).isEqualTo(SessionKind.DIRECT);
  }

  @Test
  void manyRowsAreReadInBatchesEachOnce() throws Exception {
    database.execute("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) INSERT INTO"
        + " sessions SELECT 's' || i, '{\"session_id\": \"s' || i || '\", \"messages\": []}', NULL, NULL, NULL, NULL"
        + " FROM n", "INSERT INTO sessions VALUES('', '{\"messages\": []}', NULL, NULL, NULL, NULL)");
    assertThat(byKey()).hasSize(2502);
  }

  @Test
  void largeRowsAreReadFewAtATimeAndTheLargestByTheirColumnsOnly() throws Exception {
    for (int i = 0; i < 3; i++) {
      database.write("big" + i, SessionText.of("big" + i).message("user", "x".repeat(5 << 20)));
    }
    database.execute("INSERT INTO sessions VALUES('huge', printf('{\"a\": \"%.*c\"}', " + (33 << 20)
        + ", 'x'), 'agent', NULL, NULL, '2026-11-02T08:00:00+00:00')");
    Map<String, Session> rows = byKey();
    assertThat(rows.keySet()).containsExactly("big0", "big1", "big2", "huge");
    assertThat(rows.get("big2").messages()).isEqualTo(1);
    Session huge = rows.get("huge");
    assertThat(huge.flags()).containsExactly("large");
    assertThat(huge.agent()).isEqualTo("agent");
    assertThat(huge.bytes()).isGreaterThan(33 << 20);
    assertThat(huge.messages()).isEqualTo(Session.UNKNOWN);
    assertThat(huge.lastActivity()).isEqualTo(java.time.Instant.parse("2026-11-02T08:00:00Z").toEpochMilli());
    SessionDetail detail = database.store().inspect("huge", new InspectRequest(1, false));
    assertThat(detail.fields().get("row")).containsKey("notRead");
  }

  @Test
  void hostileRowsHideNoOther() throws Exception {
    database.execute("DROP TABLE sessions", "CREATE TABLE sessions (session_id, data, agent_name, gateway_session_id,"
        + " agent_id, updated_at)");
    database.execute(
        "INSERT INTO sessions VALUES(NULL, '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES(17, '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES(x'ff00', '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES(printf('%.*c', 70000, 'k'), '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES(CAST(x'61ff' AS TEXT), '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('none', NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('empty', '', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('number', 7, 8, 9.5, x'00', 10)",
        "INSERT INTO sessions VALUES('torn', '{\"session_id\": \"torn\", \"mess', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('latin', CAST(x'7b22ff227d' AS TEXT), NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('deep', printf('%.*c', 100000, '['), NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('wide', '{}', printf('%.*c', 70000, 'a'), NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('\u001b[31m../../x', '{}', NULL, NULL, NULL, NULL)");
    database.write("zz", SessionText.of("zz").messages(2));

    Map<String, Session> rows = byKey();

    assertThat(rows.keySet()).containsExactly("\u001b[31m../../x", "a\ufffd", "deep", "empty", "latin", "none",
        "number", "torn", "wide", "zz");
    for (String damaged : List.of("deep", "empty", "latin", "none", "number", "torn")) {
      assertThat(rows.get(damaged).flags()).as(damaged).containsExactly("damaged");
      assertThat(database.store().inspect(damaged, new InspectRequest(3, true)).fields().get("session"))
          .containsKey("damage");
    }
    assertThat(rows.get("zz").messages()).isEqualTo(2);
    assertThat(database.store().inspect("\u001b[31m../../x", new InspectRequest(0, false)).artifacts()).isEmpty();
    assertThat(database.check(3)).isNotEmpty();
  }

  @Test
  void aSessionIsShownWithItsMessagesAndTheFileBeside() throws Exception {
    home.write("a_b", SessionText.of("a b").messages(1));
    database.write("a b", SessionText.of("a b").messages(5));
    database.write("child", SessionText.hierarchical("child").with("parent_id", "\"a b\""));

    SessionDetail detail = database.store().inspect("a b", new InspectRequest(2, true));

    assertThat(detail.messages()).extracting("text").containsExactly("message 3", "message 4");
    assertThat(detail.raw()).asString(StandardCharsets.UTF_8).startsWith("{").contains("\"a b\"");
    assertThat(detail.fields().get("session")).containsEntry("sessionId", "a b");
    assertThat(detail.fields().get("row")).containsKeys("bytes", "updatedAt");
    assertThat(detail.artifacts()).extracting("path").containsExactly(home.sessions.resolve("a_b.json"));
    assertThat(detail.transcript()).containsEntry("messages", 5L);
    assertThat(database.store().inspect("child", new InspectRequest(0, false)).fields().get("lineage"))
        .containsEntry("parent", "a b");
    assertThatThrownBy(() -> database.store().inspect("none", new InspectRequest(0, false)))
        .isInstanceOf(NoSuchSessionException.class);
  }

  @Test
  void anUnknownSchemaIsRefused() throws Exception {
    database.execute("PRAGMA user_version=1");
    assertThatThrownBy(database::scan).isInstanceOf(UnsupportedVersionException.class)
        .hasMessageContaining("user_version 1");
    database.execute("PRAGMA user_version=0", "ALTER TABLE sessions RENAME COLUMN data TO blob");
    assertThatThrownBy(database::scan).isInstanceOf(UnsupportedVersionException.class)
        .hasMessageContaining("sessions.data");
    assertThat(database.check(1)).extracting("id").containsExactly("praisonai-sqlite.file.schema");
  }

  @Test
  void aFurtherColumnIsNoOtherSchema() throws Exception {
    database.execute("ALTER TABLE sessions ADD COLUMN more TEXT");
    database.execute("INSERT INTO sessions VALUES('a', '{}', NULL, NULL, NULL, NULL, 'x')");
    assertThat(byKey()).containsOnlyKeys("a");
  }

  @Test
  void changesAreRefusedWithTheProductsOwnWay() {
    for (ChangeRequest request : List.of(new Repair(Set.of(), Set.of(), false),
        new Relocation(temporary.resolve("x"), false, null), new LockBreak())) {
      assertThatThrownBy(() -> database.store().prepare(request)).isInstanceOf(UnsupportedChangeException.class)
          .hasMessageContaining("only the product").hasMessageContaining("gateway");
    }
  }

  @Test
  void whoHasItOpenIsAnOwnerAndHoldsItsLocks() throws Exception {
    database.close();
    assertThat(database.store().owners()).isEmpty();
    assertThat(database.store().locks()).isEmpty();
    Process holder = SqliteHolder.start("hold", database.path.toString());
    home.fake.processes().add(holder.pid(), 1, "/usr/bin/python3", "gateway.py");
    assertThat(database.store().owners()).extracting("pid").containsExactly(holder.pid());
    assertThat(database.store().owners().get(0).what()).contains("gateway.py");
    assertThat(database.store().locks()).extracting("verdict").containsExactly(LockVerdict.LIVE, LockVerdict.LIVE);
    SqliteHolder.stop(holder);
    Process lost = SqliteHolder.start("lose", database.path.toString());
    assertThat(database.check(1)).extracting("id").containsExactly("praisonai-sqlite.lock.lost");
    SqliteHolder.stop(lost);
  }

  @Test
  void theDirectoryStaysWhereAProcessHasTheDatabaseOpen() throws Exception {
    database.close();
    Process holder = SqliteHolder.start("hold", database.path.toString());
    try (var change = home.store().prepare(new Relocation(temporary.resolve("x"), false, null))) {
      assertThat(change.gate(Runs.OFFLINE).reason()).contains("sessions.db open");
      SqliteHolder.stop(holder);
      assertThat(change.gate(Runs.OFFLINE).isOpen()).isTrue();
    }
  }

  @Test
  void nothingAppearsBesideADatabaseThatNobodyHasOpen() throws Exception {
    database.write("a", SessionText.of("a").messages(1));
    database.close();
    Map<String, String> before = TestDatabase.files(home.root);
    everything();
    assertThat(TestDatabase.files(home.root)).isEqualTo(before);
  }

  @Test
  void whatACrashLeftInTheLogIsReadAndStays() throws Exception {
    database.close();
    TestDatabase.crash(database.path, false, "INSERT INTO sessions VALUES('a', '{\"session_id\": \"a\", \"messages\":"
        + " []}', NULL, NULL, NULL, NULL)");
    Map<String, String> before = TestDatabase.files(home.root);
    everything();
    assertThat(TestDatabase.files(home.root)).isEqualTo(before).hasSize(2);
  }

  private void everything() throws Exception {
    assertThat(byKey()).containsOnlyKeys("a");
    database.store().inspect("a", new InspectRequest(1, true));
    database.check(3);
    database.store().owners();
    database.store().locks();
  }
}
