package dev.sessionctl.storage.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What repair makes of damaged files. */
class GeminiRepairTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path temporary;

  private GeminiFixture store;

  @BeforeEach
  void create() throws IOException {
    store = GeminiFixture.in(temporary.toRealPath());
  }

  private GeminiFixture.Result repair(String... more) {
    String[] args = new String[more.length + 4];
    System.arraycopy(new String[] {"repair", "-s", store.home().toString(), "--yes"}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return store.run(args);
  }

  private JsonNode read(String name) throws IOException {
    return JSON.readTree(Files.readAllBytes(store.directory().resolve(name)));
  }

  private List<byte[]> lostAndFound() throws IOException {
    List<byte[]> found = new ArrayList<>();
    try (var files = Files.walk(store.directory().resolveSibling(".sessionctl"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.getParent().endsWith("lost+found")) {
          found.add(Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0]);
        }
      }
    }
    return found;
  }

  @Test
  void theFirstDocumentStaysAndWholeMessagesFollow() throws IOException {
    String shorter = GeminiFixture.text("a", 4);
    byte[] torn = GeminiFixture.overlapped(shorter, GeminiFixture.text("a", 7));
    Files.write(store.directory().resolve("a.json"), torn);

    GeminiFixture.Result result = repair();

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("keeps 4 messages and recovers 2 more");
    JsonNode document = read("a.json");
    assertThat(document.get("messages")).hasSize(6);
    assertThat(document.get("messages").get(5).toString()).isEqualTo(
        JSON.readTree(GeminiFixture.message(6)).toString());
    assertThat(document.get("lastActivity").asText()).isEqualTo(GeminiFixture.iso(GeminiFixture.BEGIN + 420_000));
    assertThat(lostAndFound()).containsExactly(Arrays.copyOfRange(torn, shorter.getBytes(UTF_8).length, torn.length));
    assertThat(store.check(3).problems()).isEmpty();
    assertThat(repair().out()).contains("nothing to mend");
  }

  @Test
  void nothingToRecoverStillMakesItWhole() throws IOException {
    String shorter = GeminiFixture.text("a", 4);
    Files.write(store.directory().resolve("a.json"),
        GeminiFixture.overlapped(shorter, GeminiFixture.text("a", 5)));
    assertThat(repair().code()).isZero();
    assertThat(Files.readString(store.directory().resolve("a.json"))).isEqualTo(shorter);
  }

  @Test
  void anEmptyListTakesWhatIsRecovered() throws IOException {
    Files.write(store.directory().resolve("a.json"),
        GeminiFixture.overlapped(GeminiFixture.text("a", 0), GeminiFixture.text("a", 3)));
    assertThat(repair().code()).isZero();
    assertThat(read("a.json").get("messages")).hasSize(2);
    assertThat(read("a.json").get("createdAt").asText()).isEqualTo(GeminiFixture.iso(GeminiFixture.BEGIN));
  }

  @Test
  void aTornFileKeepsItsWholeMessages() throws IOException {
    String text = GeminiFixture.text("gemini_5", 6);
    String torn = text.substring(0, text.indexOf("result 5"));
    store.write("gemini_5.json", torn);
    assertThat(repair().code()).isZero();
    JsonNode document = read("gemini_5.json");
    assertThat(document.get("messages")).hasSize(5);
    assertThat(document.get("id").asText()).isEqualTo("gemini_5");
    assertThat(document.get("projectPath").asText()).isEqualTo("/home/user/project");
    assertThat(document.get("createdAt").asText()).isEqualTo(GeminiFixture.iso(GeminiFixture.BEGIN + 60_000));
    assertThat(document.get("lastActivity").asText()).isEqualTo(GeminiFixture.iso(GeminiFixture.BEGIN + 300_000));
    assertThat(Files.readString(store.directory().resolve("gemini_5.json"))).doesNotEndWith("\n")
        .startsWith("{\n  \"id\": \"gemini_5\",\n  \"projectPath\"");
  }

  /** A writer that died in its first piece, with another one's second piece behind: the id is in the name only. */
  @Test
  void aHoleInTheMiddleOrAtTheBeginning() throws IOException {
    byte[] bytes = GeminiFixture.text("gemini_5", 9).getBytes(UTF_8);
    byte[] middle = bytes.clone();
    Arrays.fill(middle, 1_000, 1_200, (byte) 0);
    Files.write(store.directory().resolve("gemini_5.json"), middle);
    byte[] beginning = GeminiFixture.text("gemini_6", 9).getBytes(UTF_8);
    Arrays.fill(beginning, 0, 700, (byte) 0);
    Files.write(store.directory().resolve("gemini_6.json"), beginning);

    assertThat(repair().code()).isZero();

    assertThat(read("gemini_5.json").get("messages").size()).isBetween(7, 8);
    assertThat(read("gemini_5.json").get("cliSessionId").asText()).isEqualTo("c-1");
    assertThat(read("gemini_5.json").get("createdAt").asText()).isEqualTo(GeminiFixture.iso(GeminiFixture.BEGIN));
    assertThat(read("gemini_6.json").get("id").asText()).isEqualTo("gemini_6");
    assertThat(read("gemini_6.json").get("messages").size()).isBetween(5, 8);
    assertThat(store.check(3).problems()).doesNotContain(Flaw.INVALID.id(), Flaw.TORN.id());
  }

  @Test
  void whatHoldsNothingGoesToLostAndFound() throws IOException {
    store.write("a.json", "");
    store.write("b.json", "{\n  \"id\": \"b\",\n  \"proj");
    store.write("c.json", "{\"id\": 5, \"messages\": [{\"role");
    assertThat(repair().code()).isZero();
    assertThat(store.contents()).isEmpty();
    assertThat(lostAndFound()).hasSize(3);
  }

  @Test
  void aByteOrderMarkGoes() throws IOException {
    String text = GeminiFixture.text("a", 2);
    store.write("a.json", "\ufeff" + text);
    assertThat(repair().code()).isZero();
    assertThat(Files.readString(store.directory().resolve("a.json"))).isEqualTo(text);
    assertThat(lostAndFound()).containsExactly(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
  }

  @Test
  void whatIsSoundOrRecentOrNotAskedForStays() throws IOException {
    store.session("a", 2);
    store.write("other.json", "{}");
    store.write("e.json", "");
    store.write("t.json", GeminiFixture.text("t", 2) + "x");
    Map<String, String> before = store.contents();
    assertThat(repair("--finding", "gemini.file.bom").out()).contains("nothing to mend");
    store.fake().clock().set(System.currentTimeMillis() + 60_000);
    assertThat(repair().out()).contains("nothing to mend");
    assertThat(store.contents()).isEqualTo(before);
    assertThat(repair("--reindex").code()).isEqualTo(15);
  }

  /** Thirty files as overlapping writes leave them, in all sizes: every whole message is in the mended file. */
  @Test
  void theCorpus() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    long written = 0;
    long kept = 0;
    long whole = 0;
    for (int i = 0; i < 30; i++) {
      String id = "gemini_" + (1_772_151_157_035L + i);
      int older = random.nextInt(12);
      int newer = older + 1 + random.nextInt(4);
      List<String> messages = new ArrayList<>();
      for (int m = 0; m < newer; m++) {
        messages.add(GeminiFixture.message(m).replace("\"question", "\"" + "long ".repeat(random.nextInt(200))
            + " question"));
      }
      long begin = GeminiFixture.BEGIN;
      byte[] torn = GeminiFixture.overlapped(
          GeminiFixture.text(id, "/p", begin, begin + older, messages.subList(0, older)),
          GeminiFixture.text(id, "/p", begin, begin + newer, messages));
      if (i % 5 == 4) {
        // And some by a server that died in the middle of a write.
        torn = Arrays.copyOf(GeminiFixture.text(id, "/p", begin, begin + newer, messages).getBytes(UTF_8),
            torn.length * (3 + random.nextInt(6)) / 10);
      }
      Files.write(store.directory().resolve(SafeName.of(id)), torn);
      written += newer;
      whole += wholeMessages(torn, messages);
    }
    assertThat(store.check(2).problems()).hasSize(30);

    assertThat(repair().code()).isZero();

    for (Map.Entry<String, String> file : store.contents().entrySet()) {
      kept += JSON.readTree(file.getValue().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)).get("messages")
          .size();
    }
    assertThat(store.check(3).problems()).isEmpty();
    assertThat(kept).as("of %d written", written).isEqualTo(whole);
    assertThat((double) kept / written).isGreaterThan(0.7);
  }

  /** How many of the messages stand in a file unharmed. */
  private static long wholeMessages(byte[] torn, List<String> messages) {
    String text = new String(torn, UTF_8);
    return messages.stream().filter(message -> text.contains("\n" + message)).count();
  }
}
