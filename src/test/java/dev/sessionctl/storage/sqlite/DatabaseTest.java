package dev.sessionctl.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  private static final String CREATE = "CREATE TABLE t(a)";
  private static final String INSERT = "INSERT INTO t VALUES(1)";

  @TempDir
  Path directory;
  private Path path;

  @BeforeEach
  void place() {
    path = directory.resolve("a b%?#.db");
  }

  private Database database() {
    return new Database(path, FakeEnvironment.of(directory, Map.of()));
  }

  private long count() throws StoreException {
    return database().read(DatabaseTest::count);
  }

  private static long count(Connection connection) throws java.sql.SQLException {
    try (ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM t")) {
      return rows.getLong(1);
    }
  }

  @Test
  void nothingAppearsBesideADatabaseThatNobodyHasOpen() throws Exception {
    TestDatabase.write(path, CREATE, INSERT);
    Map<String, String> before = TestDatabase.files(directory);
    assertThat(before).hasSize(1);

    assertThat(count()).isEqualTo(1);

    assertThat(TestDatabase.files(directory)).isEqualTo(before);
  }

  @Test
  void whatACrashLeftInTheLogIsRead() throws Exception {
    TestDatabase.write(path, CREATE, INSERT);
    TestDatabase.crash(path, true, INSERT);
    Map<String, String> before = TestDatabase.files(directory);
    assertThat(before).hasSize(3);

    assertThat(count()).isEqualTo(2);

    assertThat(TestDatabase.files(directory)).isEqualTo(before);
  }

  @Test
  void aLogWithoutItsIndexIsReadAndStaysWithoutOne() throws Exception {
    TestDatabase.write(path, CREATE, INSERT);
    TestDatabase.crash(path, false, INSERT, INSERT);
    Map<String, String> before = TestDatabase.files(directory);
    assertThat(before).hasSize(2);

    assertThat(count()).isEqualTo(3);

    assertThat(TestDatabase.files(directory)).isEqualTo(before);
  }

  @Test
  void besideAWriterNothingOfItFails() throws Exception {
    TestDatabase.write(path, CREATE);
    for (String patience : new String[] {"0", "5000"}) {
      long before = count();
      Process writer = SqliteHolder.start("write", path.toString(), patience, INSERT);
      long seen = before;
      for (int i = 0; i < 50; i++) {
        long now = count();
        assertThat(now).isGreaterThanOrEqualTo(seen);
        seen = now;
      }
      String said = SqliteHolder.stop(writer);
      assertThat(said).contains(" failed 0 ").startsWith("done " + (count() - before) + " ");
    }
  }

  @Test
  void whatWasReadWithoutLocksIsReadAgainWhenSomebodyWrote() throws Exception {
    TestDatabase.write(path, CREATE, INSERT);
    AtomicInteger calls = new AtomicInteger();

    long read = database().read(connection -> {
      long count = count(connection);
      if (calls.incrementAndGet() == 1) {
        try {
          // Another process in earnest; here its connection is as good, since what we hold has no locks.
          TestDatabase.write(path, INSERT);
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
      return count;
    });

    assertThat(read).isEqualTo(2);
    assertThat(calls).hasValue(2);
  }

  @Test
  void whoeverIsWrittenAgainAndAgainIsLocked() throws Exception {
    TestDatabase.write(path, CREATE);
    assertThatThrownBy(() -> database().read(connection -> {
      try {
        TestDatabase.write(path, INSERT);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      return 0;
    })).isInstanceOf(LockedException.class);
  }

  @Test
  void nothingCanBeWritten() throws Exception {
    TestDatabase.write(path, CREATE);
    try (Connection other = TestDatabase.open(path)) {
      assertThatThrownBy(() -> database().read(connection -> connection.createStatement().execute(INSERT)))
          .isInstanceOf(StoreException.class).hasMessageContaining("cannot read");
      assertThat(count(other)).isZero();
    }
  }

  @Test
  void filesThatAreNoDatabasesAreNamed() throws Exception {
    Files.write(path, new byte[0]);
    assertThatThrownBy(this::count).isInstanceOf(CorruptStoreException.class).hasMessageContaining("it is empty");
    Files.writeString(path, "x".repeat(8192));
    assertThatThrownBy(this::count).isInstanceOf(CorruptStoreException.class).hasMessageContaining("like one");
    TestDatabase.write(directory.resolve("sound"), CREATE, INSERT);
    byte[] bytes = Files.readAllBytes(directory.resolve("sound"));
    bytes[100] = 77;
    Files.write(path, bytes);
    assertThatThrownBy(this::count).isInstanceOf(CorruptStoreException.class).hasMessageContaining("damaged");
  }

  @Test
  void aQueryEndsAtItsDeadline() throws Exception {
    TestDatabase.write(path, CREATE);
    Long endless = database().readUntil(FakeEnvironment.NOW, connection -> {
      try (ResultSet rows = connection.createStatement().executeQuery(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")) {
        return rows.getLong(1);
      }
    });
    assertThat(endless).isNull();
  }

  @Test
  void itsFilesAreNotOpenedOtherwiseMeanwhile() throws Exception {
    TestDatabase.write(path, CREATE);
    database().read(connection -> {
      assertThatThrownBy(() -> OpenDatabases.plainly(path, () -> 0)).isInstanceOf(IllegalStateException.class);
      return 0;
    });
    assertThat(OpenDatabases.<Integer>plainly(path, () -> 7)).isEqualTo(7);
  }
}
