package dev.sessionctl.storage.openclaw.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.sqlite.SqliteHolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCheckTest {

  private static final String KEY = "agent:main:main";

  @TempDir
  Path home;
  private AgentDatabase database;
  private List<String> lines;
  private final List<Finding> found = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    database = new AgentDatabase(home.resolve("state"));
    lines = database.session(KEY, "id-1", 3);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private CheckSummary check() throws Exception {
    return check(CheckRequest.FULL);
  }

  private CheckSummary check(CheckRequest request) throws Exception {
    found.clear();
    return database.store().check(request, found::add);
  }

  private List<String> ids() throws Exception {
    check();
    return found.stream().map(Finding::id).map(id -> id.replace("openclaw-sqlite.", "")).toList();
  }

  private Path archive() {
    return database.places.importArchive().resolve("k.id-1.jsonl.imported-1");
  }

  private void imported(List<String> originals) throws Exception {
    database.imported(Map.of("id-1", originals), Map.of("id-1", KEY));
  }

  @Test
  void aSoundStoreHasNoFindings() throws Exception {
    CheckSummary summary = check();
    assertThat(found).isEmpty();
    assertThat(summary.checked()).isEqualTo(1);
    assertThat(summary.complete()).isTrue();
  }

  @Test
  void anImportIsProvedRowByRow() throws Exception {
    imported(lines);
    assertThat(ids()).containsExactly("import.proved");
    assertThat(found.get(0).message()).contains("2 files", "all 4 rows", "4 byte for byte", "all 1 session");
  }

  @Test
  void whatTheImportItselfChangedIsProvedToo() throws Exception {
    List<String> originals = new ArrayList<>(lines);
    originals.set(1, originals.get(1).replace("words", "Words"));
    imported(originals);
    assertThat(ids()).containsExactly("import.rows-differ");
    database.manifest(AgentDatabase.move(archive(), "id-1.jsonl", "transcript", KEY, "repair-original"));
    assertThat(ids()).containsExactly("import.proved");
    assertThat(found.get(0).message()).contains("3 byte for byte and 1 as the import's own repair");
  }

  @Test
  void lostRowsAreTold() throws Exception {
    List<String> originals = new ArrayList<>(lines);
    originals.add("{\"type\":\"message\",\"id\":\"lost\"}");
    imported(originals);
    assertThat(ids()).containsExactly("import.rows-missing");
    assertThat(found.get(0).message()).contains("1 of 5 rows");
    database.execute("INSERT INTO transcript_rewrite_watermarks VALUES('id-1')");
    assertThat(ids()).containsExactly("import.moved-on");
  }

  @Test
  void lostSessionsAreTold() throws Exception {
    imported(lines);
    database.execute("DELETE FROM session_nodes");
    assertThat(ids()).containsExactly("import.session-gone", "import.session-gone");
    database.execute("INSERT INTO session_transcript_archives VALUES('id-1', 'deleted')");
    assertThat(ids()).containsExactlyInAnyOrder("import.moved-on", "import.session-gone");
  }

  @Test
  void archivesThatAreNotWhatWasImportedAreTold() throws Exception {
    imported(lines);
    String text = Files.readString(archive());
    Files.writeString(archive(), text.replace("words 1", "words 9"));
    assertThat(ids()).containsExactly("import.archive-changed");
    Files.delete(archive());
    assertThat(ids()).containsExactly("import.archive-gone");
    Files.writeString(database.places.manifests().resolve("session-sqlite-1-abc.json"), "{\"manifestVersion\":4}");
    assertThat(ids()).containsExactly("import.unreadable");
    Files.writeString(database.places.manifests().resolve("session-sqlite-1-abc.json"), "{\"manif");
    assertThat(ids()).containsExactly("import.unreadable");
  }

  @Test
  void aRecordDoesNotLeadOutOfTheArchive() throws Exception {
    Path secret = Files.writeString(home.resolve("secret"), "x");
    Files.createDirectories(database.places.manifests());
    database.manifest(AgentDatabase.move(secret, "..", "transcript", KEY, "imported").replace("/elsewhere/secret",
        "../../../../secret").replace("secret\"", "..\""));
    assertThat(ids()).containsExactly("import.archive-gone");
  }

  @Test
  void entriesAreLookedAt() throws Exception {
    database.node("a", "id-2", "[]");
    database.node("b", "id-3", "{\"sessionId\":\"other\"}");
    database.node("c", "id-4", "{\"sessionId\":\"id-4\",\"updatedAt\":9000000000000}");
    database.execute("INSERT INTO session_windows VALUES('id-2','a',NULL,1,1,NULL), ('id-3','b',NULL,1,1,NULL)",
        "UPDATE session_nodes SET entry_valid = -1 WHERE session_key = 'b'");
    assertThat(ids()).containsExactly("entry.unreadable", "entry.refused", "entry.other-id", "entry.future-time",
        "window.missing");
  }

  @Test
  void rowsAreLookedAt() throws Exception {
    database.execute("UPDATE transcript_events SET event_utf8_bytes = 9999 WHERE seq = 3",
        "UPDATE transcript_events SET event_json = '{\"torn' WHERE seq = 2",
        "UPDATE transcript_events SET event_json = '{\"type\":\"message\"}' WHERE seq = 0");
    assertThat(ids()).containsExactly("event.header", "event.unreadable", "event.unreadable");
    assertThat(found.get(2).message()).contains("decompressed");
    assertThat(found.get(2).key()).isEqualTo(KEY);
    assertThat(check(new CheckRequest(1, 100, 0, null)).complete()).isTrue();
    assertThat(found).isEmpty();
  }

  @Test
  void whatIsOutOfUseIsComparedWithItsHash() throws Exception {
    String hash = HexFormat.of().formatHex(Sha256.digest().digest("12345".getBytes(StandardCharsets.UTF_8)));
    database.execute("ALTER TABLE session_transcript_cold_archives ADD COLUMN archive_sha256 TEXT",
        "ALTER TABLE session_transcript_cold_archives ADD COLUMN archive_blob BLOB",
        "DROP TABLE session_transcript_archives",
        "CREATE TABLE session_transcript_archives(session_id TEXT, session_key TEXT, archive_blob BLOB NOT NULL,"
            + " archive_sha256 TEXT NOT NULL, archive_name TEXT NOT NULL)",
        "INSERT INTO session_transcript_cold_archives VALUES('id-1', 'a.jsonl.zst', 5, 'file', '" + hash + "', NULL)",
        "INSERT INTO session_transcript_cold_archives VALUES('id-2', 'b.jsonl.zst', 5, 'sqlite', '" + hash
            + "', CAST('12345' AS BLOB))",
        "INSERT INTO session_transcript_archives VALUES('id-9', 'agent:main:gone', CAST('12345' AS BLOB), '" + hash
            + "', 'c.jsonl.zst')");
    Files.createDirectories(database.places.coldStorage());
    Path file = Files.writeString(database.places.coldStorage().resolve("a.jsonl.zst"), "12345");
    assertThat(ids()).isEmpty();
    Files.writeString(file, "12346");
    assertThat(ids()).containsExactly("cold.hash");
    database.execute("UPDATE session_transcript_cold_archives SET archive_blob = CAST('12346' AS BLOB) WHERE storage ="
        + " 'sqlite'", "UPDATE session_transcript_archives SET archive_sha256 = upper(archive_sha256)");
    assertThat(ids()).containsExactlyInAnyOrder("cold.hash", "archive.hash");
    database.execute("UPDATE session_transcript_archives SET archive_blob = x''");
    assertThat(ids()).containsExactlyInAnyOrder("cold.hash", "archive.hash", "archive.hash");
  }

  @Test
  void coldStorageIsLookedAt() throws Exception {
    database.execute("INSERT INTO session_transcript_cold_archives VALUES('id-1', 'a.jsonl.zst', 5, 'file')");
    assertThat(ids()).containsExactly("cold.missing");
    Files.createDirectories(database.places.coldStorage());
    Path file = Files.writeString(database.places.coldStorage().resolve("a.jsonl.zst"), "1234");
    assertThat(ids()).containsExactly("cold.size");
    Files.writeString(file, "12345");
    assertThat(ids()).isEmpty();
    database.execute("UPDATE session_transcript_cold_archives SET archive_name = '../../../secret'");
    assertThat(ids()).containsExactly("cold.missing");
  }

  @Test
  void damageIsToldInSqlitesWords() throws Exception {
    database.execute("PRAGMA foreign_keys=OFF", "INSERT INTO session_windows VALUES('id-9','none',NULL,1,1,NULL)");
    assertThat(ids()).containsExactly("file.foreign-key");
    database.execute("DELETE FROM session_windows WHERE session_id = 'id-9'");
    database.close();
    byte[] bytes = Files.readAllBytes(database.places.database());
    Files.write(database.places.database(), java.util.Arrays.copyOf(bytes, bytes.length - 4096));
    check();
    assertThat(found).extracting(Finding::id).contains("openclaw-sqlite.file.cut-off", "openclaw-sqlite.file.damaged");
  }

  @Test
  void aGatewayThatHasLostItsLockIsTold() throws Exception {
    database.close();
    Process gateway = SqliteHolder.start("lose", database.places.database().toString());
    assertThat(ids()).containsExactly("lock.lost");
    SqliteHolder.stop(gateway);
    assertThat(ids()).isEmpty();
  }

  @Test
  void anIndexThatWasNotImportedIsTold() throws Exception {
    Files.writeString(database.places.index(), "{}");
    assertThat(ids()).containsExactly("json.not-imported");
  }

  @Test
  void aCheckEndsInTime() throws Exception {
    imported(lines);
    CheckSummary summary = check(new CheckRequest(3, 100, 0, Duration.ZERO));
    assertThat(summary.complete()).isFalse();
    assertThat(found).isEmpty();
  }
}
