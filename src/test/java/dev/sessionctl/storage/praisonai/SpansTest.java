package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits by position change what they name and no other byte. */
class SpansTest {

  @TempDir
  private Path temporary;

  /** What a change makes of a file. */
  @FunctionalInterface
  private interface Plan {
    void edit(Spans spans, Edits edits);
  }

  private String edited(String text, Plan plan) throws IOException {
    Path file = Files.writeString(temporary.resolve("x.json"), text);
    try (FileChannel channel = FileChannel.open(file)) {
      Spans spans = Spans.of(channel);
      Edits edits = new Edits();
      plan.edit(spans, edits);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      edits.write(channel, out);
      assertThat(out.size()).as("announced size").isEqualTo((int) edits.sizeAfter(Files.size(file)));
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  private String without(String text, boolean... dropped) throws IOException {
    return edited(text, (spans, edits) -> spans.dropElements("messages", dropped, edits));
  }

  @Test
  void elementsGoWithTheirCommas() throws Exception {
    String text = "{\"é\": 1e400, \"messages\": [ {\"a\": \"会\"} , 12.50 ,\n [1, 2] , \"s\\\"\" ], \"z\": -0.0}";
    assertThat(without(text, false, false, false, false)).isEqualTo(text);
    assertThat(without(text, true, false, false, false)).contains("[ 12.50 ,\n [1, 2] , \"s\\\"\" ]");
    assertThat(without(text, true, true, false, false)).contains("[ [1, 2] , \"s\\\"\" ]");
    assertThat(without(text, false, true, true, false)).contains("[ {\"a\": \"会\"} , \"s\\\"\" ]");
    assertThat(without(text, false, false, false, true)).contains("[ {\"a\": \"会\"} , 12.50 ,\n [1, 2] ]");
    assertThat(without(text, true, false, true, false)).contains("[ 12.50 , \"s\\\"\" ]");
    assertThat(without(text, true, true, true, true)).contains("\"messages\": [], \"z\": -0.0}");
    assertThat(without("{\"messages\": []}")).isEqualTo("{\"messages\": []}");
  }

  @Test
  void everyKindOfValueIsFoundWhereItStands() throws Exception {
    for (String value : new String[] {"1", "-1.5e-7", "NaN", "-Infinity", "\"\"", "\"é\\u0000\\\"\"", "null", "true",
        "[]", "{}", "[1, [2]]", "{\"a\": {\"b\": \"}\"}}"}) {
      String text = "{ \"a\" : " + value + " , \"b\":" + value + "}";
      assertThat(edited(text, (spans, edits) -> {
        edits.replace(spans.field("a").value().from(), spans.field("a").value().to(), "<");
        edits.replace(spans.field("b").nameFrom(), spans.field("b").value().to(), ">");
      })).as(value).isEqualTo("{ \"a\" : < , >}");
    }
  }

  @Test
  void insideOfSnapshotsAndTheLastCompaction() throws Exception {
    String text = "{\"snapshots\": [{\"id\": \"s\", \"message_index\": 17}, {\"message_index\":-1}],"
        + " \"last_compaction\": {\"message_index\": 4, \"summary\": \"x\"}}";
    assertThat(edited(text, (spans, edits) -> {
      Spans.Span first = spans.members("snapshots").get(0).get("message_index").value();
      edits.replace(first.from(), first.to(), "3");
      Spans.Span compaction = spans.object("last_compaction").get("message_index").value();
      edits.replace(compaction.from(), compaction.to(), "0");
    })).isEqualTo(text.replace("17", "3").replace(": 4", ": 0"));
  }

  @Test
  void aRepeatedFieldIsNoticed() throws Exception {
    edited("{\"a\": 1, \"a\": 2}", (spans, edits) -> assertThat(spans.isRepeated()).isTrue());
    edited("{\"a\": 1, \"b\": {\"a\": 2}}", (spans, edits) -> assertThat(spans.isRepeated()).isFalse());
  }
}
