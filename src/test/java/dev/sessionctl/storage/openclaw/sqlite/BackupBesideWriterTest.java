package dev.sessionctl.storage.openclaw.sqlite;

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
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process writes into the database as a gateway does while backups are made: none of its writes fails, what was
 * committed before is in the copy, which is one moment of it, and each transcript is in the database or in the file
 * for which it left that.
 */
@Timeout(300)
class BackupBesideWriterTest {

  private static final int ROUNDS = 5;
  private static final int OLD = 400;

  @TempDir
  private Path temporary;

  @Test
  void whatWasCommittedIsInItAndNoTranscriptIsMissing() throws Exception {
    Path home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    BackupTrial trial = new BackupTrial(home, temporary.toRealPath(), SystemEnvironment.create());
    Path path;
    try (AgentDatabase database = new AgentDatabase(home.resolve(".openclaw"))) {
      path = database.places.database();
      database.session(AgentWriter.KEY, AgentWriter.ID, 0);
      database.node("agent:main:old", AgentWriter.OLD + 1, "{\"sessionId\":\"" + AgentWriter.OLD + 1 + "\"}");
      database.execute("BEGIN");
      for (int i = 1; i <= OLD; i++) {
        database.transcript("agent:main:old", AgentWriter.OLD + i, 1);
      }
      database.execute("COMMIT");
    }
    StoreRef ref = new StoreRef("openclaw-sqlite", "C", path, "main", null);
    Process writer = SqliteHolder.start(AgentWriter.class, path.toString(), Integer.toString(OLD));
    try {
      for (int round = 0; round < ROUNDS; round++) {
        long before = messages(trial, path);
        Manifest manifest = trial.create("b" + round, ref);
        assertThat(manifest.notTaken()).isEmpty();
        Path back = trial.restore("b" + round).get(0).path();
        assertThat(messages(trial, back)).isGreaterThanOrEqualTo(before);
        check(back);
        assertThat(trial.findings(new StoreRef("openclaw-sqlite", "C", back, "main", null)))
            .noneMatch(finding -> finding.id().contains("transcript"));
      }
    } finally {
      String said = SqliteHolder.stop(writer);
      System.out.println("backups beside a writer of openclaw-sqlite: " + said);
      assertThat(said).contains(" failed 0");
    }
  }

  private static long messages(BackupTrial trial, Path path) throws IOException {
    return new Database(path, trial.environment()).read(connection -> number(connection,
        "SELECT max(seq) FROM transcript_events WHERE session_id = '" + AgentWriter.ID + "'"));
  }

  private static long number(Connection connection, String sql) throws java.sql.SQLException {
    try (ResultSet row = connection.createStatement().executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  /** A copy is sound, it is of one moment, and the files that it names are there. */
  private static void check(Path back) throws Exception {
    List<String> cold = new ArrayList<>();
    try (Connection connection = TestDatabase.open(back)) {
      assertThat(number(connection, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"))
          .isZero();
      assertThat(number(connection, "SELECT count(*) FROM pragma_foreign_key_check")).isZero();
      long last = number(connection, "SELECT max(seq) FROM transcript_events WHERE session_id = '" + AgentWriter.ID
          + "'");
      assertThat(number(connection, "SELECT count(*) FROM transcript_events WHERE session_id = '" + AgentWriter.ID
          + "'")).isEqualTo(last + 1);
      assertThat(last == 0 ? 0 : number(connection, "SELECT updated_at FROM session_nodes WHERE session_key = '"
          + AgentWriter.KEY + "'")).isEqualTo(last);
      assertThat(number(connection, "SELECT count(*) FROM session_windows w WHERE (SELECT count(*) FROM"
          + " transcript_events e WHERE e.session_id = w.session_id) > 0 = ((SELECT count(*) FROM"
          + " session_transcript_cold_archives a WHERE a.session_id = w.session_id) > 0)")).isZero();
      try (ResultSet names = connection.createStatement()
          .executeQuery("SELECT archive_name FROM session_transcript_cold_archives")) {
        while (names.next()) {
          cold.add(names.getString(1));
        }
      }
    }
    Path directory = new AgentPlaces(back).sessions().resolve("cold");
    for (String name : cold) {
      assertThat(directory.resolve(name)).isNotEmptyFile();
    }
  }
}
