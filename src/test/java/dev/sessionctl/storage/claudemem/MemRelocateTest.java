package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.claudemem.MemDatabase.Age;
import dev.sessionctl.storage.claudemem.MemRuns.Result;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A data directory in another place. */
class MemRelocateTest {

  @TempDir
  Path home;

  private MemRuns store() throws Exception {
    Path directory = home.resolve(".claude-mem");
    try (MemDatabase database = new MemDatabase(directory, Age.V13)) {
      database.session(1, "p");
    }
    Files.writeString(directory.resolve("settings.json"), "{\"CLAUDE_MEM_DATA_DIR\":\"" + directory
        + "\",\"x\":1.0}");
    Files.writeString(directory.resolve("worker.pid"), "{\"pid\":17}");
    Files.writeString(directory.resolve(".cwd-remap-applied-v1"), "");
    return new MemRuns(directory.resolve("claude-mem.db"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theDirectoryGoesWithItsSettings(boolean copy) throws Exception {
    MemRuns store = store();
    TestDatabase.crash(store.path, true, "UPDATE observations SET title = 'in the log'");
    Path there = home.resolve("elsewhere");
    Result result = copy ? store.run("migrate", "--relocate", there.toString(), "--copy", "--yes")
        : store.run("migrate", "--relocate", there.toString(), "--yes");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.exists(store.path)).isEqualTo(copy);
    assertThat(there.resolve("settings.json")).hasContent("{\"CLAUDE_MEM_DATA_DIR\":\"" + there + "\",\"x\":1.0}");
    assertThat(there.resolve(".cwd-remap-applied-v1")).exists();
    assertThat(Files.exists(there.resolve("worker.pid"))).isNotEqualTo(copy);
    MemRuns moved = new MemRuns(there.resolve("claude-mem.db"));
    assertThat(moved.findings()).isEmpty();
    Map<String, List<String>> rows = moved.rows();
    assertThat(rows.get("observations").get(0)).contains("in the log");
  }

  @Test
  void notBesideAnyWorker() throws Exception {
    MemRuns store = store();
    Process worker = SqliteHolder.start("hold", store.path.toString());
    Result result = store.run("migrate", "--relocate", home.resolve("elsewhere").toString(), "--yes",
        "--assume-offline");
    SqliteHolder.stop(worker);
    assertThat(result.code()).isEqualTo(11);
    assertThat(home.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aCopyOfADatabaseHasNoDirectoryOfItsOwn() throws Exception {
    MemRuns copy = new MemRuns(Files.copy(store().path, home.resolve("copy.db")));
    assertThat(copy.run("migrate", "--relocate", home.resolve("x").toString(), "--yes").code()).isEqualTo(15);
    assertThat(copy.run("migrate", "--to", "sessions.d", "--yes").err()).contains("--relocate");
  }
}
