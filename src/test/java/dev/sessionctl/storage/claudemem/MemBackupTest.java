package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.claudemem.MemRuns.Result;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions of a backup, and whole databases, come back into a data directory. */
@Timeout(120)
class MemBackupTest {

  private static final String MARK = ".cwd-remap-applied-v1";

  @TempDir
  private Path temporary;
  private Path directory;
  private MemRuns store;
  private BackupTrial trial;

  @BeforeEach
  void prepare() throws Exception {
    directory = Files.createDirectories(temporary.toRealPath().resolve("home")).resolve(".claude-mem");
  }

  private void store(Age age) throws Exception {
    try (MemDatabase database = new MemDatabase(directory, age)) {
      for (int i = 1; i <= 4; i++) {
        database.session(i, "p");
      }
      database.queue(2, "pending", MemDatabase.THEN);
    }
    Files.writeString(directory.resolve(MARK), "");
    store = new MemRuns(directory.resolve("claude-mem.db"));
    trial = new BackupTrial(directory.getParent(), Files.createDirectory(temporary.toRealPath().resolve("aside")),
        store.environment());
    trial.create("one", new StoreRef("claude-mem", "x", store.path, null, null));
  }

  private Result only(String... more) {
    return store.run(Stream.concat(Stream.of("restore", trial.archive("one").toString(), "--yes", "-v"),
        Stream.of(more)).toArray(String[]::new));
  }

  private Result replace(String... more) {
    return only(Stream.concat(Stream.of("--replace"), Stream.of(more)).toArray(String[]::new));
  }

  /** What a run set aside as a whole, by where it stood. */
  private Path kept(int run, int number) throws Exception {
    return store.areaRoot().resolve("trash").resolve(store.trashed().get(run)).resolve("lost+found/" + number);
  }

  @ParameterizedTest
  @EnumSource
  void rowsComeBackWithTheirIds(Age age) throws Exception {
    store(age);
    final Map<String, List<String>> before = store.rows();
    store.execute("DELETE FROM sdk_sessions WHERE id IN (2, 3)");

    Result result = only("--only", "c2", "--only", "c3", "--only", "c1");

    assertThat(result.code()).as(result.err() + result.out()).isZero();
    assertThat(result.out()).contains("2 done, 0 skipped");
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.found("observations", "narrative")).isEqualTo(4);
    assertThat(store.findings()).isEmpty();
    assertThat(store.trashed()).isEmpty();
    assertThat(store.area()).noneMatch(name -> name.contains("restore-"));
  }

  @Test
  void whatIsNewerOrInUseStays() throws Exception {
    store(Age.V13);
    store.execute("DELETE FROM sdk_sessions WHERE id IN (2, 3, 4)", "UPDATE sdk_sessions SET started_at_epoch ="
        + " started_at_epoch + 1000 WHERE id = 1", "INSERT INTO sdk_sessions(id, content_session_id, project,"
        + " started_at, started_at_epoch) VALUES(2, 'other', 'p', '', 1)");
    Map<String, List<String>> before = store.rows();

    Result refused = only("--only", "c2", "--only", "c1");

    assertThat(refused.code()).as(refused.err() + refused.out()).isEqualTo(1);
    assertThat(refused.err()).contains("in use by other rows");
    assertThat(store.rows()).isEqualTo(before);
    Result part = only("--only", "c1", "--only", "c2", "--only", "c3");
    assertThat(part.code()).as(part.err() + part.out()).isEqualTo(3);
    assertThat(part.out()).contains("c1 is newer than in the backup, and stays", "in use by other rows");
    assertThat(store.number("SELECT count(*) FROM observations WHERE memory_session_id = 'm3'")).isEqualTo(1);
    assertThat(store.number("SELECT started_at_epoch FROM sdk_sessions WHERE id = 2")).isEqualTo(1);
  }

  @Test
  void besideAWorkerOnlyWhenThatWaits() throws Exception {
    store(Age.V13);
    store.execute("DELETE FROM sdk_sessions WHERE id = 2");
    Process worker = SqliteHolder.start("hold", store.path.toString());
    try {
      assertThat(only("--only", "c2").code()).isEqualTo(11);
      assertThat(only("--only", "c2", "--gateway-version", "13.10.0").code()).isEqualTo(11);
      assertThat(store.trashed()).isEmpty();
      Result result = only("--only", "c2", "--gateway-version", "13.15.3");
      assertThat(result.code()).as(result.err() + result.out()).isZero();
    } finally {
      SqliteHolder.stop(worker);
    }
    assertThat(store.number("SELECT count(*) FROM user_prompts WHERE session_db_id = 2")).isEqualTo(2);
  }

  @Test
  void whatTheCloudKnowsComesBackOnlyWithEverything() throws Exception {
    store(Age.V13);
    store.execute("ALTER TABLE observations ADD COLUMN synced_at INTEGER", "UPDATE observations SET synced_at = 5"
        + " WHERE id = 2");
    Files.delete(trial.archive("one"));
    trial.create("one", new StoreRef("claude-mem", "x", store.path, null, null));
    final Map<String, List<String>> before = store.rows();
    store.execute("DELETE FROM sdk_sessions WHERE id = 2");
    Result result = only("--only", "c2");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("cloud").contains("--replace");
    assertThat(replace().code()).isZero();
    assertThat(store.rows()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aDatabaseGetsThePlaceOfTheOther(Age age) throws Exception {
    store(age);
    final Map<String, List<String>> before = store.rows();
    store.execute("DELETE FROM sdk_sessions WHERE id = 2");
    Files.createDirectory(directory.resolve("chroma"));
    Files.writeString(directory.resolve("chroma/x"), "vectors");
    Files.writeString(directory.resolve("chroma-sync-state.json"), "{\"p\":{\"observations\":900}}");
    Files.writeString(directory.resolve("settings.json"), "{}");
    TestDatabase.crash(store.path, true, "UPDATE sdk_sessions SET project = 'in the log' WHERE id = 3");

    Result result = replace();

    assertThat(result.code()).as(result.err() + result.out()).isZero();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("claude-mem.db", MARK,
          "settings.json");
    }
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.findings()).isEmpty();
    // What was there is a database as a whole, with what had been in its log; and all that rests on it went along.
    List<String> names = List.of("vectors", "900", "SQLite format 3");
    for (String name : names) {
      try (Stream<Path> all = Files.walk(kept(0, 0).getParent())) {
        assertThat(all.filter(Files::isRegularFile).filter(file -> contains(file, name))).as(name).hasSize(1);
      }
    }
    assertThat(MemRuns.rows(database(0)).get("sdk_sessions")).hasSize(3).anyMatch(row -> row.contains("in the log"));

    Result back = undo();

    assertThat(back.code()).as(back.err() + back.out()).isZero();
    assertThat(store.rows().get("sdk_sessions")).hasSize(3).anyMatch(row -> row.contains("in the log"));
    assertThat(directory.resolve("chroma/x")).hasContent("vectors");
    assertThat(directory.resolve("chroma-sync-state.json")).exists();
    assertThat(MemRuns.rows(database(0))).isEqualTo(before);
    Result again = undo();
    assertThat(again.code()).as(again.err() + again.out()).isZero();
    assertThat(store.rows()).isEqualTo(before);
    assertThat(directory.resolve("chroma")).doesNotExist();
  }

  /** The database that a run set aside. */
  private Path database(int run) throws Exception {
    try (Stream<Path> all = Files.list(kept(run, 0).getParent())) {
      return all.filter(Files::isRegularFile).filter(file -> contains(file, "SQLite format 3")).findFirst()
          .orElseThrow();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1).contains(text);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLogThatCannotBeBroughtInGoesAlong() throws Exception {
    store(Age.V13);
    final Map<String, List<String>> before = store.rows();
    TestDatabase.crash(store.path, true, "UPDATE sdk_sessions SET project = 'in the log'");
    byte[] bytes = Files.readAllBytes(store.path);
    byte[] log = Files.readAllBytes(directory.resolve("claude-mem.db-wal"));
    bytes[0] = 'x';
    Files.write(store.path, bytes);

    Result result = replace();

    assertThat(result.code()).as(result.err() + result.out()).isZero();
    assertThat(directory.resolve("claude-mem.db-wal")).doesNotExist();
    assertThat(directory.resolve("claude-mem.db-shm")).doesNotExist();
    assertThat(store.rows()).isEqualTo(before);
    assertThat(kept(0, 1)).hasBinaryContent(bytes);
    assertThat(kept(0, 1).resolveSibling("1-wal")).hasBinaryContent(log);

    Result back = undo();

    assertThat(back.code()).as(back.err() + back.out()).isZero();
    assertThat(store.path).hasBinaryContent(bytes);
    assertThat(directory.resolve("claude-mem.db-wal")).hasBinaryContent(log);
    assertThat(store.trashed()).hasSize(1);
    assertThat(MemRuns.rows(database(0))).isEqualTo(before);
  }

  /** As a kill between the two renames leaves it, which are two only where a log goes along. */
  @Test
  void aDatabaseThatIsNotAtItsPlaceIsFoundByTheJournal() throws Exception {
    store(Age.V13);
    final Map<String, List<String>> before = store.rows();
    TestDatabase.crash(store.path, true, "UPDATE sdk_sessions SET project = 'in the log'");
    byte[] bytes = Files.readAllBytes(store.path);
    bytes[0] = 'x';
    Files.write(store.path, bytes);
    assertThat(replace().code()).isZero();
    Path journal = store.areaRoot().resolve("runs").resolve(store.trashed().get(0) + ".jsonl");
    List<String> lines = new java.util.ArrayList<>(Files.readAllLines(journal));
    lines.removeIf(line -> line.contains("\"step\":\"end\""));
    Files.write(journal, lines);
    String step = lines.stream().filter(line -> line.contains("\"step\":\"switch\"")
        && line.contains("claude-mem.db\"")).findFirst().orElseThrow();
    Path staged = Path.of(step.replaceFirst(".*\"staged\":\"([^\"]+)\".*", "$1"));
    Files.createDirectories(staged.getParent());
    Files.move(store.path, staged);
    for (String suffix : List.of("-wal", "-shm")) {
      Files.deleteIfExists(store.path.resolveSibling("claude-mem.db" + suffix));
    }
    assertThat(store.run("list").code()).isNotZero();

    Result next = store.run("evict", "--max-sessions", "99", "--yes");

    assertThat(next.code()).as(next.err() + next.out()).isZero();
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.area()).noneMatch(name -> name.startsWith("restore-"));
  }

  private Result undo(String... more) throws Exception {
    return store.run(Stream.concat(Stream.of("trash", "restore", store.trashed().get(store.trashed().size() - 1),
        "--yes"), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void neitherOverNewerNorBesideAWorker() throws Exception {
    store(Age.V13);
    store.execute("UPDATE sdk_sessions SET started_at_epoch = started_at_epoch + 1000 WHERE id = 1");
    Map<String, List<String>> before = store.rows();
    assertThat(replace().code()).isEqualTo(13);
    Process worker = SqliteHolder.start("hold", store.path.toString());
    try {
      assertThat(replace("--over-newer", "--gateway-version", "13.15.3", "--assume-offline").code()).isEqualTo(11);
    } finally {
      SqliteHolder.stop(worker);
    }
    assertThat(store.rows()).isEqualTo(before);
    assertThat(store.trashed()).isEmpty();
    assertThat(replace("--over-newer").code()).isZero();
    assertThat(store.rows()).isNotEqualTo(before);
  }

  @Test
  void aCopyOfAnotherNameIsNotReplaced() throws Exception {
    store(Age.V13);
    Path copy = Files.copy(store.path, directory.resolve("copy.db"));
    assertThat(new MemRuns(copy).run("restore", trial.archive("one").toString(), "--replace", "--yes").code())
        .isEqualTo(15);
    trial.create("two", new StoreRef("claude-mem", "x", copy, null, null));
    Files.delete(copy);
    Result result = store.run("restore", trial.archive("two").toString(), "--replace", "--yes");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("another name");
  }
}
