package dev.sessionctl.storage.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.ScanRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What compact does to sessions, and that nothing is lost by it. */
class GeminiCompactTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
  }

  private GeminiFixture.Result compact(String... more) {
    String[] args = new String[more.length + 4];
    System.arraycopy(new String[] {"compact", "-s", store.home().toString(), "--yes"}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return store.run(args);
  }

  private String text(String name) throws IOException {
    return Files.readString(store.directory().resolve(name));
  }

  /** Numbers, escapes, order and unknown keys stay as they are written; only white space between tokens goes. */
  @Test
  void whiteSpaceGoes() throws IOException {
    String odd = "{ \"id\" : \"a\" , \"projectPath\":\"/p\",\"x\": [ 1.0 , 12345678901234567890, 1e400, { } , [ ] ],"
        + " \"messages\": [ { \"role\": \"user\", \"content\": \"a \\u00e9 \\/ \\\\ \\\" : , {\", \"more\": null,"
        + " \"timestamp\": \"2026-05-01T10:00:00.000Z\" } ],\n\"createdAt\": \"2026-05-01T10:00:00.000Z\",\t"
        + "\"lastActivity\": \"2026-05-01T10:00:00.000Z\", \"id\": \"a\" }\n";
    Path file = store.write("a.json", odd);
    dev.sessionctl.storage.DurableFiles.setPermissions(file, 0640);

    GeminiFixture.Result result = compact();

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(text("a.json")).isEqualTo("{\"id\":\"a\",\"projectPath\":\"/p\",\"x\":[1.0,12345678901234567890,1e400,"
        + "{},[]],\"messages\":[{\"role\":\"user\",\"content\":\"a \\u00e9 \\/ \\\\ \\\" : , {\",\"more\":null,"
        + "\"timestamp\":\"2026-05-01T10:00:00.000Z\"}],\"createdAt\":\"2026-05-01T10:00:00.000Z\","
        + "\"lastActivity\":\"2026-05-01T10:00:00.000Z\",\"id\":\"a\"}");
    assertThat(FileStat.of(file).permissions()).isEqualTo(0640);
    assertThat(compact().out()).contains("nothing to compact");
  }

  /** What the product would write comes out of what compact made of it. */
  @Test
  void prettyIsWhatTheProductWrites() throws IOException {
    String pretty = GeminiFixture.text("a", 7).replace("\"/home/user/project\"", "{}").replace("\"c-1\"", "[]");
    ByteArrayOutputStream minified = new ByteArrayOutputStream();
    JsonStyle.MINIFIED.write(new JsonScanner(pretty.getBytes(UTF_8)), minified, 0);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    JsonStyle.PRETTY.write(new JsonScanner(minified.toByteArray()), again, 0);
    assertThat(again.toString(UTF_8)).isEqualTo(pretty);
    assertThat(minified.size()).isLessThan(pretty.length() * 4 / 5);
  }

  @Test
  void aLargeMinifiedFileIsStillReadByItsEnds() throws IOException {
    store.session("a", 3_000);
    assertThat(compact().code()).isZero();
    Path file = store.directory().resolve("a.json");
    assertThat(Files.size(file)).isGreaterThan(1 << 16);
    SessionFile ends = SessionFile.read(file, SessionFile.Depth.ENDS, repetition -> { });
    assertThat(ends.document().messages).isEqualTo(dev.sessionctl.storage.Session.UNKNOWN);
    assertThat(ends.document().lastActivity).isEqualTo(GeminiFixture.BEGIN + 3_000 * 60_000L);
    assertThat(store.scan(new ScanRequest(true, true, false, List.of())).only("a").messages()).isEqualTo(3_000);
  }

  @Test
  void originalsComeBackByteForByte() throws IOException {
    store.session("a", 5);
    store.session("b", 0);
    Map<String, String> before = store.contents();
    GeminiFixture.Result result = compact();
    assertThat(store.contents()).isNotEqualTo(before);
    int at = result.out().indexOf("run 20");
    GeminiFixture.Result restored = store.run("trash", "restore", result.out().substring(at + 4, at + 33), "-s",
        store.home().toString(), "--yes");
    assertThat(restored.code()).as(restored.err()).isZero();
    assertThat(store.contents()).isEqualTo(before);
  }

  @Test
  void filesWithOneIdBecomeOne() throws IOException {
    // Begun anew by the product after a restart that did not load the first file, and a copy of an older state.
    List<String> old = List.of(GeminiFixture.message(0), GeminiFixture.message(1), GeminiFixture.message(2));
    List<String> newer = List.of(GeminiFixture.message(0), GeminiFixture.message(1), GeminiFixture.message(5));
    long begin = GeminiFixture.BEGIN;
    store.write("a.json", GeminiFixture.text("a", "", begin, begin + 900_000, newer));
    store.write("a (copy).json", GeminiFixture.text("a", "/p", begin, begin + 100, old)
        .replace("\"cliSessionId\"", "\"note\": 1.50,\n  \"cliSessionId\""));

    GeminiFixture.Result result = compact();

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(store.contents()).containsOnlyKeys("a.json");
    JsonNode merged = JSON.readTree(text("a.json"));
    assertThat(merged.get("projectPath").asText()).isEqualTo("/p");
    assertThat(merged.get("lastActivity").asText()).isEqualTo(GeminiFixture.iso(begin + 900_000));
    assertThat(text("a.json")).contains("\"note\":1.50");
    assertThat(merged.get("messages")).hasSize(4);
    assertThat(merged.get("messages").findValuesAsText("timestamp")).isSorted();
    assertThat(store.check(3).problems()).isEmpty();
  }

  @Test
  void whatIsThereTwiceInOneFileStaysTwice() throws IOException {
    List<String> twice = List.of(GeminiFixture.message(0), GeminiFixture.message(0), GeminiFixture.message(1));
    store.write("a.json", GeminiFixture.text("a", "/p", 0, 5, twice));
    store.write("b.json", GeminiFixture.text("a", "/p", 0, 4, List.of(GeminiFixture.message(0),
        GeminiFixture.message(3))));
    assertThat(compact().code()).isZero();
    assertThat(JSON.readTree(text("a.json")).get("messages")).hasSize(4);
  }

  @Test
  void aFileGetsTheNameThatTheProductWouldWrite() throws IOException {
    Path file = store.write("my session.json", GeminiFixture.text("a/b", 2));
    dev.sessionctl.storage.DurableFiles.setPermissions(file, 0640);
    assertThat(compact().code()).isZero();
    assertThat(store.contents()).containsOnlyKeys("ab.json");
    assertThat(store.scan(ScanRequest.USUAL).only("a/b").flags()).isEmpty();
    assertThat(FileStat.of(store.directory().resolve("ab.json")).permissions()).isEqualTo(0640);
    assertThat(compact().out()).contains("nothing to compact");
  }

  @Test
  void neverOverAnotherFile() throws IOException {
    store.write("x.json", GeminiFixture.text("a/b", 2));
    store.write("ab.json", GeminiFixture.text("ab", 1));
    store.write("y.json", GeminiFixture.text("c", 1));
    store.write("c.json", "");
    store.write("long.json", GeminiFixture.text("l".repeat(300), 1));
    Map<String, String> before = store.contents();
    compact("--dry-run");
    GeminiFixture.Result result = compact();
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, String> after = store.contents();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after).containsEntry("c.json", "").containsEntry("x.json", before.get("x.json"))
        .containsEntry("y.json", before.get("y.json")).containsEntry("long.json", before.get("long.json"));
  }

  @Test
  void whatIsDamagedOrRecentIsLeftAlone() throws IOException {
    store.write("a.json", GeminiFixture.text("a", 2) + "x");
    store.write("b.json", GeminiFixture.text("a", 3));
    store.session("c", 3);
    store.fake().clock().set(System.currentTimeMillis() + 600_000);
    Map<String, String> before = store.contents();
    assertThat(compact().out()).contains("nothing to compact");
    assertThat(store.contents()).isEqualTo(before);
    assertThat(compact("--quiet-for", "5m").out()).contains("take white space out of 1 files");
    assertThat(store.contents()).containsEntry("a.json", before.get("a.json"))
        .containsEntry("b.json", before.get("b.json"));
  }

  @Test
  void onlyWhatIsNamedAndWhatPays() throws IOException {
    store.session("a", 4);
    store.write("b.json", "{\"id\":\"b\",\"projectPath\":\"/p\",\"messages\":[], \"createdAt\":"
        + "\"2026-05-01T10:00:00.000Z\",\"lastActivity\":\"2026-05-01T10:00:00.000Z\"}");
    Map<String, String> before = store.contents();
    compact("--auto");
    assertThat(store.contents()).containsEntry("b.json", before.get("b.json"));
    assertThat(store.contents().get("a.json")).isNotEqualTo(before.get("a.json"));
    compact("b");
    assertThat(store.contents().get("b.json")).isNotEqualTo(before.get("b.json"));
  }

  @Test
  void whiteSpaceAsTheProductWritesIt() throws IOException {
    store.session("a", 4);
    store.session("b", 3);
    Map<String, String> before = store.contents();
    assertThat(compact("a").code()).isZero();
    assertThat(store.contents()).isNotEqualTo(before);
    GeminiFixture.Result result = compact("--style", "pretty");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("give the product's white space to 1 files");
    assertThat(store.contents()).isEqualTo(before);
    assertThat(compact("--style", "wide").code()).isEqualTo(2);
  }

  @Test
  void otherLevelsAreRefused() throws IOException {
    store.session("a", 4);
    assertThat(compact("--level", "trim").code()).isEqualTo(15);
  }
}
