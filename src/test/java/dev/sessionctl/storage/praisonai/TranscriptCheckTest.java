package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptCheckTest {

  private static final String THEN = "2026-11-02T08:00:00.654321+00:00";

  @TempDir
  private Path temporary;
  private PraisonHome home;
  private GatewayDatabase database;

  @BeforeEach
  void make() throws Exception {
    home = new PraisonHome(temporary);
    database = new GatewayDatabase(home.sessions, home.environment());
    database.write("sound", SessionText.of("sound").messages(4));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private List<String> ids(int level) throws IOException {
    return PraisonHome.ids(database.check(level));
  }

  private String message(String id, int level) throws IOException {
    List<Finding> found = database.check(level).stream().filter(finding -> finding.id().equals(id)).toList();
    assertThat(found).as(id).hasSize(1);
    return found.get(0).message();
  }

  @Test
  void aSoundDatabaseHasNoFindings() throws Exception {
    assertThat(ids(3)).isEmpty();
    database.close();
    assertThat(ids(3)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "''                                                        | data.unreadable",
    "{\"session_id\": \"x\", \"messages\": [                   | data.unreadable",
    "{\"session_id\": \"x\"} trailing                          | data.unreadable",
    "[]                                                        | data.hides-all",
    "{\"session_id\": \"x\", \"messages\": null}               | data.hides-all",
    "{\"session_id\": \"x\", \"messages\": 3}                  | data.hides-all",
    "{\"session_id\": \"x\", \"messages\": [3]}                | data.shape",
    "{\"session_id\": \"x\", \"messages\": {}}                 | data.shape",
    "{\"session_id\": \"x\", \"messages\": [], \"metadata\": 1} | data.shape",
    "{\"session_id\": \"x\", \"messages\": [], \"metadata\": null} | data.odd",
    "{\"session_id\": \"x\", \"messages\": [], \"user_id\": \"\\ud83d\"} | data.lone-surrogate",
    "{\"session_id\": \"x\", \"messages\": [], \"mine\": 1}    | data.unknown-key",
    "{\"session_id\": \"y\", \"messages\": []}                 | row.other-id",
    "{\"messages\": []}                                        | row.no-id"})
  void whatTheGatewayCannotTake(String data, String id) throws Exception {
    database.write("x", data.equals("''") ? "" : data.replace("}", ", \"updated_at\": \"" + THEN + "\"}")
        .replace("{,", "{").replace("{}", "{}"), null, THEN);
    assertThat(ids(1)).isEmpty();
    assertThat(ids(2)).containsExactly("praisonai-sqlite." + id + " x");
  }

  @Test
  void whatIsNotUtf8() throws Exception {
    database.write("x", new byte[] {'{', '"', (byte) 0xff, '"', '}'}, null, THEN);
    assertThat(ids(2)).containsExactly("praisonai-sqlite.data.invalid-utf8 x");
  }

  @Test
  void columnsThatSayOtherwiseThanTheData() throws Exception {
    database.write("a", SessionText.of("a").with("agent_name", "\"one\"").toString(), "two", THEN);
    database.write("b", SessionText.of("b").toString(), null, "2026-11-02T08:00:00+00:00");
    database.write("c", SessionText.of("c").with("gateway_session_id", "\"g\"").with("agent_id", "\"i\"").toString(),
        null, THEN);
    assertThat(ids(2)).containsExactly("praisonai-sqlite.row.column a", "praisonai-sqlite.row.column b",
        "praisonai-sqlite.row.column c", "praisonai-sqlite.row.column c");
    assertThat(database.check(2).get(0).message())
        .isEqualTo("has \"two\" in the column agent_name and \"one\" in its data");
  }

  @Test
  void historiesThatGrewAndTimesThatAreWrong() throws Exception {
    database.write("s", SessionText.of("s").summary(200));
    database.write("t", SessionText.of("t").message("tool", "x", "{}", "\"tool_call_id\": \"none\""));
    database.write("i", SessionText.of("i").messages(2).with("last_compaction", "{\"message_index\": 9}"));
    database.write("f", SessionText.of("f").updated("2027-11-02T08:00:00+00:00").toString(), null,
        "2027-11-02T08:00:00+00:00");
    database.write("n", SessionText.of("n").with("updated_at", "null").toString(), null, null);
    assertThat(ids(2)).containsExactly("praisonai-sqlite.compaction.index i", "praisonai-sqlite.history.summary s",
        "praisonai-sqlite.history.tool-result t", "praisonai-sqlite.time.future f",
        "praisonai-sqlite.time.missing n");
  }

  @Test
  void rowsWithoutAKeyAndRowsTooLarge() throws Exception {
    database.execute("INSERT INTO sessions VALUES(NULL, '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO sessions VALUES('huge', printf('{\"a\": \"%.*c\"}', " + (33 << 20)
        + ", 'x'), NULL, NULL, NULL, NULL)");
    assertThat(ids(1)).containsExactly("praisonai-sqlite.row.stray");
    List<Finding> found = new ArrayList<>();
    CheckSummary summary = database.store().check(new CheckRequest(2, 100, 0, null), found::add);
    assertThat(PraisonHome.ids(found)).containsExactly("praisonai-sqlite.row.large huge", "praisonai-sqlite.row.stray");
    assertThat(summary).isEqualTo(new CheckSummary(2, false));
  }

  @Test
  void sessionsOfFilesThatTheGatewayDoesNotSee() throws Exception {
    for (String key : List.of("n1", "n2", "n3", "n4")) {
      home.write(key, SessionText.of(key).messages(1));
    }
    home.write("sound", SessionText.of("sound").messages(4));
    home.write("torn", "{");
    home.write("session_x_meta", "{\"value\": 1}");
    assertThat(ids(2)).isEmpty();
    assertThat(ids(3)).containsExactly("praisonai-sqlite.import.unseen");
    assertThat(message("praisonai-sqlite.import.unseen", 3)).endsWith(": 4 sessions (n1, n2, n3, …)");
  }

  @Test
  void anEmptyTableTakesTheFilesIn() throws Exception {
    database.execute("DELETE FROM sessions");
    home.write("a", SessionText.of("a").messages(1));
    assertThat(ids(3)).containsExactly("praisonai-sqlite.import.pending");
  }

  @Test
  void histories() throws Exception {
    // As they were taken in.
    home.write("same", SessionText.of("same").messages(4));
    database.write("same", SessionText.of("same").messages(4).toString().replaceAll("\\s*\n\\s*", " "), null, THEN);
    // A bot went on in the file, the gateway did not.
    home.write("file", SessionText.of("file").messages(6));
    database.write("file", SessionText.of("file").messages(4));
    // The gateway went on.
    home.write("row", SessionText.of("row").messages(4));
    database.write("row", SessionText.of("row").messages(6));
    // Both did.
    home.write("both", SessionText.of("both").messages(4).message("user", "in the file"));
    database.write("both", SessionText.of("both").messages(4).message("user", "in the row").messages(5));
    // What the file ends with has fallen out of the window.
    home.write("out", SessionText.of("out").rawMessage("{\"role\": \"user\", \"content\": \"old\", \"timestamp\":"
        + " 1700000000.5, \"metadata\": {}}"));
    database.write("out", SessionText.of("out").summary(1).messages(6));
    // It is in the archive there.
    home.write("archived", SessionText.of("archived").rawMessage("{\"role\": \"user\", \"content\": \"archived 1\","
        + " \"timestamp\": 1795000001.5, \"metadata\": {}}"));
    database.write("archived", SessionText.of("archived").archive(3).messages(1));

    assertThat(ids(3)).containsExactly("praisonai-sqlite.import.file-ahead", "praisonai-sqlite.import.row-ahead");
    assertThat(message("praisonai-sqlite.import.file-ahead", 3)).endsWith(": 2 sessions (both, file)");
    assertThat(message("praisonai-sqlite.import.row-ahead", 3)).endsWith(": 3 sessions (archived, out, row)");
  }

  @Test
  void aSampleSaysNothingOfWhatItDidNotSee() throws Exception {
    home.write("new", SessionText.of("new").messages(1));
    database.write("torn", "{", null, THEN);
    List<Finding> found = new ArrayList<>();
    CheckSummary summary = database.store().check(new CheckRequest(3, 0, 0, null), found::add);
    assertThat(PraisonHome.ids(found)).containsExactly("praisonai-sqlite.import.unseen");
    assertThat(summary).isEqualTo(new CheckSummary(0, false));
  }

  @Test
  void aFileSystemOfTheNetworkIsSaid() throws Exception {
    home.fake.fileSystem(home.root, "nfs4");
    GatewayDatabase remote = new GatewayDatabase(home.sessions, home.environment());
    remote.close();
    assertThat(PraisonHome.ids(remote.check(1))).containsExactly("praisonai-sqlite.filesystem.remote");
  }

  @Test
  void aDamagedFile() throws Exception {
    database.execute("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO"
        + " sessions SELECT 's' || i, '{\"session_id\": \"s' || i || '\", \"messages\": []}', NULL, NULL, NULL, NULL"
        + " FROM n");
    database.close();
    byte[] bytes = Files.readAllBytes(database.path);
    Files.write(database.path, java.util.Arrays.copyOf(bytes, bytes.length - 4096));
    assertThat(ids(3)).contains("praisonai-sqlite.file.cut-off", "praisonai-sqlite.file.damaged");
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Files.write(database.path, bytes);
    assertThat(ids(2)).contains("praisonai-sqlite.file.damaged");
  }

  @Test
  void aLogThatGrew() throws Exception {
    database.execute("PRAGMA wal_autocheckpoint=0", "CREATE TABLE aside(a)",
        "INSERT INTO aside VALUES(zeroblob(" + (65 << 20) + "))");
    assertThat(ids(1)).containsExactly("praisonai-sqlite.log.large");
  }
}
