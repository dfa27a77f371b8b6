package dev.sessionctl.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSizesTest {

  private static final int PAGE = 4096;

  @TempDir
  private Path directory;

  private Map<String, Long> sizes(Path path) throws Exception {
    Database database = new Database(path, FakeEnvironment.of(directory, Map.of()));
    return TableSizes.of(database, System.currentTimeMillis());
  }

  @Test
  void everyPageIsOfSomeTableOrFree() throws Exception {
    Path path = directory.resolve("a.db");
    TestDatabase.write(path, "CREATE TABLE small(id INTEGER PRIMARY KEY, a TEXT UNIQUE)",
        "CREATE TABLE large(id INTEGER PRIMARY KEY, a TEXT)", "CREATE INDEX of_large ON large(a)",
        "CREATE TABLE odd_fts(a)", "CREATE VIRTUAL TABLE large_fts USING fts5(a)",
        "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO large SELECT i,"
            + " hex(zeroblob(400)) || i FROM n", "INSERT INTO large_fts SELECT a FROM large",
        "CREATE TABLE gone(a)", "INSERT INTO gone SELECT zeroblob(40960)", "DROP TABLE gone");
    long bytes = Files.size(path);

    Map<String, Long> sizes = sizes(path);

    assertThat(sizes).containsOnlyKeys("large", "large_fts", "small", "odd_fts", "sqlite_schema", TableSizes.FREE);
    assertThat(sizes.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(bytes);
    assertThat(sizes.keySet().iterator().next()).isEqualTo("large");
    // A table and the index of what must be unique.
    assertThat(sizes).containsEntry("small", 2L * PAGE).containsEntry("odd_fts", (long) PAGE);
    assertThat(sizes.get(TableSizes.FREE)).isGreaterThanOrEqualTo(10L * PAGE);
  }

  @Test
  void whatIsInTheLogOnlyCountsBesides() throws Exception {
    Path path = directory.resolve("a.db");
    TestDatabase.crash(path, true, "CREATE TABLE t(a)", "INSERT INTO t VALUES(zeroblob(100000))");
    Map<String, Long> sizes = sizes(path);
    assertThat(sizes.get(TableSizes.LOG)).isEqualTo(Files.size(directory.resolve("a.db-wal")));
    assertThat(sizes.get("t")).isGreaterThan(100_000);
  }

  @Test
  void whatIsNoDatabaseIsSaidToBeNone() throws Exception {
    Path path = Files.writeString(directory.resolve("a.db"), "no database at all");
    Assertions.assertThatThrownBy(() -> sizes(path)).isInstanceOf(CorruptStoreException.class);
  }
}
