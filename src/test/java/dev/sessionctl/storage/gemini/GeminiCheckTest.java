package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every class of damage is found in what it is, and nothing in what is sound. */
class GeminiCheckTest {

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
    Files.setPosixFilePermissions(store.directory(), dev.sessionctl.storage.DurableFiles.PRIVATE_DIRECTORY);
  }

  @Test
  void aSoundStoreHasNoFindings() throws IOException {
    store.session("gemini_1772151157035", 40);
    store.session("10000005-6384-49f2-ae1a-28b59d170c37", 0);
    store.write("notes.txt", "x");
    assertThat(store.check(3).ids()).isEmpty();
    assertThat(store.check(3).summary().complete()).isTrue();
    assertThat(store.check(3).summary().checked()).isEqualTo(2);
  }

  private void one(Flaw flaw, String name, String text) throws IOException {
    Path file = store.write(name, text);
    GeminiFixture.Outcome outcome = store.check(3);
    assertThat(outcome.of(flaw)).as(flaw.id()).isNotEmpty();
    assertThat(outcome.problems()).as(flaw.id()).allMatch(id -> id.equals(flaw.id()));
    Files.delete(file);
  }

  @Test
  void damagedFiles() throws IOException {
    String text = GeminiFixture.text("a", 6);
    one(Flaw.EMPTY, "a.json", "");
    one(Flaw.EMPTY, "a.json", " \n");
    one(Flaw.BYTE_ORDER_MARK, "a.json", "\ufeff" + text);
    one(Flaw.TORN, "a.json", text.substring(0, text.length() - 1));
    one(Flaw.TORN, "a.json", text.substring(0, 30));
    one(Flaw.INVALID, "a.json", text.replace("\"role\"", "role"));
    one(Flaw.TRAILING, "a.json", text + "]");
    one(Flaw.NO_SESSION, "a.json", "{}");
    one(Flaw.NO_SESSION, "a.json", "[]");
    one(Flaw.NO_SESSION, "a.json", "17");
    one(Flaw.NO_SESSION, "a.json", "{\"id\": \"a\", \"messages\": null}");
    one(Flaw.NO_SESSION, "a.json", "{\"id\": \"a\", \"messages\": [null]}");
    one(Flaw.NO_SESSION, "a.json", "{\"id\": \"a\", \"messages\": {}}");
  }

  @Test
  void ids() throws IOException {
    String text = GeminiFixture.text("a", 1);
    one(Flaw.NO_ID, "a.json", text.replace("\"id\": \"a\",", ""));
    one(Flaw.NO_ID, "a.json", text.replace("\"id\": \"a\"", "\"id\": 17"));
    one(Flaw.MISNAMED, "b.json", text);
    one(Flaw.ODD_NAME, ".json", GeminiFixture.text("..", 1));
    one(Flaw.ODD_NAME, "undefined.json", GeminiFixture.text("undefined", 1));
  }

  @Test
  void idsOfSeveralFiles() throws IOException {
    store.write("a.json", GeminiFixture.text("a", 1));
    store.write("z.json", GeminiFixture.text("a", 2));
    store.write("xy.json", GeminiFixture.text("xy", 1));
    store.write("q.json", GeminiFixture.text("x/y", 1));
    GeminiFixture.Outcome outcome = store.check(3);
    assertThat(outcome.of(Flaw.DUPLICATE)).singleElement().satisfies(finding ->
        assertThat(finding.key()).isEqualTo("a.json"));
    assertThat(outcome.of(Flaw.COLLISION)).extracting(Finding::key).containsExactlyInAnyOrder("xy", "x/y");
    assertThat(outcome.of(Flaw.MISNAMED)).extracting(Finding::key).containsExactly("x/y", "a");
  }

  @Test
  void sessions() throws IOException {
    long begin = GeminiFixture.BEGIN;
    one(Flaw.BEGUN_ANEW, "a.json", GeminiFixture.text("a", "", begin, begin, List.of()));
    String text = GeminiFixture.text("a", 3);
    one(Flaw.NO_TIME, "a.json", text.replaceAll("\"lastActivity\": \"[^\"]*\"", "\"lastActivity\": null"));
    one(Flaw.NO_TIME, "a.json", text.replaceAll("\"createdAt\": \"[^\"]*\"", "\"createdAt\": \"soon\""));
    one(Flaw.NO_TIME, "a.json", text.replaceAll("\"createdAt\": \"[^\"]*\",", ""));
    one(Flaw.FUTURE_TIME, "a.json", GeminiFixture.text("a", "/p", begin, begin + (1L << 40), List.of()));
    one(Flaw.TIME_BEHIND, "a.json", GeminiFixture.text("a", "/p", begin, begin, List.of(GeminiFixture.message(0))));
    one(Flaw.NOT_RESUMABLE, "a.json", text.replace(",\n  \"cliSessionId\": \"c-1\"", ""));
  }

  /** The history that the product overwrote may be among the transcripts of Gemini CLI. */
  @Test
  void aTranscriptOfWhatWasLost() throws IOException {
    store.write("10000005-6384.json", GeminiFixture.text("10000005-6384", "", GeminiFixture.BEGIN,
        GeminiFixture.BEGIN, List.of()).replace(",\n  \"cliSessionId\": \"c-1\"", ""));
    Path chats = Files.createDirectories(store.home().resolve(".gemini/tmp/project/chats"));
    Files.writeString(chats.resolve("session-2026-05-01T10-00-20000005.jsonl"), "");
    assertThat(transcriptOfTheOne()).isEmpty();
    String minute = GeminiFixture.iso(GeminiFixture.BEGIN).substring(0, 16).replace(':', '-');
    Path same = Files.writeString(chats.resolve("session-" + minute + "-10000005.jsonl"), "");
    assertThat(transcriptOfTheOne()).isEqualTo("Gemini CLI has a transcript: " + same);
    Path first = Files.writeString(chats.resolve("session-2025-11-30T23-59-10000005.json"), "");
    assertThat(transcriptOfTheOne()).isEqualTo("Gemini CLI's transcript begins before it, at 2025-11-30T23:59:00Z, and"
        + " may hold what is lost: " + first);
    Files.delete(first);
    Files.delete(same);
    Path odd = Files.writeString(chats.resolve("session-2025-99-30T23-59-10000005.json"), "");
    assertThat(transcriptOfTheOne()).isEqualTo("Gemini CLI has a transcript: " + odd);
  }

  private String transcriptOfTheOne() throws IOException {
    List<Finding> found = store.check(3).of(Flaw.BEGUN_ANEW);
    assertThat(found).hasSize(1);
    int at = found.get(0).message().indexOf("; ");
    return at < 0 ? "" : found.get(0).message().substring(at + 2);
  }

  @Test
  void messages() throws IOException {
    String text = GeminiFixture.text("a", 3);
    one(Flaw.MESSAGE_TIME, "a.json", text.replaceFirst("\"timestamp\": \"[^\"]*\"", "\"timestamp\": \"x\""));
    one(Flaw.MESSAGE_ORDER, "a.json", text.replaceFirst("T10:01:00", "T10:02:30"));
    one(Flaw.TOOL_RESULT, "a.json", text.replace("\"id\": \"t1\"", "\"id\": \"t9\""));
  }

  @Test
  void surroundings() throws IOException {
    store.session("a", 1);
    Files.createDirectory(store.directory().resolve("d.json"));
    Files.createSymbolicLink(store.directory().resolve("l.json"), Path.of("a.json"));
    store.write(".sessionctl-20261120T045500.123Z-9f3a1c2e-0.tmp", "x");
    Files.setPosixFilePermissions(store.directory(),
        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    store.fake().fileSystem("nfs4");
    Path root = Files.createDirectories(store.home().resolve("app"));
    Files.writeString(root.resolve("package.json"), "{\"name\": \"@cloudcli-ai/cloudcli\", \"version\": \"1.37.2\"}");
    Files.createDirectories(store.home().resolve(".cloudcli"));
    Files.writeString(store.home().resolve(".cloudcli").resolve("local-server.json"),
        "{\"pid\": 5, \"port\": 3001, \"appRoot\": \"" + root + "\"}");
    GeminiFixture.Outcome outcome = store.check(3);
    assertThat(outcome.ids()).containsExactlyInAnyOrder(Flaw.NOT_A_FILE.id(), Flaw.NOT_A_FILE.id(),
        Flaw.TEMPORARIES.id(), Flaw.MODE_OPEN.id(), Flaw.FILE_SYSTEM.id(), Flaw.UNUSED.id());
    assertThat(outcome.summary().complete()).isTrue();
  }

  @Test
  void moreSessionsThanTheProductKeeps() throws IOException {
    for (int i = 0; i < 101; i++) {
      store.session("s" + i, 0);
    }
    assertThat(store.check(1).ids()).containsExactly(Flaw.SURPLUS.id());
  }

  @Test
  void aFileThatNeverRestsIsNoDamage() throws IOException {
    Path file = store.write("a.json", GeminiFixture.text("a", 3).substring(0, 200));
    store.fake().clock().set(System.currentTimeMillis());
    int[] waits = {0};
    GeminiStore open = new GeminiStore(store.ref(), store.fake().build(), millis -> {
      waits[0]++;
      Files.writeString(file, GeminiFixture.text("a", 3).substring(0, 200 + waits[0]));
      store.fake().clock().set(System.currentTimeMillis());
    });
    List<Finding> findings = new ArrayList<>();
    assertThat(open.check(dev.sessionctl.storage.CheckRequest.FULL, findings::add).complete()).isFalse();
    assertThat(findings).extracting(Finding::id).containsExactly(Flaw.BUSY.id());
    assertThat(waits[0]).isEqualTo(4);
  }

  @Test
  void aFileThatIsWrittenAgainWhileItSettlesIsSound() throws IOException {
    Path file = store.write("a.json", "");
    store.fake().clock().set(System.currentTimeMillis());
    GeminiStore open = new GeminiStore(store.ref(), store.fake().build(), millis ->
        Files.writeString(file, GeminiFixture.text("a", 3)));
    List<Finding> findings = new ArrayList<>();
    open.check(dev.sessionctl.storage.CheckRequest.FULL, findings::add);
    assertThat(findings).isEmpty();
  }

  @Test
  void nothingIsChanged() throws IOException {
    store.write("a.json", GeminiFixture.text("a", 3) + "x");
    Map<String, String> before = store.snapshot();
    store.check(3);
    store.run("verify", "-s", store.home().toString());
    assertThat(store.snapshot()).isEqualTo(before);
  }

  /** Which messages a repair would keep is said beforehand. */
  @Test
  void thePreviewOfARepair() throws IOException {
    byte[] torn = GeminiFixture.overlapped(GeminiFixture.text("a", 4), GeminiFixture.text("a", 7));
    Files.write(store.directory().resolve("a.json"), torn);
    assertThat(store.check(2).of(Flaw.TRAILING)).singleElement().satisfies(finding ->
        assertThat(finding.message()).contains("4 messages stand before the damage and 2 whole messages behind it"));
    Files.write(store.directory().resolve("a.json"),
        GeminiFixture.text("a", 4).substring(0, 900).getBytes(StandardCharsets.UTF_8));
    assertThat(store.check(2).of(Flaw.TORN)).singleElement().satisfies(finding ->
        assertThat(finding.message()).contains("3 messages stand before the damage and 0 whole messages"));
  }
}
