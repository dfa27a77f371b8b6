package dev.sessionctl.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing a database of somebody else. */
class DatabaseWriterTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir
  Path directory;

  private Environment environment() {
    return FakeEnvironment.of(directory, Map.of());
  }

  private Path database() throws Exception {
    Path path = directory.resolve("a.db");
    TestDatabase.write(path, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)", "INSERT INTO t VALUES(1, 'a')");
    return path;
  }

  private DatabaseWriter open(Path path) throws Exception {
    return DatabaseWriter.open(path, SHORT, environment());
  }

  private static long count(DatabaseWriter writer) throws Exception {
    return writer.snapshot(() -> writer.sql().number("SELECT count(*) FROM t"));
  }

  @Test
  void allOfATransactionOrNothing() throws Exception {
    Path path = database();
    try (DatabaseWriter writer = open(path)) {
      writer.batch(() -> writer.sql().change("INSERT INTO t VALUES(?, 'b')", 2));
      assertThatThrownBy(() -> writer.batch(() -> {
        writer.sql().change("DELETE FROM t");
        return writer.sql().change("INSERT INTO nothing VALUES(1)");
      })).hasMessageContaining("nothing");
      assertThat(count(writer)).isEqualTo(2);
      assertThat(writer.longest()).isPositive();
      writer.settle();
      assertThat(writer.emptyLog()).isTrue();
      assertThat(Files.size(DatabaseFile.beside(path, "-wal"))).isZero();
    }
    assertThat(Files.exists(DatabaseFile.beside(path, "-wal"))).isFalse();
    assertThat(DatabaseLocks.of(path)).isEqualTo(DatabaseLocks.NONE);
  }

  @Test
  void anotherWriterIsWaitedForAndThenNothingIsDone() throws Exception {
    Path path = database();
    try (Connection other = TestDatabase.open(path); DatabaseWriter writer = open(path)) {
      TestDatabase.execute(other, "BEGIN IMMEDIATE");
      assertThatThrownBy(() -> writer.batch(() -> writer.sql().change("DELETE FROM t")))
          .isInstanceOf(LockedException.class).hasMessageContaining("waited 50 ms");
      TestDatabase.execute(other, "COMMIT");
      assertThat(count(writer)).isEqualTo(1);
    }
  }

  @Test
  void neverBesideAProcessThatHasLostItsLock() throws Exception {
    Path path = database();
    Process lost = SqliteHolder.start("lose", path.toString());
    assertThatThrownBy(() -> open(path)).isInstanceOf(LockedException.class).hasMessageContaining("lost its lock");
    SqliteHolder.stop(lost);
    open(path).close();
  }

  /** The last one that closes would remove the log under it, with what it writes from then on. */
  @Test
  void notClosedWhenAProcessHasLostItsLockMeanwhile() throws Exception {
    Path path = database();
    DatabaseWriter writer = open(path);
    writer.batch(() -> writer.sql().change("INSERT INTO t VALUES(2, 'b')"));
    Process lost = SqliteHolder.start("lose", path.toString());
    writer.close();
    assertThat(writer.isAbandoned()).isTrue();
    assertThat(DatabaseFile.beside(path, "-wal")).exists();
    assertThatThrownBy(() -> DatabaseLocks.of(path)).isInstanceOf(LockedException.class)
        .hasMessageContaining("restart");
    Path nowhere = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
    assertThat(OpenDatabases.<String>plainly(nowhere, () -> "others may be opened")).isNotNull();
    SqliteHolder.stop(lost);
  }

  @Test
  void aRunThatIsTooLongForOthersIsGivenUp() throws Exception {
    Path path = database();
    try (DatabaseWriter writer = open(path)) {
      writer.batch(() -> writer.sql().change("WITH RECURSIVE n(i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM n WHERE i <"
          + " 100000) INSERT INTO t SELECT i, hex(i) FROM n"));
      long before = count(writer);
      assertThat(writer.vacuum(Duration.ZERO)).isFalse();
      assertThat(writer.vacuum(Duration.ofMinutes(5))).isTrue();
      assertThat(count(writer)).isEqualTo(before);
    }
  }

  @Test
  void theAmountFollowsTheTimeThatItTakes() {
    List<Long> pauses = new java.util.ArrayList<>();
    Pace pace = new Pace(true, pauses::add);
    long first = pace.amount();
    pace.took(1_000_000);
    assertThat(pace.amount()).isEqualTo(2 * first);
    pace.took(40_000_000);
    assertThat(pace.amount()).isEqualTo(2 * first);
    pace.took(200_000_000);
    assertThat(pace.amount()).isLessThan(first);
    for (int i = 0; i < 50; i++) {
      pace.took(1_000_000_000);
    }
    assertThat(pace.amount()).isPositive();
    assertThat(pauses).allMatch(pause -> pause >= 30).contains(100L, 500L);
    new Pace(false, millis -> {
      throw new AssertionError("nobody is waiting");
    }).took(1_000_000);
  }
}
