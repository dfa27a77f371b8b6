package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.openclaw.TranscriptProblems.Kind;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Problem;
import dev.sessionctl.storage.text.JsonLines;
import dev.sessionctl.storage.text.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptReaderTest {
  @TempDir
  private Path directory;

  @Test
  void splitsLikeANaiveSplitterWhereverBuffersEnd() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 30; round++) {
      byte[] content = new byte[random.nextInt(400_000)];
      int gap = 1 << random.nextInt(18);
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) (random.nextInt(gap) == 0 ? '\n' : random.nextInt(20) == 0 ? '\r' : 'a' + i % 26);
      }
      Path path = Files.write(directory.resolve("split"), content);
      int cap = round % 3 == 0 ? 1 + random.nextInt(70_000) : JsonLines.DEFAULT_CAP;
      int at = 0;
      long number = 0;
      try (JsonLines lines = JsonLines.open(path, cap)) {
        while (lines.next()) {
          int newline = at;
          while (newline < content.length && content[newline] != '\n') {
            newline++;
          }
          boolean terminated = newline < content.length;
          assertThat(lines.number()).isEqualTo(++number);
          assertThat(lines.offset()).isEqualTo(at);
          assertThat(lines.terminated()).isEqualTo(terminated);
          assertThat(lines.length()).isEqualTo(newline - at + (terminated ? 1 : 0));
          if (!lines.tooLong()) {
            boolean cr = terminated && newline > at && content[newline - 1] == '\r';
            assertThat(lines.carriageReturn()).isEqualTo(cr);
            String expected = new String(content, at, newline - at - (cr ? 1 : 0), StandardCharsets.ISO_8859_1);
            assertThat(new String(lines.buffer(), lines.start(), lines.end() - lines.start(),
                StandardCharsets.ISO_8859_1)).isEqualTo(expected);
          }
          assertThat(lines.tooLong()).isEqualTo(newline - at > cap);
          at = newline + (terminated ? 1 : 0);
        }
      }
      assertThat(at).isEqualTo(content.length);
    }
  }

  @Test
  void readsOnlyWhatWasThereAtOpening() throws IOException {
    Path path = Files.writeString(directory.resolve("grows"), "one\ntw");
    try (JsonLines lines = JsonLines.open(path, 100)) {
      Files.writeString(path, "one\ntwo\nthree\n");
      assertThat(lines.next()).isTrue();
      assertThat(lines.next()).isTrue();
      assertThat(lines.terminated()).isFalse();
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void opensNothingButRegularFiles() throws IOException {
    assertThatThrownBy(() -> JsonLines.open(directory, 100)).hasMessageContaining("not a regular file");
    Path target = TranscriptFiles.withHeader().write(directory);
    Path link = Files.createSymbolicLink(directory.resolve("link.jsonl"), target);
    assertThatThrownBy(() -> JsonLines.open(link, 100)).isInstanceOf(IOException.class);
  }

  @Test
  void findsInvalidUtf8AsTheDecoderDoes() {
    Random random = new Random(3);
    byte[] interesting = {'a', (byte) 0x80, (byte) 0xbf, (byte) 0xc0, (byte) 0xc2, (byte) 0xe0, (byte) 0xed,
        (byte) 0xef, (byte) 0xf0, (byte) 0xf4, (byte) 0xf5, (byte) 0xff, (byte) 0x9f,
        (byte) 0x90, (byte) 0x8f, (byte) 0xa0};
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[random.nextInt(14)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = interesting[random.nextInt(interesting.length)];
      }
      // U+FFFD itself is EF BF BD, which these bytes cannot form.
      int replacement = new String(bytes, StandardCharsets.UTF_8).indexOf('\ufffd');
      assertThat(Utf8.firstInvalid(bytes, 0, bytes.length) < 0).isEqualTo(replacement < 0);
    }
  }

  @Test
  void extractsWhatMatters() throws IOException {
    EntryIds ids = new EntryIds();
    TranscriptRow row = one("{\"message\":{\"usage\":{},\"role\":\"assistant\",\"timestamp\":5},"
        + "\"parentId\":\"00000001\",\"id\":\"0000000a\",\"type\":\"message\","
        + "\"timestamp\":\"1970-01-01T00:00:01Z\",\"appendMode\":\"side\"}", ids);
    assertThat(row.type).isEqualTo(RowType.MESSAGE);
    assertThat(row.role).isEqualTo("assistant");
    assertThat(row.messageTime).isEqualTo(5);
    assertThat(row.time).isEqualTo(1000);
    assertThat(row.usage).isTrue();
    assertThat(row.side).isTrue();
    assertThat(row.id).isEqualTo(number(ids, "0000000a")).isNotEqualTo(row.parent);
    assertThat(row.parent).isEqualTo(number(ids, "00000001"));

    row = one("{\"type\":\"compaction\",\"firstKeptEntryId\":\"k\",\"tokensBefore\":15e4,\"parentId\":null}", ids);
    assertThat(row.firstKept).isEqualTo(number(ids, "k"));
    assertThat(row.tokensBefore).isEqualTo(150_000);
    assertThat(row.parent).isEqualTo(TranscriptRow.NULL);
    assertThat(row.id).isEqualTo(TranscriptRow.ABSENT);

    row = one("{\"type\":\"leaf\",\"id\":7,\"targetId\":\"t\",\"appendParentId\":null}", ids);
    assertThat(row.target).isEqualTo(number(ids, "t"));
    assertThat(row.appendParent).isEqualTo(TranscriptRow.NULL);
    assertThat(row.id).isEqualTo(TranscriptRow.ABSENT);

    row = one("{\"type\":\"session\",\"version\":2,\"id\":\"S\",\"cwd\":\"/ä\",\"parentSession\":\"/p\"}", ids);
    assertThat(row.version).isEqualTo(2);
    assertThat(row.headerId).isEqualTo("S");
    assertThat(row.cwd).isEqualTo("/ä");
    assertThat(row.parentSession).isEqualTo("/p");
    assertThat(one("{\"type\":\"session\",\"id\":\"S\"}", ids).version).isEqualTo(1);
    assertThat(one("{\"type\":\"session\",\"version\":\"3\"}", ids).version).isEqualTo(-1);
  }

  @Test
  void ofTwoFieldsTheLastCounts() throws IOException {
    TranscriptRow row = one("{\"type\":\"message\",\"message\":{\"role\":\"user\",\"usage\":{}},"
        + "\"message\":{\"role\":\"b\"}}", new EntryIds());
    assertThat(row.role).isEqualTo("b");
    assertThat(row.usage).isFalse();
  }

  @Test
  void everyDamagedLineIsAProblemWithItsPlace() throws IOException {
    TranscriptFiles file = new TranscriptFiles().raw("\ufeff").line(TranscriptFiles.HEADER);
    List<Kind> kinds = new ArrayList<>(List.of(Kind.BYTE_ORDER_MARK));
    List<Long> offsets = new ArrayList<>(List.of(0L));
    Object[][] lines = {
        {"{\"type\":\"message\",", Kind.UNPARSABLE, 18},
        {"{\"type\":\"message\"}{\"type\":\"x\"}", Kind.UNPARSABLE, 18},
        {"nonsense", Kind.UNPARSABLE, -1},
        {"[1,2]", Kind.NOT_AN_OBJECT, 0},
        {"\"text\"", Kind.NOT_AN_OBJECT, 0},
        {"{\"id\":\"x\"}", Kind.NO_TYPE, 0},
        {"{\"type\":5}", Kind.NO_TYPE, 0},
        {"\0\0\0\0\0\0\0\0", Kind.NUL_BYTES, 0},
        {"{\0\"\0t\0", Kind.NUL_BYTES, 0},
        {"{\"type\":\"message\",\"x\":\"a\0b\"}", Kind.NUL_BYTES, -1},
        {"{\"type\":\"x\",\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}", Kind.TOO_DEEP, 0},
        {"{\"type\":\"x\",\"type\":\"message\"}", Kind.DUPLICATE_FIELD, 0},
        {TranscriptFiles.HEADER, Kind.SECOND_HEADER, 0}};
    for (Object[] line : lines) {
      kinds.add((Kind) line[1]);
      int at = (int) line[2];
      offsets.add(at < 0 ? -1L : file.size() + at);
      file.line((String) line[0]);
    }
    kinds.add(Kind.INVALID_UTF8);
    offsets.add(file.size() + 14L);
    file.raw("{\"type\":\"x\",\"\"").raw(new byte[] {(byte) 0xff}).raw("\":1}\n");
    TranscriptStats stats = file.stats(directory);
    List<Problem> problems = new ArrayList<>(stats.problems().first());
    // Quoted twice above, the last line is no JSON besides.
    assertThat(problems.remove(problems.size() - 1).kind()).isEqualTo(Kind.UNPARSABLE);
    assertThat(problems).extracting(Problem::kind).containsExactlyElementsOf(kinds);
    for (int i = 0; i < kinds.size(); i++) {
      if (offsets.get(i) >= 0) {
        assertThat(problems.get(i).offset()).as(kinds.get(i).label()).isEqualTo(offsets.get(i));
      }
      assertThat(problems.get(i).line()).isEqualTo(i + 1L);
    }
    assertThat(stats.header()).isEqualTo(HeaderState.OK);
  }

  @Test
  void invalidUtf8InTextLeavesTheRowReadable() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader()
        .raw("{\"type\":\"message\",\"id\":\"00000001\",\"parentId\":null,\"x\":\"")
        .raw(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80, (byte) 0xc3}).raw("\"}\n");
    TranscriptStats stats = file.stats(directory);
    assertThat(stats.messages()).isEqualTo(1);
    assertThat(stats.unparsableLines()).isZero();
    assertThat(stats.problems().count(Kind.INVALID_UTF8)).isEqualTo(1);
  }

  @Test
  void longLinesAreReadUpToTheCapAndPassedOverBeyond() throws IOException {
    String ten = "x".repeat(10 << 20);
    TranscriptFiles file = TranscriptFiles.withHeader()
        .row("message", "00000001", null, ",\"message\":{\"role\":\"user\",\"content\":\"" + ten + "\"}")
        .message("00000002", "00000001", "assistant");
    TranscriptStats whole = file.stats(directory);
    assertThat(whole.messages()).isEqualTo(2);
    assertThat(whole.problems().isEmpty()).isTrue();
    TranscriptStats capped = TranscriptStats.read(file.write(directory), "s1", 1 << 20);
    assertThat(capped.messages()).isEqualTo(1);
    assertThat(capped.problems().count(Kind.TOO_LONG)).isEqualTo(1);
    assertThat(capped.walk().danglingParents()).isEqualTo(1);
    TranscriptStats torn = TranscriptStats.read(TranscriptFiles.withHeader().raw(ten).write(directory), "s1", 1 << 20);
    assertThat(torn.tornTailBytes()).isEqualTo(10 << 20);
  }

  @Test
  void hostileNamesAndNumbersAreHarmless() throws IOException {
    StringBuilder many = new StringBuilder("{\"type\":\"message\"");
    for (int i = 0; i < 20_000; i++) {
      many.append(",\"k").append(i).append("\":").append(i);
    }
    TranscriptFiles file = TranscriptFiles.withHeader().line(many + "}")
        .line("{\"type\":\"message\",\"timestamp\":" + "9".repeat(5000) + ",\"tokensBefore\":1e999999999}")
        .line("{\"type\":\"compaction\",\"firstKeptEntryIndex\":1e300,\"version\":99999999999999999999}");
    for (int i = 0; i < 500; i++) {
      file.line("{\"type\":\"" + "t".repeat(100) + i + "\"}").line("{\"type\":\"u" + i + "\"}");
    }
    TranscriptStats stats = file.stats(directory);
    assertThat(stats.messages()).isEqualTo(2);
    assertThat(((java.util.Map<?, ?>) stats.toFields().get("types")).size()).isLessThan(70);
  }

  private TranscriptRow one(String line, EntryIds ids) throws IOException {
    Path path = new TranscriptFiles().line(line).write(directory);
    try (TranscriptReader reader = TranscriptReader.open(path, 1 << 20, ids, new TranscriptProblems())) {
      assertThat(reader.nextLine()).isTrue();
      return reader.parse();
    }
  }

  private static int number(EntryIds ids, String text) {
    return ids.of(text.toCharArray(), 0, text.length());
  }
}
