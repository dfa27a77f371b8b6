package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast reader must read what it reads as the general parser does, and leave the rest to it. */
class EntryScannerTest {

  private static final String[] NAMES = {"sessionId", "sessionFile", "status", "chatType", "label", "displayName",
      "subject", "model", "channel", "lastChannel", "lastThreadId", "parentSessionKey", "spawnedBy", "updatedAt",
      "sessionStartedAt", "startedAt", "lastActivityAt", "lastInteractionAt", "archivedAt", "pinnedAt", "totalTokens",
      "totalTokensFresh", "compactionCount", "pendingFinalDeliveryText", "restartRecoveryAt", "quotaSuspension",
      "other", "naïve", ""};
  private static final String[] ESCAPED_NAMES = {"a\\\"b", "l\\u0061bel", "\\ud83d", "\\ud83d\\ude00"};
  private static final String[] VALUES = {"null", "true", "false", "0", "-0", "1795000000055", "-12", "1.5e3", "0.25",
      "123456789012345678", "1234567890123456789", "99999999999999999999", "1e400", "\"\"", "\"text\"",
      "\"ä€😀\"", "\"a\\n\\t\\\"\\\\\\/b\\u00e9\\ud83d\\ude00\\ud800\"", "\"/x/y.jsonl\"", "\"running\"",
      "{}", "[]", "{ \"a\" : [1, 2.0, {\"b\":null}] }",
      "{\"\\udc00\": 1}", "{\"\\n\": \"\\ud800\"}", "[\"x\", [], {}]", "[[[[[[1]]]]]]"};
  private static final String[] SPACE = {"", "", " ", "\n  ", "\t", "\r\n"};
  private static final byte[] NOISE = "{}[]\",:\\ \n\0019e.-tfn\u00ff\u00c3\u00ed\u00f0/u".getBytes(
      StandardCharsets.ISO_8859_1);

  @TempDir
  private Path directory;

  private final Random random = new Random(7);

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  /** Seldom one with escapes: those are left to the general parser. */
  private String name() {
    return one(random.nextInt(40) == 0 ? ESCAPED_NAMES : NAMES);
  }

  private String entry() {
    StringBuilder out = new StringBuilder("{").append(one(SPACE));
    int fields = random.nextInt(8);
    for (int i = 0; i < fields; i++) {
      out.append(i == 0 ? "" : ",").append(one(SPACE)).append('"').append(name()).append('"').append(one(SPACE))
          .append(':').append(one(SPACE)).append(one(VALUES)).append(one(SPACE));
    }
    return out.append('}').toString();
  }

  private String index(int entries) {
    StringBuilder out = new StringBuilder(one(SPACE)).append('{').append(one(SPACE));
    for (int i = 0; i < entries; i++) {
      String value = random.nextInt(9) == 0 ? one(VALUES) : entry();
      out.append(i == 0 ? "" : ",").append(one(SPACE)).append("\"agent:main:").append(i).append(name())
          .append('"').append(one(SPACE)).append(':').append(one(SPACE)).append(value).append(one(SPACE));
    }
    return out.append('}').append(one(SPACE)).toString();
  }

  private byte[] damaged(byte[] text) {
    byte[] bytes = text.clone();
    for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      bytes[random.nextInt(bytes.length)] = NOISE[random.nextInt(NOISE.length)];
    }
    return random.nextInt(10) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }

  private static String describe(SessionEntry e) {
    return e.object + "|" + e.sessionId + "|" + e.sessionFile + "|" + e.status + "|" + e.chatType + "|" + e.title + "|"
        + e.model + "|" + e.channel + "|" + e.threadId + "|" + e.parentKey + "|" + e.updatedAt + "|" + e.createdAt + "|"
        + e.lastInteractionAt + "|" + e.archivedAt + "|" + e.tokens + "|" + e.compactions + "|" + e.pinned + "|"
        + e.pending;
  }

  private interface Scan {
    void run(IndexFile.Visitor visitor) throws IOException;
  }

  private static List<String> collect(Scan scan) throws IOException {
    List<String> seen = new ArrayList<>();
    try {
      scan.run((key, entry, start, limit) -> seen.add(key + " " + start + " " + limit + " " + describe(entry)));
      seen.add("complete");
    } catch (StoreException e) {
      // How many entries are visited before damage is found is nobody's concern.
      seen.clear();
      seen.add(e.getMessage());
    }
    return seen;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 40})
  void indexesAreReadAlike(int entries) throws IOException {
    Path file = directory.resolve("sessions.json");
    int whole = 0;
    for (int round = 0; round < 1500; round++) {
      byte[] text = index(entries).getBytes(StandardCharsets.UTF_8);
      byte[] bytes = round % 3 == 0 ? text : damaged(text);
      Files.write(file, bytes);
      try (IndexFile index = IndexFile.open(file)) {
        assertThat(collect(index::scan)).as(new String(bytes, StandardCharsets.ISO_8859_1))
            .isEqualTo(collect(visitor -> index.scanFrom(0, visitor)));
      }
      try (FileChannel channel = FileChannel.open(file)) {
        int[] count = new int[1];
        long visited = IndexReader.scan(channel, bytes.length, 32, (key, entry, start, limit) -> count[0]++);
        assertThat(visited).isIn(-1L, (long) count[0]);
        whole += visited < 0 ? 1 : 0;
      }
    }
    assertThat(whole).as("read to the end without the general parser").isGreaterThanOrEqualTo(entries > 3 ? 0 : 100);
  }

  @Test
  void windowsMoveOverEntriesLongerThanThey() throws IOException {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 300; i++) {
      text.append(i == 0 ? "" : ",\n ").append("\"k").append(i).append("\": {\"updatedAt\": ").append(i)
          .append(", \"note\": \"").append("x".repeat(random.nextInt(3000))).append("\"}");
    }
    Path file = directory.resolve("sessions.json");
    Files.writeString(file, text.append("}\n"));
    try (IndexFile index = IndexFile.open(file); FileChannel channel = FileChannel.open(file)) {
      List<String> expected = collect(visitor -> index.scanFrom(0, visitor));
      for (int window : new int[] {16, 100, 1000, 4096, 1 << 20}) {
        List<String> seen = collect(visitor ->
            assertThat(IndexReader.scan(channel, index.size(), window, visitor)).isEqualTo(-1));
        assertThat(seen).isEqualTo(expected);
      }
    }
  }

  @Test
  void entryFilesAreReadAlike() throws IOException {
    Path file = directory.resolve("agent%3Amain%3Amain.json");
    EntryFile reader = new EntryFile(DirectoryLayout.PLAIN);
    SessionEntry entry = new SessionEntry();
    for (int round = 0; round < 3000; round++) {
      String padding = one(SPACE).repeat(random.nextInt(3));
      byte[] text = (padding + (random.nextInt(5) == 0 ? one(VALUES) : entry()) + padding)
          .getBytes(StandardCharsets.UTF_8);
      byte[] bytes = round % 3 == 0 ? text : damaged(text);
      Files.write(file, bytes);
      String seen;
      try {
        reader.read(file, file.getFileName().toString(), entry);
        seen = describe(entry) + new String(reader.text(), StandardCharsets.ISO_8859_1);
      } catch (UnreadableEntryException e) {
        seen = null;
      }
      assertThat(seen).as(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(parsed(bytes));
    }
  }

  /** What the general parser makes of a file, or null. */
  private static String parsed(byte[] bytes) throws IOException {
    SessionEntry entry = new SessionEntry();
    try (var in = Json.FACTORY.createParser(bytes)) {
      if (in.nextToken() == null) {
        return null;
      }
      int start = (int) in.currentTokenLocation().getByteOffset();
      entry.read(in);
      if (in.nextToken() != null) {
        return null;
      }
      int to = bytes.length;
      while (to > start && (bytes[to - 1] <= ' ' && bytes[to - 1] >= 0 || bytes[to - 1] == ',')) {
        to--;
      }
      return describe(entry) + new String(bytes, start, to - start, StandardCharsets.ISO_8859_1);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
  }
}
