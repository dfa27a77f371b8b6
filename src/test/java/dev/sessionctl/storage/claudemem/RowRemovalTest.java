package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.sqlite.Sql;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.trash.TrashWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that go beside others who write, and what is left when that is interrupted. */
class RowRemovalTest {

  private static final String RUN = "20261120T000000.000Z-0badcafe";

  @TempDir
  Path home;

  private MemRuns store(Age age, int sessions) throws Exception {
    return store(home, age, sessions);
  }

  private static MemRuns store(Path home, Age age, int sessions) throws Exception {
    try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), age)) {
      for (int i = 1; i <= sessions; i++) {
        database.session(i, "project");
      }
      return new MemRuns(database.path);
    }
  }

  /** Gives a session so many observations of 1 kB that no single transaction takes them all. */
  private static void enlarge(MemRuns store, int session, int observations) throws Exception {
    store.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + observations
        + ") INSERT INTO observations(memory_session_id, project, type, title, narrative, created_at,"
        + " created_at_epoch) SELECT 'm" + session + "', 'p', 't', 'word' || i, hex(randomblob(500)), '', "
        + MemDatabase.THEN + " FROM n");
  }

  private static ClaudeMemStore open(MemRuns store) {
    return new ClaudeMemStore(new StoreRef("claude-mem", "x", store.path, null, null), store.environment());
  }

  private static Eviction everything(int sessions) {
    List<PlanItem> decisions = new ArrayList<>();
    for (int i = 1; i <= sessions; i++) {
      decisions.add(new PlanItem("c" + i, null, Eviction.EVICT, "old", 1));
    }
    return new Eviction(decisions, Set.of(), null, Duration.ofMinutes(15), List.of());
  }

  private static ChangeReport apply(MemRuns store, ChangeRequest request, ApplyContext.ProgressListener listener)
      throws Exception {
    ClaudeMemStore opened = open(store);
    AdminArea area = opened.area();
    area.create();
    try (Change change = opened.prepare(request);
        JournalFile journal = JournalFile.begin(area, RUN, "evict", store.path, store.environment())) {
      assertThat(change.gate(new GateOptions(false, null, "13.11.0")).isOpen()).isTrue();
      ChangeReport report = change.apply(new ApplyContext(RUN, journal, Duration.ofSeconds(5), listener));
      journal.end("done");
      return report;
    }
  }

  @Test
  void whatChangesAfterItWasCopiedStays() throws Exception {
    MemRuns store = store(Age.V13, 3);
    Map<String, List<String>> before = store.rows();
    MemEvictions evictions = new MemEvictions(open(store).ref(), store.environment(), everything(3), null);
    MemPlan plan = evictions.plan(new dev.sessionctl.storage.sqlite.Database(store.path, store.environment()), false);
    RowRemoval.Look look = (unit, tables, sql, beside) -> {
      if (unit.session() == 2) {
        change(store, "UPDATE user_prompts SET prompt_text = 'other' WHERE session_db_id = 1 AND prompt_number = 2");
      } else if (unit.session() == 3) {
        change(store, "INSERT INTO observations(memory_session_id, project, type, created_at, created_at_epoch)"
            + " VALUES('m2', 'p', 't', '', 1)");
      }
      return evictions.stays(unit, tables, sql, beside);
    };
    AdminArea area = open(store).area();
    area.create();
    try (TrashWriter trash = TrashWriter.begin(area, RUN, "evict", store.path, store.environment());
        JournalFile journal = JournalFile.begin(area, RUN, "evict", store.path, store.environment())) {
      RowFile.create(trash.root());
      RowRemoval removal = new RowRemoval(store.path, GateOptions.NONE, store.environment(),
          new ApplyContext(RUN, journal, Duration.ofSeconds(5), ApplyContext.ProgressListener.NONE), trash.root(),
          trash, look);
      removal.run(plan.units());
      assertThat(removal.done()).isEqualTo(1);
      assertThat(removal.skipped()).extracting(PlanItem::key).containsExactly("c1", "c2");
      assertThat(removal.skipped()).extracting(PlanItem::reason).containsExactly("it changed since it was looked at",
          "something was added to it since it was looked at");
      journal.end("done");
    }
    assertThat(store.rows().get("sdk_sessions")).hasSize(2);
    assertThat(store.rows().get("observations")).hasSize(3);
    assertThat(store.run("trash", "list", RUN, "-o", "tsv").out()).contains("c3").contains("kept");
    assertThat(store.run("trash", "restore", RUN, "--yes").out()).contains("1 done");
    assertThat(store.rows().get("sdk_sessions")).isEqualTo(before.get("sdk_sessions"));
    assertThat(store.findings()).isEmpty();
  }

  /** What stops a run in the middle. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static long count(MemRuns store) {
    try {
      return store.number("SELECT count(*) FROM observations");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another connection of this process is another writer too. */
  private static void change(MemRuns store, String statement) {
    try {
      store.execute(statement);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLargeSessionThatChangesHalfwayIsPutBack() throws Exception {
    MemRuns store = store(Age.V13, 1);
    enlarge(store, 1, 2_000);
    Map<String, List<String>> before = store.rows();
    int[] calls = {0};
    ChangeReport report = apply(store, everything(1), (phase, done, total) -> {
      if (calls[0]++ == 0) {
        assertThat(count(store)).isBetween(1L, 2_000L);
        change(store, "INSERT INTO user_prompts(session_db_id, content_session_id, prompt_number, prompt_text,"
            + " created_at, created_at_epoch) VALUES(1, 'c1', 9, 'late', '', 1)");
      }
    });
    assertThat(calls[0]).isGreaterThan(2);
    assertThat(report.done()).isZero();
    assertThat(report.skipped()).extracting(PlanItem::reason)
        .containsExactly("something was added to it since it was looked at");
    store.execute("DELETE FROM user_prompts WHERE prompt_text = 'late'");
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.findings()).isEmpty();
    assertThat(store.found("observations", "word1999")).isEqualTo(1);
    assertThat(store.area()).noneMatch(name -> name.startsWith("trash"));
  }

  @Test
  void aRowThatChangesWhileOthersOfItsSessionHaveGoneStaysAsItIsNow() throws Exception {
    MemRuns store = store(Age.V13, 1);
    enlarge(store, 1, 2_000);
    Map<String, List<String>> before = store.rows();
    int[] calls = {0};
    ChangeReport report = apply(store, everything(1), (phase, done, total) -> {
      if (calls[0]++ == 0) {
        assertThat(count(store)).isBetween(1L, 2_000L);
        change(store, "UPDATE user_prompts SET prompt_text = 'late' WHERE prompt_number = 2");
      }
    });
    assertThat(report.skipped()).extracting(PlanItem::reason).containsExactly("it changed since it was looked at");
    assertThat(store.number("SELECT count(*) FROM user_prompts WHERE prompt_text = 'late'")).isEqualTo(1);
    store.execute("UPDATE user_prompts SET prompt_text = 'prompt 2' WHERE prompt_number = 2");
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.findings()).isEmpty();
    assertThat(store.area()).noneMatch(name -> name.startsWith("trash"));
  }

  /** The next run sees rows that are gone and one that changed in the very first stretch that it looks at. */
  @Test
  void aRowThatChangesAfterAnInterruptionBringsTheOthersBack() throws Exception {
    MemRuns store = store(Age.V13, 1);
    enlarge(store, 1, 2_000);
    Map<String, List<String>> before = store.rows();
    assertThatThrownBy(() -> apply(store, everything(1), (phase, done, total) -> {
      throw new Crash();
    })).isInstanceOf(Crash.class);
    long left = count(store);
    assertThat(left).isBetween(1L, 2_000L);
    change(store, "INSERT INTO observations SELECT * FROM (SELECT id - 1 id, memory_session_id, project, 'late', type,"
        + " title, subtitle, facts, narrative, concepts, created_at, created_at_epoch, discovery_tokens,"
        + " merged_into_project FROM observations ORDER BY id LIMIT 1)");
    MemRuns.Result next = store.run("evict", "--max-age", "1000d", "--yes");
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(store.number("SELECT count(*) FROM observations WHERE text = 'late'")).isEqualTo(1);
    assertThat(count(store)).isEqualTo(before.get("observations").size());
    assertThat(store.rows().get("user_prompts")).isEqualTo(before.get("user_prompts"));
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void messagesThatWaitAgainAreRememberedAfterAnInterruption() throws Exception {
    boolean interrupted = true;
    for (int at = 1; interrupted; at++) {
      MemRuns store = store(home.resolve("queue-" + at), Age.V10, 2);
      store.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) INSERT INTO"
          + " pending_messages(session_db_id, content_session_id, message_type, tool_input, status, created_at_epoch)"
          + " SELECT 1 + i % 2, 'c' || (1 + i % 2), 'observation', hex(randomblob(500)), 'processing', i FROM n");
      Map<String, List<String>> before = store.rows();
      int stop = at;
      int[] calls = {0};
      interrupted = false;
      try {
        apply(store, new Repair(Set.of(), Set.of(), false), (phase, done, total) -> {
          if (++calls[0] == stop) {
            throw new Crash();
          }
        });
      } catch (Crash e) {
        interrupted = true;
      }
      assertThat(store.run("repair", "--yes").code()).isZero();
      assertThat(store.number("SELECT count(*) FROM pending_messages WHERE status = 'pending'")).isEqualTo(600);
      for (String run : store.trashed()) {
        assertThat(store.run("trash", "restore", run, "--yes").code()).isZero();
      }
      assertThat(store.rows()).isEqualTo(before);
      assertThat(at).isLessThan(50);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Age.class, names = {"V10", "V13"})
  void interruptedAfterAnyTransactionNothingIsLostAndNothingIsThereTwice(Age age) throws Exception {
    boolean interrupted = true;
    for (int at = 1; interrupted; at++) {
      MemRuns store = store(home.resolve(age + "-" + at), age, 3);
      enlarge(store, 2, 400);
      Map<String, List<String>> before = store.rows();
      int stop = at;
      int[] calls = {0};
      interrupted = false;
      try {
        apply(store, everything(3), (phase, done, total) -> {
          if (++calls[0] == stop) {
            throw new Crash();
          }
        });
      } catch (Crash e) {
        interrupted = true;
      }
      if (interrupted) {
        assertThat(store.everything()).isEqualTo(before);
        assertThat(open(store).prepare(everything(3)).plan().changes()).isNotNegative();
        MemRuns.Result finished = store.run("evict", "--max-age", "1h", "--yes", "--max-delete", "100%");
        assertThat(finished.code()).as(finished.err()).isZero();
        assertThat(finished.out() + finished.err()).contains("run " + RUN);
        assertThat(store.rows().get("sdk_sessions")).isEmpty();
        assertThat(store.rows().get("observations")).isEmpty();
        assertThat(store.everything()).isEqualTo(before);
        assertThat(store.findings()).isEmpty();
      }
      for (String run : store.trashed()) {
        store.run("trash", "restore", run, "--yes");
      }
      assertThat(store.rows()).isEqualTo(before);
      assertThat(store.findings()).isEmpty();
      assertThat(at).isLessThan(50);
    }
  }

  /** A worker has come since, and nobody says that it waits for locks: then not even a half is finished. */
  @Test
  void anInterruptedRunIsNotFinishedBesideAWorkerOfAnyRelease() throws Exception {
    MemRuns store = store(Age.V13, 2);
    enlarge(store, 2, 400);
    Map<String, List<String>> before = store.rows();
    int[] calls = {0};
    assertThatThrownBy(() -> apply(store, everything(2), (phase, done, total) -> {
      if (++calls[0] == 2) {
        throw new Crash();
      }
    })).isInstanceOf(Crash.class);
    assertThat(store.everything()).isEqualTo(before);
    Map<String, List<String>> half = store.rows();

    Process worker = SqliteHolder.start("hold", store.path.toString());
    MemRuns.Result refused = store.run("trash", "purge", "--older-than", "1h", "--yes");
    assertThat(refused.code()).as(refused.err()).isEqualTo(11);
    assertThat(refused.err()).contains("cannot be finished now").contains("process " + worker.pid());
    assertThat(store.rows()).isEqualTo(half);

    MemRuns.Result finished = store.run("evict", "--max-age", "1h", "--yes", "--max-delete", "100%",
        "--gateway-version", "13.11.0");
    assertThat(finished.code()).as(finished.err()).isZero();
    SqliteHolder.stop(worker);
    assertThat(store.everything()).isEqualTo(before);
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void aPatientWriterBesideItFailsAtNothing() throws Exception {
    MemRuns store = store(Age.V13, 120);
    store.execute("UPDATE user_prompts SET prompt_text = hex(randomblob(2000))", "INSERT INTO sdk_sessions(id,"
        + " content_session_id, memory_session_id, project, started_at, started_at_epoch) VALUES(999, 'live', 'live',"
        + " 'p', '', " + dev.sessionctl.testing.FakeEnvironment.NOW + ")");
    Map<String, List<String>> before = store.rows();
    Process worker = SqliteHolder.start("write", store.path.toString(), "5000", "INSERT INTO"
        + " user_prompts(session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)"
        + " VALUES(999, 'live', 1, 'x', '', 1)");
    MemRuns.Result result = store.run("evict", "--max-age", "1h", "--yes", "--max-delete", "100%", "--gateway-version",
        "13.11.0");
    MemRuns.Result restored = store.run("trash", "restore", result.run(), "--yes", "--gateway-version", "13.11.0");
    assertThat(SqliteHolder.stop(worker)).contains(" failed 0 ").doesNotContain("done 0 ");
    assertThat(result.out()).contains("120 done");
    assertThat(restored.out()).contains("120 done");
    store.execute("DELETE FROM user_prompts WHERE session_db_id = 999");
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void foreignKeysAreNeverOff() throws Exception {
    MemRuns store = store(Age.V13, 1);
    try (var writer = dev.sessionctl.storage.sqlite.DatabaseWriter.open(store.path, Duration.ofSeconds(1),
        store.environment())) {
      Sql sql = writer.sql();
      assertThat(sql.number("PRAGMA foreign_keys")).isEqualTo(1);
      sql.connection().createStatement().execute("PRAGMA foreign_keys=OFF");
      assertThatThrownBy(() -> writer.batch(() -> sql.change("DELETE FROM sdk_sessions")))
          .hasMessageContaining("foreign keys");
    }
    assertThat(store.rows().get("sdk_sessions")).hasSize(1);
  }
}
