package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A store that is changed by a process of its own, with a log that a crash has left; and what must hold afterwards. */
final class MemAttempt {

  private static final String OLD = "1600000000000";

  private static final String QUEUE = Requeuing.TABLE;

  /** What is done to it. */
  enum Command {
    EVICT("evict", "--max-age", "1d", "--yes", "--max-delete", "100%", "-q"),
    COMPACT("compact", "--yes", "-q"),
    RESTORE("trash", "restore", "RUN", "--yes", "-q"),
    REPAIR("repair", "--yes", "-q");

    final List<String> words;

    Command(String... words) {
      this.words = List.of(words);
    }
  }

  final Path root;
  final MemRuns store;
  final List<String> words;
  private final Command command;
  private final Map<String, List<String>> before;

  MemAttempt(Command command, Path root) throws Exception {
    this.command = command;
    this.root = Files.createDirectory(root);
    Path home = Files.createDirectory(root.resolve("home"));
    try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), Age.V10)) {
      database.execute("BEGIN");
      for (int i = 1; i <= 3; i++) {
        database.session(i, "p");
      }
      database.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO"
          + " observations(memory_session_id, project, type, title, narrative, created_at, created_at_epoch) SELECT"
          + " 'm2', 'p', 't', 'word' || (i % 200), 'text ' || (i % 200) || zeroblob(600), '', 5 FROM n");
      database.queue(1, "processed", 5);
      database.queue(1, "failed", 5);
      if (command == Command.REPAIR) {
        database.queue(1, "processing", 5);
        database.queue(3, "processing", 6);
      }
      database.execute("UPDATE sdk_sessions SET started_at_epoch = " + OLD, "UPDATE observations SET created_at_epoch"
          + " = " + OLD, "UPDATE session_summaries SET created_at_epoch = " + OLD,
          "UPDATE user_prompts SET created_at_epoch = " + OLD, "COMMIT");
      store = new MemRuns(database.path);
    }
    if (command == Command.COMPACT) {
      Path copy = Files.copy(store.path, store.path.resolveSibling("claude-mem.db.bak-cwd-remap-1"));
      Files.setLastModifiedTime(copy, FileTime.fromMillis(Long.parseLong(OLD)));
    }
    String run = "";
    before = store.rows();
    if (command == Command.RESTORE) {
      run = store.run("evict", "--max-age", "1d", "--yes", "--max-delete", "100%").run();
    } else if (command == Command.REPAIR) {
      store.execute("PRAGMA foreign_keys=OFF", "DELETE FROM sdk_sessions WHERE id = 2");
      before.put("sdk_sessions", store.rows().get("sdk_sessions"));
    }
    TestDatabase.crash(store.path, true, "INSERT INTO schema_versions(version, applied_at) VALUES(21, 'in the log')");
    before.put("schema_versions", store.rows().get("schema_versions"));
    TestDatabase.crash(store.path, true, "UPDATE schema_versions SET applied_at = 'still in the log' WHERE version"
        + " = 21");
    before.put("schema_versions", List.of());
    words = new ArrayList<>();
    for (String word : command.words) {
      words.add(word.equals("RUN") ? run : word);
    }
    words.addAll(List.of("-s", store.path.toString()));
  }

  /** Nothing is lost, and the database is sound, and so is what was set aside. */
  void check() throws Exception {
    Map<String, List<String>> all = store.everything();
    all.put("schema_versions", List.of());
    if (command == Command.REPAIR) {
      // They wait again; what they were is in the trash then.
      all.get(QUEUE).removeIf(row -> row.contains(":pending|"));
      assertThat(store.number("SELECT count(*) FROM " + QUEUE)).isEqualTo(before.get(QUEUE).size());
    }
    assertThat(all).isEqualTo(before);
    assertThat(store.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'")).isZero();
    assertThat(store.text("SELECT applied_at FROM schema_versions WHERE version = 21")).isEqualTo("still in the log");
    for (String run : store.trashed()) {
      Path rows = store.areaRoot().resolve("trash").resolve(run).resolve(RowFile.NAME);
      if (Files.exists(rows)) {
        assertThat(new MemRuns(rows).text("PRAGMA integrity_check")).isEqualTo("ok");
      }
    }
  }

  /** Carries it out, or what is left of it. */
  void goOn() {
    MemRuns.Result next = store.run(words.subList(0, words.size() - 2).toArray(String[]::new));
    assertThat(next.code()).as(next.err()).isZero();
  }

  /** Everything is back. */
  void bringBack() throws Exception {
    for (String run : store.trashed()) {
      store.run("trash", "restore", run, "--yes");
    }
    Map<String, List<String>> rows = store.rows();
    rows.put("schema_versions", List.of());
    if (command == Command.REPAIR) {
      // What belongs to no session is refused.
      assertThat(rows.get(QUEUE)).isEqualTo(before.get(QUEUE));
    } else {
      assertThat(rows).isEqualTo(before);
      assertThat(store.findings()).isSubsetOf("backup.litter");
    }
  }

  /** Journals of runs that nobody has finished. */
  List<String> interrupted() throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> journals = Files.list(store.areaRoot().resolve("runs"))) {
      for (Path journal : (Iterable<Path>) journals::iterator) {
        if (!Files.readString(journal).contains("\"step\":\"end\"")) {
          open.add(journal.getFileName().toString());
        }
      }
    }
    return open;
  }
}
