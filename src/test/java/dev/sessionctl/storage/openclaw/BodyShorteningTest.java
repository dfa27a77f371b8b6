package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.change.Compaction.Bodies;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyShorteningTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String LONG = "x".repeat(2_049);
  private static final String MARKER = "[sessionctl: tool result of 2049 bytes removed]";
  private static final String SAME =
      "{\"type\":\"text\",\"text\":\"[sessionctl: image, same as in an earlier message]\"}";
  private static final String COMPACTION = ",\"summary\":\"s\",\"firstKeptEntryId\":\"%s\"";

  @TempDir
  private Path directory;

  private static String text(String text) {
    return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
  }

  private static String image(String fill) {
    return "{\"type\":\"image\",\"data\":\"" + fill.repeat(200) + "\",\"mimeType\":\"image/png\"}";
  }

  private static TranscriptFiles result(TranscriptFiles file, String id, String parent, String content) {
    return file.row("message", id, parent, ",\"message\":{\"role\":\"toolResult\",\"toolCallId\":\"call_" + id
        + "\",\"toolName\":\"read\",\"content\":" + content
        + ",\"details\":{\"content\":\"" + LONG + "\"},\"isError\":false,\"timestamp\":1.0}");
  }

  private static TranscriptFiles user(TranscriptFiles file, String id, String parent, String content) {
    return file.row("message", id, parent, ",\"message\":{\"role\":\"user\",\"content\":" + content + "}");
  }

  private static TranscriptFiles start() {
    return TranscriptFiles.withHeader().message("a", null, "user");
  }

  private String shortened(TranscriptFiles file, int keep) throws IOException {
    return shortened(file.write(directory), new Bodies(keep, false), false, CheckpointRows.Pinned.NOTHING);
  }

  private String shortened(Path before, Bodies bodies, boolean branches, CheckpointRows.Pinned pinned)
      throws IOException {
    TranscriptTrim trim = TranscriptTrim.of(before, branches, pinned, bodies);
    assertThat(trim.obstacle()).isNull();
    Path after = before.resolveSibling(before.getFileName() + ".new");
    try (FileChannel channel = DurableFiles.createNew(after)) {
      trim.write(channel);
    }
    assertThat(trim.compare(after)).isNull();
    if (trim.rows() == 0) {
      assertThat(Files.size(before) - Files.size(after)).isEqualTo(trim.gain());
    }
    assertThat(TranscriptTrim.of(after, branches, pinned, bodies).gain()).as("a second time").isZero();
    String result = Files.readString(after, StandardCharsets.UTF_8);
    Files.delete(after);
    return result;
  }

  private String whole(TranscriptFiles file) throws IOException {
    return Files.readString(file.write(directory), StandardCharsets.UTF_8);
  }

  @Test
  void textsOfOldToolResultsGoAndNothingElse() throws IOException {
    String content = "[" + text(LONG) + ", " + text("short") + "," + image("A") + "]";
    TranscriptFiles file = start();
    result(file, "b", "a", content);
    result(file, "c", "b", "\"" + LONG + "\"");
    result(file, "d", "c", content.replace("A", "B")).message("e", "d", "user");
    String before = whole(file);
    String[] lines = before.split("(?<=\n)");
    lines[2] = lines[2].replaceFirst("\"" + LONG, "\"" + MARKER);
    lines[3] = lines[3].replaceFirst("\"" + LONG, "\"" + MARKER);
    assertThat(shortened(file, 1)).isEqualTo(String.join("", lines));
    assertThat(shortened(file, 3)).isEqualTo(before);
    assertThat(shortened(file, Bodies.ALL)).isEqualTo(before);
    lines[4] = lines[4].replaceFirst("\"" + LONG, "\"" + MARKER);
    assertThat(shortened(file, 0)).isEqualTo(String.join("", lines));
  }

  @Test
  void thePresentTurnStaysWhole() throws IOException {
    TranscriptFiles file = start();
    for (int i = 0; i < 5; i++) {
      result(file, "r" + i, i == 0 ? "a" : "r" + (i - 1), "[" + text(LONG) + "]");
    }
    assertThat(shortened(file, 0)).isEqualTo(whole(file));
    user(file, "u", "r4", "[" + image("A") + "]");
    user(file, "v", "u", "[" + image("A") + "]");
    assertThat(shortened(file, 0)).contains(MARKER).doesNotContain(SAME);
  }

  @Test
  void lengthIsThatOfTheTextInBytes() throws IOException {
    TranscriptFiles file = start();
    result(file, "b", "a", "\"" + "\\u0041".repeat(2_048) + "\"");
    result(file, "c", "b", "\"" + "\\u00e9".repeat(1_025) + "\"").message("e", "c", "user");
    assertThat(shortened(file, 0)).contains("\\u0041", "[sessionctl: tool result of 2050 bytes removed]")
        .doesNotContain("\\u00e9");
  }

  @Test
  void rowsOfAnotherShapeStay() throws IOException {
    TranscriptFiles file = start();
    String[] strange = {"[" + text(LONG) + ",\"" + LONG + "\"]", "{\"text\":\"" + LONG + "\"}", "null", "[]",
        "[{\"type\":\"text\",\"text\":\"" + LONG + "\",\"text\":\"" + LONG + "\"}]", "[[" + text(LONG) + "]]",
        "[{\"type\":\"other\",\"text\":\"" + LONG + "\"}]", "\"" + LONG + "\",\"content\":\"" + LONG + "\"",
        "\"" + LONG + "\",\"role\":\"user\"", "\"" + LONG + "\",\"toolCallId\":7"};
    String last = "a";
    for (int i = 0; i < strange.length; i++) {
      result(file, "r" + i, last, strange[i]);
      last = "r" + i;
    }
    file.message("e", last, "user");
    assertThat(shortened(file, 0)).isEqualTo(whole(file));
  }

  @Test
  void aRowIsOldOnlyWhereEveryBranchHasMoreBehindIt() throws IOException {
    TranscriptFiles file = start();
    result(file, "b", "a", "\"" + LONG + "\"");
    result(file, "c", "b", "\"" + LONG + "\"");
    file.message("given-up", "b", "user").message("d", "c", "user");
    assertThat(shortened(file, 1)).isEqualTo(whole(file));
    String active = shortened(file.write(directory), new Bodies(1, false), true, CheckpointRows.Pinned.NOTHING);
    assertThat(active.split(java.util.regex.Pattern.quote(MARKER), -1)).hasSize(2);
    CheckpointRows.Pinned pinned = new CheckpointRows.Pinned(Set.of("b"), Set.of());
    assertThat(shortened(file.write(directory), new Bodies(1, false), true, pinned)).doesNotContain(MARKER);
  }

  @Test
  void sideEntriesAreNoEnds() throws IOException {
    TranscriptFiles file = start();
    result(file, "b", "a", "\"" + LONG + "\"").row("custom", "s", "b", ",\"appendMode\":\"side\"")
        .message("e", "s", "user");
    assertThat(shortened(file, 0)).contains(MARKER);
  }

  @Test
  void laterCopiesOfAnImageGo() throws IOException {
    TranscriptFiles file = start();
    user(file, "b", "a", "[" + image("A") + "," + text("t") + "]");
    user(file, "c", "b", "[" + text("t") + " , " + image("A") + "," + image("B") + "]");
    user(file, "d", "c", "[" + image("A").replace("png", "gif") + "]").message("e", "d", "user");
    String before = whole(file);
    String[] lines = before.split("(?<=\n)");
    lines[3] = lines[3].replace(image("A"), SAME);
    assertThat(shortened(file, 20)).isEqualTo(String.join("", lines));
    assertThat(shortened(file.write(directory), new Bodies(0, true), false, CheckpointRows.Pinned.NOTHING))
        .isEqualTo(before);
  }

  @Test
  void aCopyThatAContextMayNotHoldDoesNotCount() throws IOException {
    TranscriptFiles branches = start();
    user(branches, "b", "a", "[" + image("A") + "]");
    user(branches, "c", "a", "[" + image("A") + "]").message("e", "c", "user");
    assertThat(shortened(branches, 20)).isEqualTo(whole(branches));
    TranscriptFiles compacted = start();
    user(compacted, "b", "a", "[" + image("A") + "]");
    user(compacted, "c", "b", "[" + image("A") + "]").message("other", "c", "user")
        .row("compaction", "d", "c", COMPACTION.formatted("c")).message("e", "d", "user");
    assertThat(shortened(compacted, 20)).isEqualTo(whole(compacted));
  }

  /** Nothing but the two kinds of bodies changes, and every context shows each image and each late result still. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everythingElseIsWhatItWas(boolean branches) throws IOException {
    int markers = 0;
    int images = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int keep = random.nextInt(4);
      Path before = random(random).write(directory);
      String plain = shortened(before, Bodies.WHOLE, branches, CheckpointRows.Pinned.NOTHING);
      String result = shortened(before, new Bodies(keep, false), branches, CheckpointRows.Pinned.NOTHING);
      List<JsonNode> old = rows(plain);
      List<JsonNode> now = rows(result);
      assertThat(now).as("seed " + seed).hasSameSizeAs(old);
      for (int i = 0; i < now.size(); i++) {
        assertThat(outside(now.get(i))).isEqualTo(outside(old.get(i)));
      }
      checkContexts(before, old, now, keep, branches);
      markers += result.split("bytes removed").length - 1;
      images += result.split("same as in").length - 1;
      Files.delete(before);
    }
    assertThat(markers).isGreaterThan(100);
    assertThat(images).isGreaterThan(20);
  }

  private static void checkContexts(Path before, List<JsonNode> old, List<JsonNode> now, int keep, boolean branches)
      throws IOException {
    TranscriptContext context = TranscriptContext.of(before);
    Map<JsonNode, JsonNode> changed = new HashMap<>();
    for (int i = 0; i < now.size(); i++) {
      changed.put(old.get(i).path("message"), now.get(i).path("message"));
    }
    Set<String> ends = new HashSet<>(Set.of(context.leaf()));
    if (!branches) {
      ends.addAll(context.leaves());
      // A side entry is no end; the active leaf always is.
      old.stream().filter(row -> row.get("type").asText().equals("custom"))
          .map(row -> row.get("id").asText()).filter(id -> !id.equals(context.leaf())).forEach(ends::remove);
    }
    for (String leaf : ends) {
      List<String> images = new ArrayList<>();
      List<JsonNode> shown = new ArrayList<>();
      for (String message : context.messages(leaf)) {
        if (message.startsWith("{")) {
          shown.add(MAPPER.readTree(message));
        }
      }
      int results = 0;
      boolean present = true;
      for (int i = shown.size() - 1; i >= 0; i--) {
        boolean result = shown.get(i).get("role").asText().equals("toolResult");
        if (present || result && results < keep) {
          assertThat(changed.get(shown.get(i)).toString()).doesNotContain("bytes removed");
        }
        results += result ? 1 : 0;
        present &= !shown.get(i).get("role").asText().equals("user");
      }
      for (JsonNode message : shown) {
        for (int i = 0; i < message.get("content").size(); i++) {
          JsonNode block = changed.get(message).get("content").get(i);
          if (block.path("type").asText().equals("image")) {
            images.add(block.get("data").asText());
          } else if (block.path("text").asText().contains("same as")) {
            assertThat(images).contains(message.get("content").get(i).get("data").asText());
          }
        }
      }
    }
  }

  private static List<JsonNode> rows(String text) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : text.split("\n")) {
      rows.add(MAPPER.readTree(line));
    }
    return rows;
  }

  /** A row without its texts and with images for what they are. */
  private static JsonNode outside(JsonNode row) {
    ObjectNode copy = row.deepCopy();
    if (copy.has("message")) {
      JsonNode content = ((ObjectNode) copy.get("message")).remove("content");
      ((ObjectNode) copy.get("message")).put("blocks", content instanceof ArrayNode ? content.size() : -1);
    }
    return copy;
  }

  private static TranscriptFiles random(Random random) {
    TranscriptFiles file = TranscriptFiles.withHeader();
    int size = 1 + random.nextInt(50);
    for (int i = 0; i < size; i++) {
      int back = random.nextInt(15) == 0 ? random.nextInt(i + 1) : 0;
      String parent = i == 0 ? null : "r" + (i - 1 - Math.min(back, i - 1));
      // The number tells messages apart.
      String blocks = "[" + text("n" + i) + (random.nextBoolean() ? "," + text(LONG) : "")
          + (random.nextInt(3) == 0 ? "," + image(random.nextBoolean() ? "A" : "B") : "") + "]";
      switch (random.nextInt(12)) {
        case 0 -> file.row("compaction", "r" + i, parent,
            COMPACTION.formatted("r" + Math.max(0, i - 1 - random.nextInt(6))));
        case 1, 2, 3 -> user(file, "r" + i, parent, blocks);
        case 4 -> file.message("r" + i, parent, "assistant");
        case 5 -> file.row("custom", "r" + i, parent, "");
        default -> result(file, "r" + i, parent, blocks);
      }
    }
    return file;
  }
}
