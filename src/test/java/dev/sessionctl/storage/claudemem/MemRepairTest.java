package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.claudemem.MemRuns.Result;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.testing.FakeEnvironment;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What verify finds and repair mends. */
class MemRepairTest {

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

  private static Result repair(MemRuns store, String... more) {
    String[] arguments = new String[more.length + 2];
    System.arraycopy(new String[] {"repair", "--yes"}, 0, arguments, 0, 2);
    System.arraycopy(more, 0, arguments, 2, more.length);
    return store.run(arguments);
  }

  @ParameterizedTest
  @EnumSource(value = Age.class, names = {"V8", "V10"})
  void messagesThatAWorkerLeftWaitAgain(Age age) throws Exception {
    String insert = "INSERT INTO pending_messages(session_db_id, " + age.content() + ", message_type, status,"
        + " created_at_epoch, started_processing_at_epoch) VALUES(";
    MemRuns store = store(age, 2, insert + "1, 'c1', 'observation', 'processing', 1, " + (FakeEnvironment.NOW - 400_000)
        + ")", insert + "1, 'c1', 'observation', 'processing', 1, " + (FakeEnvironment.NOW - 60_000) + ")",
        insert + "2, 'c2', 'observation', 'processing', 1, NULL)",
        insert + "2, 'c2', 'observation', 'failed', 1, 1)");
    Result one = repair(store, "c2");
    assertThat(one.out()).as(one.err()).contains("1 done");
    assertThat(store.number("SELECT group_concat(id || status, '') = '1processing2processing3pending4failed' FROM"
        + " (SELECT * FROM pending_messages ORDER BY id)")).isEqualTo(1);
    assertThat(repair(store).out()).contains("1 message taken up more than 5 minutes ago");
    assertThat(store.number("SELECT count(*) FROM pending_messages WHERE status = 'pending' AND"
        + " started_processing_at_epoch IS NULL")).isEqualTo(2);
    assertThat(repair(store).out()).contains("nothing to mend");
  }

  private static final String QUEUE = "SELECT group_concat(id || status || coalesce(started_processing_at_epoch, ''),"
      + " ' ') FROM (SELECT * FROM pending_messages ORDER BY id)";

  private MemRuns stuck(Age age) throws Exception {
    String insert = "INSERT INTO pending_messages(session_db_id, " + age.content() + ", message_type, status,"
        + " created_at_epoch, started_processing_at_epoch) VALUES(";
    return store(age, 2, insert + "1, 'c1', 'observation', 'processing', 1, 7)",
        insert + "1, 'c1', 'observation', 'processing', 1, NULL)", insert + "2, 'c2', 'summarize', 'processing', 1, 8)",
        insert + "2, 'c2', 'observation', 'pending', 1, NULL)");
  }

  @ParameterizedTest
  @EnumSource(value = Age.class, names = {"V8", "V10"})
  void messagesThatWaitAgainGetTheirFormerStateBack(Age age) throws Exception {
    MemRuns store = stuck(age);
    final Map<String, List<String>> before = store.rows();
    Result result = repair(store);
    assertThat(result.out()).as(result.err()).contains("2 done").contains("2 messages taken up");
    assertThat(store.text(QUEUE)).isEqualTo("1pending 2pending 3pending 4pending");
    assertThat(store.run("trash", "list", result.run(), "-o", "tsv").out()).contains("c1").contains("kept");
    Result back = store.run("trash", "restore", result.run(), "--yes");
    assertThat(back.code()).as(back.out() + back.err()).isZero();
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.run("trash", "restore", result.run(), "--yes").out()).contains("nothing to do");
    assertThat(store.run("trash", "list", result.run(), "-o", "tsv").out()).contains("restored");
    assertThat(repair(store).out()).contains("2 done");
  }

  @Test
  void messagesThatWereTakenUpSinceKeepTheirState() throws Exception {
    MemRuns store = stuck(Age.V10);
    Result result = repair(store);
    store.execute("UPDATE pending_messages SET status = 'processing', started_processing_at_epoch = 99 WHERE id = 1",
        "DELETE FROM pending_messages WHERE id = 3");
    Result back = store.run("trash", "restore", result.run(), "--yes");
    assertThat(back.code()).isEqualTo(1);
    assertThat(back.err()).contains("1 of its 2 messages do not wait any more").contains("and 1 more");
    assertThat(store.text(QUEUE)).isEqualTo("1processing99 2pending 4pending");
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void whatSomebodyElsePutIntoTheTrashIsRefused() throws Exception {
    MemRuns store = stuck(Age.V10);
    Result result = repair(store);
    Path rows = store.areaRoot().resolve("trash").resolve(result.run()).resolve(RowFile.NAME);
    for (String change : List.of("UPDATE sessionctl_units SET state = 'OTHER'", "UPDATE sessionctl_units SET state ="
        + " 'REQUEUED'", "DROP TABLE pending_messages")) {
      new MemRuns(rows).execute(change);
      Result back = store.run("trash", "restore", result.run(), "--yes", "--dry-run");
      assertThat(back.code()).as(back.out() + back.err()).isEqualTo(change.contains("REQUEUED") ? 0 : 16);
    }
    assertThat(store.text(QUEUE)).isEqualTo("1pending 2pending 3pending 4pending");
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfNoSessionGoToTheTrash(Age age) throws Exception {
    MemRuns store = store(age, 2);
    store.execute("PRAGMA foreign_keys=OFF", "INSERT INTO pending_messages(session_db_id, " + age.content()
        + ", message_type, status, created_at_epoch) VALUES(1, 'c1', 'observation', 'pending', 5)",
        "DELETE FROM sdk_sessions WHERE id = 1");
    Map<String, List<String>> before = store.rows();
    assertThat(store.findings()).contains("orphan.rows", "orphan.foreign-key");
    Result result = repair(store);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(store.findings()).isEmpty();
    assertThat(store.rows().get("observations")).hasSize(1);
    assertThat(store.everything()).isEqualTo(before);
    // Only what the database takes: rows that refer to a session come back once that is there again.
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isEqualTo(3);
    store.execute("INSERT INTO sdk_sessions(id, " + age.content() + ", " + age.memory() + ", project, started_at,"
        + " started_at_epoch) VALUES(1, 'c1', 'm1', 'project', '', " + MemDatabase.THEN + ")");
    assertThat(store.run("trash", "restore", result.run(), "--yes").code()).isZero();
    assertThat(store.rows().get("user_prompts")).isEqualTo(before.get("user_prompts"));
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void searchIndexesAreBuiltAnew() throws Exception {
    MemRuns store = store(Age.V13, 2);
    List<String> triggers = new ArrayList<>();
    for (String name : List.of("observations_au", "user_prompts_ad")) {
      triggers.add(store.text("SELECT sql FROM sqlite_master WHERE name = '" + name + "'"));
      store.execute("DROP TRIGGER " + name);
    }
    store.execute("UPDATE observations SET title = 'zebra'", "DELETE FROM user_prompts WHERE prompt_number = 2");
    store.execute(triggers.toArray(String[]::new));
    assertThat(store.findings()).containsExactlyInAnyOrder("search.content", "search.rows");
    assertThat(repair(store, "--finding", "claude-mem.search.rows").out()).contains("1 done");
    assertThat(store.findings()).containsExactly("search.content");
    assertThat(repair(store).code()).isZero();
    assertThat(store.findings()).isEmpty();
    assertThat(store.found("observations", "zebra")).isEqualTo(2);
  }

  @Test
  void besideAPatientWriterNothingFails() throws Exception {
    MemRuns store = store(Age.V13, 3);
    store.execute("PRAGMA foreign_keys=OFF", "DELETE FROM sdk_sessions WHERE id < 3");
    Process worker = SqliteHolder.start("write", store.path.toString(), "5000", "UPDATE observations SET narrative ="
        + " 'n'"
        + " || id, created_at_epoch = created_at_epoch + 1");
    Result result = repair(store, "--gateway-version", "13.15.3");
    assertThat(SqliteHolder.stop(worker)).contains(" failed 0 ").doesNotContain("done 0 ");
    // What the writer changed between copy and deletion stays for the next time.
    assertThat(result.code()).as(result.err()).isIn(0, 3);
    assertThat(repair(store).code()).isZero();
    assertThat(store.findings()).isEmpty();
  }

  @Test
  void ofADamagedDatabaseANewOneIsMadeBeside() throws Exception {
    MemRuns store = store(Age.V13, 3, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
        + " INSERT INTO observations(memory_session_id, project, type, title, narrative, created_at, created_at_epoch)"
        + " SELECT 'm1', 'p', 't', 'word' || i, hex(randomblob(600)), '', " + MemDatabase.THEN + " FROM n");
    final Map<String, List<String>> before = store.rows();
    long page = store.number("SELECT pageno FROM dbstat WHERE name = 'observations' AND pagetype = 'leaf' ORDER BY path"
        + " LIMIT 1 OFFSET 20");
    assertThat(page).isGreaterThan(1);
    try (RandomAccessFile file = new RandomAccessFile(store.path.toFile(), "rw")) {
      file.seek((page - 1) * 4096);
      file.write(new byte[4096]);
    }
    final byte[] damaged = Files.readAllBytes(store.path);
    assertThat(repair(store, "--finding", "claude-mem.orphan.rows").code()).isNotZero();
    Result result = repair(store);
    assertThat(result.code()).as(result.out() + result.err()).isZero();
    assertThat(store.path).hasBinaryContent(damaged);
    MemRuns made = new MemRuns(salvaged(store));
    assertThat(made.findings()).isEmpty();
    Map<String, List<String>> after = made.rows();
    assertThat(before.get("observations")).containsAll(after.get("observations"));
    assertThat(after.get("observations")).hasSizeBetween(295, 302);
    for (String table : List.of("sdk_sessions", "user_prompts", "session_summaries", "schema_versions")) {
      assertThat(after.get(table)).isEqualTo(before.get(table));
    }
    assertThat(made.found("observations", "word300")).isEqualTo(1);
    assertThat(made.number("SELECT seq FROM sqlite_sequence WHERE name = 'observations'")).isEqualTo(303);
  }

  private static Path salvaged(MemRuns store) throws Exception {
    try (var files = Files.list(store.path.getParent())) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().startsWith("claude-mem.db.salvaged-")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  @Test
  void whatIsCutOffIsSalvagedUpToThere() throws Exception {
    MemRuns store = store(Age.V8, 40);
    byte[] bytes = Files.readAllBytes(store.path);
    Files.write(store.path, Arrays.copyOf(bytes, bytes.length / 4096 * 4096 - 4096));
    Result result = repair(store);
    assertThat(result.code()).as(result.out() + result.err()).isZero();
    MemRuns made = new MemRuns(salvaged(store));
    assertThat(made.rows().get("sdk_sessions")).isNotEmpty();
    assertThat(made.findings()).doesNotContain("file.damaged", "file.cut-off", "search.rows", "search.content");
    Files.writeString(store.path, "no database at all, and nothing that could be read as one: it is only text");
    assertThat(repair(store).code()).isNotZero();
    assertThat(repair(store, "--reindex").code()).isNotZero();
  }
}
