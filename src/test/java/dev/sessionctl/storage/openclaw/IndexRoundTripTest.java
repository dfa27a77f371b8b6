package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexRoundTripTest {

  @TempDir
  private Path temporary;
  private int files;

  @ParameterizedTest
  @EnumSource(DirectoryLayout.class)
  void whatTheProductWritesComesBackByteForByte(DirectoryLayout layout) throws Exception {
    for (int seed = 0; seed < 150; seed++) {
      String before = JsonSamples.stringify(store(seed), "  ");
      assertThat(thereAndBack(before, layout)).describedAs("seed %d", seed).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\t", "    ", " "})
  void whatSomebodyElseFormattedComesBackWithTheSameMeaning(String step) throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      String before = JsonSamples.stringify(store(seed), step);
      for (String text : List.of(before, before.replace("\n", "\r\n"), " \n" + before + "\n\n")) {
        String after = thereAndBack(text, DirectoryLayout.PLAIN);
        assertThat(CanonicalHash.of(JsonSamples.utf8(after))).describedAs("seed %d", seed)
            .isEqualTo(CanonicalHash.of(JsonSamples.utf8(text)));
        assertThat(thereAndBack(after, DirectoryLayout.VERSIONED)).isEqualTo(after);
      }
    }
  }

  @Test
  void weirdWhiteSpaceAndOddValuesSurvive() throws Exception {
    String text = "{ \"a\"\n:\n\t{ \"n\" :[ 1.0 ,12345678901234567890\n, 1e400,-0 ] } ,\"b\":null\r\n,\"c\" : \"x,\" , "
        + "\"d\":-0 ,\n\"e\":true,\"f\":[] , \"g\" : 1.0 }\n";
    assertThat(texts(text)).containsEntry("b", "null").containsEntry("c", "\"x,\"").containsEntry("d", "-0")
        .containsEntry("e", "true").containsEntry("f", "[]").containsEntry("g", "1.0");
    String after = thereAndBack(text, DirectoryLayout.PLAIN);
    assertThat(after).contains("1.0 ,12345678901234567890").contains("1e400,-0 ]");
    assertThat(CanonicalHash.of(JsonSamples.utf8(after))).isEqualTo(CanonicalHash.of(JsonSamples.utf8(text)));
  }

  @Test
  void aTextLargerThanEveryBufferSurvives() throws Exception {
    Map<String, Object> store = new LinkedHashMap<>();
    store.put("small", new LinkedHashMap<>(Map.of("sessionId", "s")));
    store.put("large", new LinkedHashMap<>(Map.of("blob", "\u00e9\ud83d\ude00x".repeat(2_000_000))));
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      many.add(new JsonSamples.Num(Integer.toString(i)));
    }
    store.put("long", new LinkedHashMap<>(Map.of("list", many, "updatedAt", new JsonSamples.Num("7"))));
    store.put("last", "text");
    String before = JsonSamples.stringify(store, "  ");
    for (DirectoryLayout layout : DirectoryLayout.values()) {
      assertThat(thereAndBack(before, layout).equals(before)).isTrue();
    }
  }

  @Test
  void aKeyThatStandsTwiceIsVisitedTwiceWithItsOwnText() throws Exception {
    List<String> seen = new ArrayList<>();
    try (IndexFile index = index("{\"a\": {\"updatedAt\": 1}, \"a\": {\"updatedAt\": 2}, \"b\": 3}")) {
      index.scan((key, entry, start, limit) -> seen.add(key + " " + entry.updatedAt + " "
          + new String(index.text(start, limit), StandardCharsets.UTF_8)));
    }
    assertThat(seen).startsWith("a 1 {\"updatedAt\": 1}", "a 2 {\"updatedAt\": 2}").hasSize(3);
  }

  static List<byte[]> notAStore() {
    List<byte[]> texts = new ArrayList<>();
    for (String text : List.of("", " ", "\n\n", "[]", "[{}]", "null", "5", "\"x\"", "true", "{", "{\"a\"", "{\"a\":",
        "{\"a\":{}", "{\"a\":{},}", "{\"a\":{}}x", "{} {}", "{}{", "\ufeff{}", "\ufeff", "// c\n{}", "{/* c */}",
        "{'a':{}}", "{a:{}}", "{\"a\":NaN}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}", "{\"a\":undefined}", "{\"a\":{}}\0", "\0\0\0\0", "{\"a\":tru}")) {
      texts.add(JsonSamples.utf8(text));
    }
    texts.add("{\"a\":{\"sessionId\":\"x\"}}".getBytes(StandardCharsets.UTF_16LE));
    texts.add("{\"a\":{\"sessionId\":\"x\"}}".getBytes(StandardCharsets.UTF_16BE));
    texts.add("{\"a\":{}}".getBytes(StandardCharsets.UTF_16));
    texts.add("{\"a\":{}}".getBytes(java.nio.charset.Charset.forName("UTF-32LE")));
    texts.add(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    return texts;
  }

  @ParameterizedTest
  @MethodSource("notAStore")
  void whatTheProductWouldTakeForAnEmptyStoreIsRefused(byte[] content) throws Exception {
    try (IndexFile index = index(content)) {
      assertThatThrownBy(() -> index.scan((key, entry, start, limit) -> { }))
          .isInstanceOf(CorruptStoreException.class).hasMessageContaining(index.path().toString());
    }
  }

  /** A limit of the parser; JavaScript would write and read such a key. Refused, and so never changed. */
  @Test
  void halfASurrogatePairInAKeyIsRefused() throws Exception {
    try (IndexFile index = index("{\"a\\ud83d\": {}}")) {
      assertThatThrownBy(() -> index.scan((key, entry, start, limit) -> { }))
          .isInstanceOf(CorruptStoreException.class).hasMessageContaining("surrogate");
    }
    assertThat(texts("{\"a\": \"\\ud83d\"}")).containsEntry("a", "\"\\ud83d\"");
  }

  @Test
  void anIndexThatIsNoRegularFileIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), Files.writeString(temporary.resolve("real"), "{}"));
    assertThatThrownBy(() -> IndexFile.open(link)).isInstanceOf(StoreException.class)
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> IndexFile.open(temporary)).isInstanceOf(StoreException.class);
    assertThat(IndexFile.open(temporary.resolve("missing"))).isNull();
  }

  @Test
  void theHashSeesMeaningAndNumberTextAndNothingElse() throws Exception {
    assertThat(hash("{\"a\": 1, \"b\": [true, null]}")).isEqualTo(hash("{\"b\":[true,null],\"a\":1}"));
    assertThat(hash("{\"\\u0061\":\"\\u00e9\\/\"}")).isEqualTo(hash("{\"a\":\"\u00e9/\"}"));
    assertThat(hash("{\"a\":1,\"a\":2}")).isEqualTo(hash("{\"a\":2}"));
    assertThat(hash("\"\\ud800\"")).isNotEqualTo(hash("\"\\ud801\""));
    List<String> different = List.of("1", "1.0", "\"1\"", "1e0", "-0", "0", "null", "\"null\"", "true", "\"true\"",
        "false", "[]", "{}", "\"\"", "[[]]", "[[],[]]", "[{}]", "{\"a\":[]}", "{\"a\":{}}", "[1,2]", "[2,1]", "[12]",
        "{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", "{\"ab\":1}", "{\"a\":\"b\"}", "[\"a\",\"b\"]", "[null]", "\"v\"",
        "[\"ab\"]", "\"\u00e9\"", "\"e\u0301\"", "\"\\u0000\"");
    List<String> hashes = new ArrayList<>();
    for (String text : different) {
      hashes.add(hash(text));
    }
    assertThat(hashes).doesNotHaveDuplicates();
    for (String bad : List.of("", "{", "1 2", "{} x", "[1,]")) {
      assertThatThrownBy(() -> hash(bad)).isInstanceOf(com.fasterxml.jackson.core.JsonProcessingException.class);
    }
  }

  private static String hash(String text) throws IOException {
    return java.util.HexFormat.of().formatHex(CanonicalHash.of(JsonSamples.utf8(text)));
  }

  private static Map<String, Object> store(int seed) {
    JsonSamples samples = new JsonSamples(seed);
    Map<String, Object> store = new LinkedHashMap<>();
    for (int i = 0; i < seed % 12; i++) {
      store.put(samples.name() + i, i % 5 == 4 ? samples.value(0) : samples.object(6, 4));
    }
    return store;
  }

  private Map<String, String> texts(String content) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    try (IndexFile index = index(content)) {
      index.scan((key, entry, start, limit) ->
          texts.put(key, new String(index.text(start, limit), StandardCharsets.UTF_8)));
    }
    return texts;
  }

  /** By the parts that a migration is made of: index, entry files, index. */
  private String thereAndBack(String content, DirectoryLayout layout) throws IOException {
    Path entry = temporary.resolve("entry");
    Path written = temporary.resolve("written" + files++);
    EntryFile reader = new EntryFile(layout);
    try (IndexFile index = index(content); FileChannel channel = DurableFiles.createNew(written)) {
      IndexWriter writer = new IndexWriter(channel);
      index.scan((key, ignored, start, limit) -> {
        String name = layout.fileName(key);
        Files.write(entry, layout.content(key, name, index.text(start, limit)));
        reader.read(entry, name, new SessionEntry());
        writer.entry(reader.key(), reader.text());
      });
      writer.finish();
    }
    return Files.readString(written, StandardCharsets.UTF_8);
  }

  private IndexFile index(String content) throws IOException {
    return index(JsonSamples.utf8(content));
  }

  private IndexFile index(byte[] content) throws IOException {
    return IndexFile.open(Files.write(temporary.resolve("index" + files++), content));
  }
}
