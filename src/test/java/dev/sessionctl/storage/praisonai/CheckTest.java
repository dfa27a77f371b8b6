package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Finding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each class of findings, from a store that has it, beside a sound session that has none. */
class CheckTest {

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
    home.write("sound", SessionText.of("sound").messages(3));
  }

  private List<String> ids(int level) throws IOException {
    List<Finding> findings = home.check(level);
    assertThat(findings).as("one line each").allMatch(finding -> !finding.message().contains("\n"));
    return PraisonHome.ids(findings);
  }

  /** What a file holds instead of a value, by the field; the rest is sound. */
  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "messages; null; praisonai.content.messages-null",
    "messages; 3; praisonai.content.messages-no-list",
    "messages; {}; praisonai.content.messages-object",
    "messages; [1]; praisonai.content.message-no-object",
    "last_compaction; \"x\"; praisonai.content.compaction-no-object",
    "metadata; null; praisonai.content.metadata-null",
    "metadata; []; praisonai.content.metadata-no-object",
    "snapshots; null; praisonai.content.snapshots-null",
    "snapshots; {}; praisonai.content.snapshots-no-list",
    "archived_messages; {}; praisonai.content.archive-no-list",
    "updated_at; 1795142604.5; praisonai.content.updated-number",
    "updated_at; null; praisonai.time.missing",
    "updated_at; \"2027-01-01T00:00:00+00:00\"; praisonai.time.future",
    "messages; [{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]; praisonai.content.list-content",
    "messages; [{\"role\":\"user\",\"content\":\"\\ud83d\"}]; praisonai.content.lone-surrogate",
    "runtime_state; {\"a\":[\"\\udc00\"]}; praisonai.content.lone-surrogate",
    "session_id; \"other\"; praisonai.id.mismatch",
    "session_id; null; praisonai.id.missing",
    "session_id; \"sound\"; praisonai.id.mismatch praisonai.id.twice",
    "my_mark; 1; praisonai.content.unknown-key",
    "messages; [{\"role\":\"tool\",\"content\":\"r\",\"tool_call_id\":\"c9\"}]; praisonai.history.tool-result",
    "last_compaction; {\"message_index\": 9}; praisonai.compaction.index",
    "last_compaction; {\"message_index\": -1}; praisonai.compaction.index",
    "snapshots; [{\"id\":\"s\",\"message_index\":0}]; praisonai.snapshot.index",
    "current_model; null; praisonai.family.hybrid",
  })
  void oneFieldIsWrong(String field, String json, String expected) throws IOException {
    home.write("x", SessionText.hierarchical("x").with(field, json));
    assertThat(ids(2)).containsExactlyElementsOf(List.of(expected.split(" ")).stream().map(id -> id + " x").toList());
  }

  @Test
  void soundValuesOfEveryKindAreNoFinding() throws IOException {
    home.write("x", SessionText.hierarchical("x").messages(2)
        .message("assistant", "call", "{}", "\"tool_calls\": [{\"id\": \"c1\", \"function\": {\"arguments\": \"{}\"}}]")
        .message("tool", "result", "{}", "\"tool_call_id\": \"c1\"")
        .with("snapshots", "[{\"id\": \"s\", \"message_index\": 3}, {\"id\": \"t\", \"message_index\": -1}]")
        .with("last_compaction", "{\"message_index\": 4, \"summary\": \"s\"}")
        .metadata("{\"cost\": NaN, \"tokens\": [Infinity, -Infinity, 1e400, 12345678901234567890],"
            + " \"emoji\": \"\\ud83d\\ude00\"}"));
    home.write("u", SessionText.unified("u").messages(2));
    assertThat(ids(3)).isEmpty();
  }

  @Test
  void damagedFilesAreToldApartAndHideNothing() throws IOException {
    byte[] good = SessionText.of("x").messages(2).toString().getBytes(StandardCharsets.UTF_8);
    home.write(home.sessions, "empty", new byte[0]);
    home.write("torn", new String(good, 0, good.length / 2, StandardCharsets.UTF_8));
    home.write("glued", new String(good, StandardCharsets.UTF_8) + "{}");
    home.write("nulls", "\0\0\0\0\0\0\0\0");
    home.write("bom", "\uFEFF" + new String(good, StandardCharsets.UTF_8));
    home.write(home.sessions, "latin", "{\"session_id\": \"Höf\"}".getBytes(StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream late = new ByteArrayOutputStream();
    late.write("{\"session_id\": \"x\" oops ".getBytes(StandardCharsets.UTF_8));
    late.write(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
    home.write(home.sessions, "late", late.toByteArray());
    home.write(home.sessions, "utf16", new String(good, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE));
    home.write("list", "[]");
    home.write("number", "3");
    home.write("deep", "{\"session_id\":\"deep\",\"metadata\":" + "[".repeat(5000) + "]".repeat(5000) + "}");
    Files.createSymbolicLink(home.sessions.resolve("link.json"), home.sessions.resolve("sound.json"));
    Files.createDirectory(home.sessions.resolve("dir.json"));
    assertThat(ids(2)).containsExactly("praisonai.content.bom bom", "praisonai.content.empty empty",
        "praisonai.content.invalid-utf8 late", "praisonai.content.invalid-utf8 latin",
        "praisonai.content.not-an-object list", "praisonai.content.not-an-object number",
        "praisonai.content.not-json deep", "praisonai.content.not-json glued", "praisonai.content.not-json nulls",
        "praisonai.content.not-json torn", "praisonai.content.not-json utf16", "praisonai.file.not-a-file dir",
        "praisonai.file.not-a-file link");
    assertThat(home.scan()).hasSize(14).filteredOn(row -> !row.flags().contains("damaged"))
        .extracting(row -> row.key()).containsExactly("sound");
  }

  @Test
  void aDuplicateKeyIsSeenAndTheLastCounts() throws IOException {
    home.write("x", "{\"session_id\": \"y\", \"messages\": [1, 2], \"messages\": [], \"session_id\": \"x\"}");
    assertThat(ids(2)).contains("praisonai.content.duplicate-key x").doesNotContain("praisonai.id.mismatch x");
    assertThat(home.row("x").messages()).isZero();
  }

  @Test
  void historyThatOnlyGrows() throws IOException {
    String data = "{\"session_data\": {\"messages\": [1, 2, 3]}}";
    home.write("x", SessionText.of("x").summary(100).message("system", "Session initialized", data, "")
        .message("system", "Session closed", data, ""));
    assertThat(ids(2)).containsExactly("praisonai.history.session-data x", "praisonai.history.summary x");
  }

  @Test
  void leftOvers() throws IOException {
    home.old(Files.writeString(home.sessions.resolve("tmpa1b2c3_x.tmp"), "{"));
    Files.writeString(home.sessions.resolve("tmpa1b2c3_y.tmp"), "{");
    Files.setLastModifiedTime(home.sessions.resolve("tmpa1b2c3_y.tmp"),
        java.nio.file.attribute.FileTime.fromMillis(home.fake.clock().millis()));
    Files.writeString(home.sessions.resolve("gone.json.corrupt-1795000000000"), "{");
    Files.writeString(home.sessions.resolve("gone.json.lock"), "");
    Files.writeString(home.sessions.resolve("notes.txt"), "");
    Files.writeString(home.sessions.resolve(".last_session"), "sound");
    Files.writeString(home.sessions.resolve("sessions.db"), "SQLite format 3\0");
    Files.writeString(home.sessions.resolve("sessions.db-wal"), "x");
    Files.writeString(home.sessions.resolve("sessions_index.db"), "x");
    Files.createDirectories(home.sessions.resolve("run_x"));
    Files.writeString(home.sessions.resolve("run_x/metadata.json"), "[]");
    Files.createDirectory(home.sessions.resolve("sound2.json.lock"));
    assertThat(ids(1)).containsExactly("praisonai.database.gateway", "praisonai.database.index",
        "praisonai.files.unknown", "praisonai.lock.not-a-file sound2", "praisonai.lock.orphan",
        "praisonai.quarantine.kept gone", "praisonai.run.metadata run_x/", "praisonai.temp.orphan");
  }

  @Test
  void aDatabaseThatIsNone() throws IOException {
    Files.writeString(home.sessions.resolve("sessions.db"), "x");
    assertThat(ids(1)).containsExactly("praisonai.database.damaged");
    Files.write(home.sessions.resolve("sessions.db"), new byte[0]);
    assertThat(ids(1)).isEmpty();
  }

  @Test
  void namesThatCollide() throws IOException {
    String longName = "x".repeat(247);
    Files.writeString(home.sessions.resolve(longName + ".json"), SessionText.of(longName).toString());
    home.write("Sound", SessionText.of("Sound"));
    home.write("a_b", SessionText.of("a b"));
    home.spill("a_b", "a/b", "of the other");
    home.write("child", SessionText.hierarchical("child").with("parent_id", "\"a.b\""));
    assertThat(ids(3)).contains("praisonai.name.too-long " + longName, "praisonai.name.case Sound",
        "praisonai.id.collision a_b", "praisonai.id.collision child");
  }

  @Test
  void links() throws IOException {
    home.write("a", SessionText.hierarchical("a").with("parent_id", "\"nobody\"").with("children_ids", "[\"gone\"]"));
    home.write("b", SessionText.hierarchical("b").with("parent_id", "\"sound\""));
    home.write("c", SessionText.hierarchical("c").with("parent_id", "\"d\"").with("children_ids", "[\"d\"]"));
    home.write("d", SessionText.hierarchical("d").with("parent_id", "\"c\"").with("children_ids", "[\"c\"]"));
    home.write("self", SessionText.hierarchical("self").with("parent_id", "\"self\"")
        .with("children_ids", "[\"self\"]"));
    assertThat(ids(3)).containsExactly("praisonai.lineage.circle c", "praisonai.lineage.circle self",
        "praisonai.lineage.dangling-child a", "praisonai.lineage.dangling-parent a", "praisonai.lineage.one-sided b");
    assertThat(ids(2)).isEmpty();
  }

  @Test
  void spills() throws IOException {
    home.spill("sound", "sound", "waits");
    home.spill("gone", "gone", "nobody's");
    Path broken = home.root.resolve("state/session_spill/broken.1795000000000.1.00000000.json");
    home.old(Files.writeString(broken, "{"));
    assertThat(ids(2)).containsExactly("praisonai.spill.damaged broken", "praisonai.spill.orphan gone",
        "praisonai.spill.pending sound");
  }

  @Test
  void copiesOfAProject() throws IOException {
    byte[] text = SessionText.of("main").messages(2).toString().getBytes(StandardCharsets.UTF_8);
    Path present = home.project("0000000a");
    home.write(present, "main", text);
    home.write(home.project("0000000b"), "main", text);
    home.write(home.project("0000000c"), "main",
        SessionText.of("main").with("created_at", "\"2026-10-01T08:00:00+00:00\"").toString().getBytes());
    List<Finding> findings = PraisonHome.check(home.store(present), 3);
    assertThat(PraisonHome.ids(findings)).containsExactly("praisonai.project.legacy-copy");
    assertThat(findings.get(0).path()).isEqualTo(home.project("0000000b"));
  }

  @Test
  void modesOwnersAndPages() throws IOException {
    Files.setPosixFilePermissions(home.sessions.resolve("sound.json"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.createDirectories(home.root.resolve("shares"));
    Files.writeString(Shares.file(home.root, "sound"), "");
    Files.writeString(Shares.file(home.root, "gone"), "");
    assertThat(ids(3)).containsExactly("praisonai.file.mode sound", "praisonai.share.orphan");
  }

  @Test
  void filesOfAnotherUser() throws IOException {
    Assumptions.assumeTrue(FileStat.of(temporary).userId() == 0, "only root can give files away");
    Files.setAttribute(home.sessions, "unix:uid", 12345);
    assertThat(ids(3)).containsExactly("praisonai.file.owner sound", "praisonai.lock.owner sound");
  }

  @Test
  void aSampleIsNotComplete() throws IOException {
    for (int i = 0; i < 40; i++) {
      home.write("s" + i, SessionText.of("s" + i));
    }
    var request = new dev.sessionctl.storage.CheckRequest(3, 25, 1, null);
    var summary = home.store().check(request, finding -> { });
    assertThat(summary.complete()).isFalse();
    assertThat(summary.checked()).isBetween(1L, 39L);
  }

  @Test
  void aRemoteFileSystemIsSaid() throws IOException {
    home.fake.fileSystem("nfs4");
    assertThat(ids(1)).containsExactly("praisonai.filesystem.remote");
  }
}
