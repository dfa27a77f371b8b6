package dev.sessionctl.storage.claudemem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.BackupTrial;
import dev.sessionctl.storage.backup.Manifest;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that does not wait for anybody writes into the database while backups are made: none of its writes fails,
 * what was committed before is in the copy, and no file appears beside the database.
 */
@Timeout(120)
class BackupBesideWriterTest {

  private static final String INSERT = "INSERT INTO user_prompts(session_db_id, content_session_id, prompt_number,"
      + " prompt_text, created_at, created_at_epoch) VALUES(1, 'c1', 3, hex(randomblob(400)), '', 1)";

  @TempDir
  private Path temporary;

  @Test
  void whatWasCommittedIsInIt() throws Exception {
    Path home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    BackupTrial trial = new BackupTrial(home, temporary.toRealPath(), SystemEnvironment.create());
    Path path;
    try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), MemDatabase.Age.V13)) {
      path = database.path;
      for (int i = 1; i <= 50; i++) {
        database.session(i, "p");
      }
    }
    Files.writeString(path.resolveSibling(".cwd-remap-applied-v1"), "");
    StoreRef ref = new StoreRef("claude-mem", "13", path, null, null);
    for (String patience : new String[] {"0", "5000"}) {
      Process writer = SqliteHolder.start("write", path.toString(), patience, INSERT);
      try {
        for (int round = 0; round < 5; round++) {
          long before = count(trial, path);
          String name = "b" + patience + "-" + round;
          Manifest manifest = trial.create(name, ref);
          assertThat(manifest.notTaken()).isEmpty();
          Path back = trial.restore(name).get(0).path();
          assertThat(TestDatabase.files(back.getParent())).containsOnlyKeys(".cwd-remap-applied-v1", "claude-mem.db");
          assertThat(count(trial, back)).isGreaterThanOrEqualTo(before);
          try (var connection = TestDatabase.open(back);
              ResultSet check = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
            assertThat(check.getString(1)).isEqualTo("ok");
          }
        }
      } finally {
        String said = SqliteHolder.stop(writer);
        System.out.println("backups beside a busy timeout of " + patience + ": " + said);
        assertThat(said).contains(" failed 0 ");
      }
    }
  }

  @Test
  void aDatabaseThatNobodyHasOpenStaysAsItIs() throws Exception {
    Path home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    BackupTrial trial = new BackupTrial(home, temporary.toRealPath(), SystemEnvironment.create());
    try (MemDatabase database = new MemDatabase(home.resolve(".claude-mem"), MemDatabase.Age.V13)) {
      database.session(1, "p");
    }
    Path path = home.resolve(".claude-mem/claude-mem.db");
    Map<String, String> before = TestDatabase.files(home);

    trial.create("quiet", new StoreRef("claude-mem", "13", path, null, null));

    assertThat(TestDatabase.files(home)).isEqualTo(before);
    Path back = trial.restore("quiet").get(0).path();
    assertThat(count(trial, back)).isEqualTo(count(trial, path));
    assertThat(trial.findings(new StoreRef("claude-mem", "13", back, null, null))).isEmpty();
  }

  private static long count(BackupTrial trial, Path path) throws IOException {
    return new Database(path, trial.environment()).read(connection -> {
      try (ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM user_prompts")) {
        return rows.getLong(1);
      }
    });
  }
}
