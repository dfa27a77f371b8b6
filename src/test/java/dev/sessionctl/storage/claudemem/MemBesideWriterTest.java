package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.claudemem.MemRuns.Result;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.Standstill;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of work on a database beside a process that writes it with the pragmas of a worker. */
@Timeout(900)
class MemBesideWriterTest {

  private static final int ATTEMPTS = 10;

  /** A machine that stands still for longer may keep a writer waiting that a worker would not have to. */
  private static final long STANDSTILL_MILLIS = 1_500;

  private static final String NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ";

  /** What a worker writes most. */
  private static final String WRITES = "INSERT INTO observations(memory_session_id, project, type, title, narrative,"
      + " created_at, created_at_epoch) VALUES('live', 'p', 't', 'a title', 'some words of a narrative that is as long"
      + " as many are', '', 1)";

  private static final String WRITTEN = "SELECT count(*) FROM observations WHERE memory_session_id = 'live'";

  /** Something that a command does to a database. */
  private enum Work {
    MERGE("compact", "merge"),
    QUEUE("compact", "of the queue that nobody reads"),
    DUPLICATES("compact", "of observations twice"),
    VACUUM("compact", "bytes hold nothing"),
    PAGE_BY_PAGE("compact", "bytes hold nothing"),
    ORPHANS("repair", "of no session"),
    REQUEUE("repair", "taken up more than 5 minutes ago"),
    REBUILD("repair", "rebuild"),
    EVICT("evict", "evict"),
    RESTORE("trash restore", "with its ids"),
    UNDO("trash restore", "as it was taken up");

    final String command;
    final String says;

    Work(String command, String says) {
      this.command = command;
      this.says = says;
    }

    Age age() {
      return this == REQUEUE || this == UNDO ? Age.V10 : Age.V13;
    }

    /** What is to be done is in the database then. */
    void prepare(MemRuns store) throws Exception {
      switch (this) {
        case QUEUE -> messages(store, "pending");
        case REQUEUE, UNDO -> messages(store, "processing");
        case DUPLICATES -> store.execute(NUMBERS + "6) INSERT INTO observations(memory_session_id, project, type,"
            + " title, narrative, created_at, created_at_epoch) SELECT o.memory_session_id, o.project, o.type, o.title,"
            + " o.narrative, o.created_at, o.created_at_epoch FROM observations o, n");
        case VACUUM, PAGE_BY_PAGE -> store.execute("CREATE TABLE filler(a)", NUMBERS + "3000) INSERT INTO filler SELECT"
            + " zeroblob(2000) FROM n", "DELETE FROM filler");
        case ORPHANS -> store.execute("PRAGMA foreign_keys=OFF",
            "DELETE FROM sdk_sessions WHERE id BETWEEN 11 AND 112");
        case REBUILD -> {
          String trigger = store.text("SELECT sql FROM sqlite_master WHERE name = 'user_prompts_au'");
          store.execute("DROP TRIGGER user_prompts_au", "UPDATE user_prompts SET prompt_text = 'zebra ' || prompt_text",
              trigger);
        }
        default -> {
          // The sessions themselves are enough.
        }
      }
    }

    private static void messages(MemRuns store, String status) throws Exception {
      store.execute(NUMBERS + "3000) INSERT INTO pending_messages(session_db_id, content_session_id, message_type,"
          + " tool_input, status, created_at_epoch) SELECT 1 + i % 100, 'c' || (1 + i % 100), 'observation',"
          + " hex(randomblob(300)), '" + status + "', i FROM n");
    }

    /** Its command line, after what comes before it. */
    String[] words(MemRuns store) {
      List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
      if (this == RESTORE) {
        words.add(store.run("evict", "--max-age", "1h", "--yes", "--max-delete", "100%").run());
      } else if (this == UNDO) {
        words.add(store.run("repair", "--yes").run());
      } else if (this == EVICT) {
        words.addAll(List.of("--max-age", "1h", "--max-delete", "100%"));
      }
      words.add("--yes");
      return words.toArray(String[]::new);
    }
  }

  @TempDir
  Path home;

  private MemRuns store(Work work, Path root) throws Exception {
    Path directory = Files.createDirectories(root.resolve(".claude-mem"));
    try (Connection connection = TestDatabase.open(directory.resolve("claude-mem.db"))) {
      TestDatabase.execute(connection, "PRAGMA auto_vacuum=" + (work == Work.PAGE_BY_PAGE ? 2 : 0), "VACUUM");
    }
    try (MemDatabase database = new MemDatabase(directory, work.age())) {
      database.execute("BEGIN");
      for (int i = 1; i <= 100; i++) {
        database.session(i, "p");
      }
      database.execute("UPDATE user_prompts SET prompt_text = (SELECT group_concat('word' || (id * value % 997), ' ')"
          + " FROM json_each('[" + "3,5,7,11,13,17,19,23,".repeat(20) + "29]'))", "COMMIT");
      for (int i = 101; i <= 112; i++) {
        database.session(i, "p");
      }
      database.execute("INSERT INTO sdk_sessions(id, content_session_id, memory_session_id, project, started_at,"
          + " started_at_epoch) VALUES(999, 'live', 'live', 'p', '', "
          + dev.sessionctl.testing.FakeEnvironment.NOW + ")");
    }
    return new MemRuns(directory.resolve("claude-mem.db"));
  }

  /** With a busy timeout of 5 s (13.11 on) nothing that it writes fails. */
  @ParameterizedTest
  @EnumSource
  void aPatientWriterFailsAtNothing(Work work) throws Exception {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      MemRuns store = store(work, home.resolve("attempt-" + attempt));
      work.prepare(store);
      String[] words = work.words(store);
      Process writer = SqliteHolder.start("write", store.path.toString(), "5000", WRITES, "300");
      long before = store.number(WRITTEN);
      Result result;
      long standstill;
      try (Standstill watch = new Standstill(home)) {
        result = store.run(with(words, "-v", "--gateway-version", "13.15.3"));
        standstill = watch.longestMillis();
      }
      final long during = store.number(WRITTEN) - before;
      String said = SqliteHolder.stop(writer);
      assertThat(result.code()).as(result.out() + result.err()).isZero();
      assertThat(result.out()).contains(work.says);
      assertThat(store.findings()).isEmpty();
      if (standstill < STANDSTILL_MILLIS) {
        assertThat(said).contains(" failed 0 ");
        if (during > 0) {
          System.out.println(work + " beside a writer: " + said + ", of them " + during + " meanwhile");
          return;
        }
      }
    }
    assumeTrue(false, "the machine stood still each time, or let only one of both run");
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** With none (up to 13.10) it would drop what it has to write: nothing is changed beside it. */
  @ParameterizedTest
  @ValueSource(strings = {"compact", "repair", "evict", "trash restore", "migrate"})
  void besideAnImpatientWriterNothingIsChanged(String command) throws Exception {
    Work work = command.equals("trash restore") ? Work.RESTORE : command.equals("repair") ? Work.REQUEUE : Work.QUEUE;
    MemRuns store = store(work, home);
    work.prepare(store);
    String[] words = switch (command) {
      case "evict" -> Work.EVICT.words(store);
      case "migrate" -> new String[] {"migrate", "--relocate", home.resolve("new").toString(), "--yes"};
      default -> work.words(store);
    };
    store.execute("DELETE FROM observations WHERE memory_session_id = 'live'");
    final Map<String, List<String>> before = store.rows();
    Process writer = SqliteHolder.start("write", store.path.toString(), "0", WRITES);
    List<Result> results = new ArrayList<>();
    results.add(store.run(words));
    results.add(store.run(with(words, "--assume-offline")));
    if (!command.equals("migrate")) {
      results.add(store.run(with(words, "--gateway-version", "13.10.4")));
    }
    try (FakeWorker health = new FakeWorker("13.10.0", writer.pid())) {
      Files.writeString(store.path.resolveSibling("worker.pid"),
          "{\"pid\":" + writer.pid() + ",\"port\":" + health.port() + "}");
      results.add(store.run(words));
    }
    assertThat(SqliteHolder.stop(writer)).contains(" failed 0 ");
    for (Result result : results) {
      assertThat(result.code()).as(result.out() + result.err()).isEqualTo(11);
      assertThat(result.err()).contains(writer.pid() + "");
    }
    store.execute("DELETE FROM observations WHERE memory_session_id = 'live'");
    assertThat(store.rows()).isEqualTo(before);
  }
}
