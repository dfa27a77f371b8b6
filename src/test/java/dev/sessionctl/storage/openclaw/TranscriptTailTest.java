package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptTailTest {
  @TempDir
  private Path directory;

  @Test
  void theLastMessagesInOrder() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader();
    for (int i = 0; i < 500; i++) {
      file.message("m" + i, null, i % 2 == 0 ? "user" : "assistant").row("custom", "c" + i, null, "");
    }
    Path path = file.write(directory);
    assertThat(TranscriptTail.last(path, 2, JsonLines.DEFAULT_CAP)).containsExactly(
        new Message(1795140001500L, "user", "text of m498"), new Message(1795140001500L, "assistant", "text of m499"));
    assertThat(tail(path, 0)).isEmpty();
    List<Message> many = tail(path, 300);
    assertThat(many).hasSize(300);
    assertThat(many.get(0).text()).isEqualTo("text of m200");
    assertThat(tail(path, Integer.MAX_VALUE)).hasSize(500).startsWith(many("text of m0"));
    assertThat(tail(path, 64).get(0).text()).isEqualTo("text of m436");
    assertThat(TranscriptCounter.countMessages(path)).isEqualTo(500);
  }

  @Test
  void otherBlocksAreOnlyNamed() throws IOException {
    assertThat(content("[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"toolCall\",\"id\":\"c\",\"name\":\"exec\","
        + "\"arguments\":{\"command\":\"secret\",\"text\":\"secret\"}},{\"type\":\"image\",\"data\":\"AAAA\"},"
        + "{\"text\":\"b\",\"type\":\"text\"},{\"type\":\"thinking\",\"thinking\":\"secret\",\"text\":\"secret\"},"
        + "{\"type\":\"toolResult\"},{},5,[1],\"c\"]"))
        .isEqualTo("a\n[toolCall exec]\n[image]\nb\n[thinking]\n[toolResult]\n[block]\nc");
    assertThat(content("\"plain ä😀\"")).isEqualTo("plain ä😀");
    assertThat(content("{}")).isEmpty();
    assertThat(content("null")).isEmpty();
    assertThat(content("\"a\",\"content\":\"b\"")).isEqualTo("b");
  }

  @Test
  void longTextIsCutWithAMark() throws IOException {
    String text = content("\"" + "x".repeat(MessageText.LIMIT - 1) + "😀\"");
    assertThat(text).isEqualTo("x".repeat(MessageText.LIMIT - 1) + CutText.MARK);
    assertThat(content("\"" + "x".repeat(MessageText.LIMIT) + "\"")).hasSize(MessageText.LIMIT);
    String block = "{\"type\":\"text\",\"text\":\"" + "y".repeat(MessageText.LIMIT) + "\"}";
    assertThat(content("[" + block + "," + block + "]")).hasSize(MessageText.LIMIT + CutText.MARK.length());
  }

  @Test
  void messagesBeyondTheCapAreCountedAndShownBySize() throws IOException {
    String line = "{\"type\":\"message\",\"message\":{\"role\":\"user\",\"content\":\"" + "x".repeat(300_000) + "\"}}";
    Path path = TranscriptFiles.withHeader().line(line).message("00000001", null, "user").line(line).write(directory);
    for (int cap : new int[] {1000, 70_000, 200_000}) {
      assertThat(TranscriptCounter.countMessages(path, cap)).isEqualTo(3);
      assertThat(TranscriptTail.last(path, 2, cap)).containsExactly(many("text of 00000001"),
          new Message(Session.UNKNOWN, "", "[line of " + (line.length() + 1) + " bytes]"));
    }
  }

  @Test
  void damagedMessagesSaySo() throws IOException {
    Path path = TranscriptFiles.withHeader()
        .line("{\"type\":\"message\",\"message\":{\"role\":\"user\",\"content\":\"a")
        .raw("{\"type\":\"message\"").write(directory);
    assertThat(tail(path, 5)).containsExactly(
        new Message(Session.UNKNOWN, "user", "[unreadable]"), new Message(Session.UNKNOWN, "", "[unreadable]"));
  }

  @Test
  void countsWhateverTheOrderOfFields() throws IOException {
    Path path = new TranscriptFiles().line("{\"id\":\"x\",\"message\":{\"type\":\"custom\"},\"type\":\"message\"}")
        .line(" { \"type\" : \"message\" }").line("{\"type\":\"mess\\u0061ge\"}").line("{\"type\":\"message_x\"}")
        .line("{\"type\":\"custom\",\"x\":{\"type\":\"message\"}}").line("[\"type\",\"message\"]").line("").line("{")
        .line("\0\0\0\0").line("{\"type\":\"").line("{\"type\":7}").write(directory);
    assertThat(TranscriptCounter.countMessages(path)).isEqualTo(3);
    assertThat(TranscriptCounter.countMessages(path, 20)).isEqualTo(3);
  }

  private String content(String json) throws IOException {
    Path path = new TranscriptFiles().line("{\"type\":\"message\",\"message\":{\"content\":" + json
        + ",\"role\":\"user\"}}").write(directory);
    return tail(path, 1).get(0).text();
  }

  private static List<Message> tail(Path path, int count) throws IOException {
    return TranscriptTail.last(path, count, JsonLines.DEFAULT_CAP);
  }

  private static Message many(String text) {
    return new Message(1795140001500L, "user", text);
  }
}
