package dev.sessionctl.storage.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What list and inspect show. */
class GeminiListTest {

  private static final ScanRequest ALL =
      new ScanRequest(true, true, true, List.of("project", "cliSessionId", "file"));

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
  }

  @Test
  void aSessionOfEachGeneration() throws IOException {
    store.session("gemini_1772151157035", 5);
    store.session("10000005-6384-49f2-ae1a-28b59d170c37", 2);

    GeminiFixture.Scan scan = store.scan(ALL);

    assertThat(scan.complete()).isTrue();
    assertThat(scan.sessions()).hasSize(2);
    Session session = scan.only("gemini_1772151157035");
    assertThat(session.id()).isEqualTo("gemini_1772151157035");
    assertThat(session.messages()).isEqualTo(5);
    assertThat(session.createdAt()).isEqualTo(GeminiFixture.BEGIN);
    assertThat(session.lastActivity()).isEqualTo(GeminiFixture.BEGIN + 300_000);
    assertThat(session.title()).isEqualTo("question 0 with \"quotes\", тест and \n a line");
    assertThat(session.flags()).isEmpty();
    assertThat(session.extra()).containsExactly("/home/user/project", "c-1", "gemini_1772151157035.json");
    assertThat(session.bytes()).isEqualTo(Files.size(store.directory().resolve("gemini_1772151157035.json")));
    assertThat(session.standing().protection()).isNull();
  }

  /** The ends of a large file tell what its whole tells. */
  @Test
  void aLargeFileIsReadByItsEnds() throws IOException {
    store.session("big", 2_000);
    Session whole = store.scan(ALL).only("big");
    Session ends = store.scan(ScanRequest.USUAL).only("big");
    assertThat(ends.bytes()).isGreaterThan(300_000);
    assertThat(whole.messages()).isEqualTo(2_000);
    assertThat(ends.messages()).isEqualTo(Session.UNKNOWN);
    assertThat(ends.title()).isEqualTo(whole.title());
    assertThat(ends.createdAt()).isEqualTo(whole.createdAt());
    assertThat(ends.lastActivity()).isEqualTo(whole.lastActivity());
  }

  /** Text that looks like the end of a document stands in strings, where it has no line breaks, or deeper. */
  @Test
  void aLargeFileIsNotMisledByItsContent() throws IOException {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      messages.add(GeminiFixture.message(3 * i));
    }
    messages.add("    {\n      \"role\": \"user\",\n"
        + "      \"content\": \"\\n  ],\\n  \\\"createdAt\\\": \\\"2020\\\"\",\n"
        + "      \"x\": [\n      ],\n      \"timestamp\": \"2026-05-02T00:00:00.000Z\"\n    }");
    String text = GeminiFixture.text("big", "/p", GeminiFixture.BEGIN, GeminiFixture.BEGIN + 7, messages);
    store.write("big.json", text);
    assertThat(store.scan(ScanRequest.USUAL).only("big").lastActivity()).isEqualTo(GeminiFixture.BEGIN + 7);
    // Another indentation, and a key between: then the whole is read.
    store.write("big.json", text.replace("\n", "\n "));
    assertThat(store.scan(ScanRequest.USUAL).only("big").lastActivity()).isEqualTo(GeminiFixture.BEGIN + 7);
    store.write("big.json", text.replace("\"createdAt\"", "\"tags\": [\n    1\n  ],\n  \"createdAt\""));
    assertThat(store.scan(ScanRequest.USUAL).only("big").lastActivity()).isEqualTo(GeminiFixture.BEGIN + 7);
  }

  /** As the loader: the id inside counts, and the last file by name wins. */
  @Test
  void ofTwoFilesWithOneIdTheLastIsTheSession() throws IOException {
    store.write("b.json", GeminiFixture.text("b", 3));
    store.write("c.json", GeminiFixture.text("b", 1));
    store.write("z.json", GeminiFixture.text("y", 1));

    GeminiFixture.Scan scan = store.scan(ALL);

    assertThat(scan.only("b").messages()).isEqualTo(1);
    assertThat(scan.only("b").flags()).containsExactly("misnamed");
    assertThat(scan.only("b.json").flags()).containsExactly("shadowed");
    assertThat(scan.only("y").flags()).containsExactly("misnamed");
  }

  @Test
  void aDamagedFileNeverWinsOverASoundOne() throws IOException {
    store.write("a.json", GeminiFixture.text("x", 2));
    Files.write(store.directory().resolve("x.json"),
        GeminiFixture.overlapped(GeminiFixture.text("x", 4), GeminiFixture.text("x", 5)));
    GeminiFixture.Scan scan = store.scan(ALL);
    assertThat(scan.only("x").messages()).isEqualTo(2);
    assertThat(scan.only("x.json").flags()).contains("damaged", "shadowed");
    assertThat(scan.only("x.json").standing().protection()).contains("repair");
  }

  @Test
  void idsThatNameNothing() throws IOException {
    store.write("undefined.json", GeminiFixture.text("x", 1).replace("\"id\": \"x\",", ""));
    store.write("5.json", GeminiFixture.text("x", 1).replace("\"id\": \"x\"", "\"id\": 5"));
    // An id that looks like a name that has to be an address.
    store.write("5.json.json", GeminiFixture.text("5.json", 1));

    GeminiFixture.Scan scan = store.scan(ALL);

    assertThat(scan.only("undefined.json").id()).isNull();
    assertThat(scan.only("undefined.json").flags()).containsExactly("no-id");
    assertThat(scan.only("5.json").id()).isEqualTo("5.json");
    assertThat(scan.only("./5.json").flags()).containsExactly("no-id");
  }

  @Test
  void whatCannotBeReadIsNamedAndWhatIsNoSessionIsNot() throws IOException {
    store.session("a", 1);
    store.write("empty.json", "");
    store.write("torn.json", GeminiFixture.text("torn", 3).substring(0, 400));
    store.write("other.json", "{\"name\": 1}");
    store.write("notes.txt", "x");
    Files.createDirectory(store.directory().resolve("d.json"));
    Files.createSymbolicLink(store.directory().resolve("l.json"), Path.of("a.json"));

    GeminiFixture.Scan scan = store.scan(ALL);

    assertThat(scan.complete()).isFalse();
    assertThat(scan.sessions()).extracting(Session::key).containsExactly("a");
    assertThat(scan.problems()).hasSize(4).anyMatch(text -> text.startsWith("empty.json: it is empty"))
        .anyMatch(text -> text.startsWith("torn.json: it ends too early"))
        .anyMatch(text -> text.equals("d.json: it is a directory"))
        .anyMatch(text -> text.equals("l.json: it is a symbolic link"));
  }

  @Test
  void flagsOfWhatTheProductLost() throws IOException {
    store.write("a.json", GeminiFixture.text("a", "", GeminiFixture.BEGIN, Long.MAX_VALUE / 1_000_000_000_000L,
        List.of()));
    long future = System.currentTimeMillis() + 86_400_000;
    store.write("b.json", GeminiFixture.text("b", "/p", GeminiFixture.BEGIN, future, List.of()));
    assertThat(store.scan(ALL).only("a").flags()).containsExactly("begun-anew");
    assertThat(store.scan(ALL).only("b").flags()).containsExactly("future");
  }

  /** Numbers are times for the product too; a session without a time is as old as its last message. */
  @Test
  void timesOfOtherForms() throws IOException {
    store.write("a.json", GeminiFixture.text("a", 2).replaceAll("\"lastActivity\": \"[^\"]*\"",
        "\"lastActivity\": 1772151157035"));
    store.write("b.json", GeminiFixture.text("b", 2).replaceAll("\"lastActivity\": \"[^\"]*\"",
        "\"lastActivity\": null"));
    assertThat(store.scan(ALL).only("a").lastActivity()).isEqualTo(1772151157035L);
    assertThat(store.scan(ALL).only("b").lastActivity()).isEqualTo(GeminiFixture.BEGIN + 120_000);
  }

  @Test
  void inspectionCountsAndShowsTheLastMessages() throws IOException {
    store.session("a", 7);
    SessionDetail detail = store.open().inspect("a", new InspectRequest(2, true));
    assertThat(detail.transcript()).containsEntry("messages", 7L).containsEntry("user", 5L)
        .containsEntry("assistant", 2L).containsEntry("toolCalls", 2L).containsEntry("toolResults", 2L);
    assertThat(detail.messages()).extracting("text")
        .containsExactly("[tool_result]", "question 6 with \"quotes\", тест and \n a line");
    assertThat(detail.raw()).isEqualTo(Files.readAllBytes(store.directory().resolve("a.json")));
    Map<String, Object> session = detail.fields().get("session");
    assertThat(session).containsEntry("projectPath", "/home/user/project").containsEntry("resumable", true);
    assertThat(detail.artifacts()).hasSize(1);
  }

  @Test
  void inspectionOfNothing() throws IOException {
    store.session("a", 1);
    org.assertj.core.api.Assertions.assertThatThrownBy(
        () -> store.open().inspect("b", new InspectRequest(0, false))).isInstanceOf(NoSuchSessionException.class);
  }

  @Test
  void manyFilesAreReadByThreadsInTheSameOrder() throws IOException {
    for (int i = 0; i < 700; i++) {
      store.session("s" + (1_000 + i), 1);
    }
    List<String> keys = store.scan(ScanRequest.USUAL).sessions().stream().map(Session::key).toList();
    assertThat(keys).hasSize(700).isSorted();
  }

  @Test
  void theCommandLine() throws IOException {
    store.session("gemini_1772151157035", 5);
    GeminiFixture.Result list = store.run("list", "-s", store.home().toString(), "-o", "tsv", "--columns",
        "key,kind,messages,project", "--no-header");
    assertThat(list.code()).isZero();
    assertThat(list.out()).isEqualTo("gemini_1772151157035\tdirect\t5\t/home/user/project\n");
    assertThat(store.run("inspect", "gemini_1772151157035", "-s", store.directory().toString()).out())
        .contains("c-1").doesNotContain("answer 1");
    assertThat(store.run("stores").out()).contains("gemini").contains("1.21-1.36");
  }
}
