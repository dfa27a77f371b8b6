package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.change.Compaction.Bodies;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptTrimTest {

  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyContextStaysWhatItWas(boolean branches) throws IOException {
    int trimmed = 0;
    for (int seed = 0; seed < 400; seed++) {
      Path before = random(new Random(seed)).write(directory);
      TranscriptContext old = TranscriptContext.of(before);
      TranscriptTrim trim = TranscriptTrim.of(before, branches, CheckpointRows.Pinned.NOTHING, Bodies.WHOLE);
      assertThat(trim.obstacle()).as("seed " + seed).isNull();
      Path after = write(trim, before);
      assertThat(trim.compare(after)).as("seed " + seed).isNull();
      TranscriptContext now = TranscriptContext.of(after);
      assertThat(now.leaf()).isEqualTo(old.leaf());
      for (String leaf : branches ? Set.of(old.leaf()) : old.leaves()) {
        assertThat(now.messages(leaf)).as("seed " + seed + " " + leaf).isEqualTo(old.messages(leaf));
        assertThat(now.settings(leaf)).as("seed " + seed + " " + leaf).isEqualTo(old.settings(leaf));
      }
      if (!branches) {
        assertThat(now.leaves()).as("seed " + seed).isEqualTo(old.leaves());
      }
      checkLines(before, after);
      assertThat(TranscriptTrim.of(after, branches, CheckpointRows.Pinned.NOTHING, Bodies.WHOLE).gain())
          .as("seed " + seed).isZero();
      trimmed += trim.gain() > 0 ? 1 : 0;
      Files.delete(before);
      Files.delete(after);
    }
    assertThat(trimmed).isGreaterThan(100);
  }

  @Test
  void whatCannotBeTakenApartIsDamagedUnlessItChanged() throws IOException {
    TranscriptStats stats = TranscriptFiles.withHeader().message("a", null, "user").message("b", "a", "assistant")
        .stats(directory);
    Path file = TranscriptFiles.withHeader().raw("{\"type\":\"message\",\"message\":{\"role\":\"\\x\"}}\n{}\n")
        .write(directory);
    FileIdentity now = FileIdentity.of(file);
    assertThat(TranscriptTrim.of(file, now, stats, false, CheckpointRows.Pinned.NOTHING, Bodies.USUAL).obstacle())
        .isEqualTo("it is damaged; see verify");
    Files.setLastModifiedTime(file, FileTime.fromMillis(5));
    assertThatThrownBy(
        () -> TranscriptTrim.of(file, now, stats, false, CheckpointRows.Pinned.NOTHING, Bodies.USUAL))
        .isInstanceOf(ChangedException.class).hasMessageContaining("changed while it was read");
  }

  /** Every line is one of the original's, but for the value of parentId. */
  private static void checkLines(Path before, Path after) throws IOException {
    Set<String> lines = new java.util.HashSet<>(lines(before).stream().map(TranscriptTrimTest::orphan).toList());
    assertThat(lines).containsAll(lines(after).stream().map(TranscriptTrimTest::orphan).toList());
    assertThat(lines(after).get(0)).isEqualTo(lines(before).get(0));
  }

  private static String orphan(String line) {
    return line.replaceFirst("\"parentId\":(null|\"[^\"]*\")", "");
  }

  private static List<String> lines(Path file) throws IOException {
    return List.of(Files.readString(file, StandardCharsets.UTF_8).split("(?<=\n)"));
  }

  private static TranscriptFiles random(Random random) {
    TranscriptFiles file = TranscriptFiles.withHeader();
    int size = 1 + random.nextInt(50);
    for (int i = 0; i < size; i++) {
      int back = random.nextInt(12) == 0 ? random.nextInt(i + 1) : 0;
      String parent = i == 0 ? null : id(i - 1 - Math.min(back, i - 1));
      switch (random.nextInt(10)) {
        case 0 -> file.row("compaction", id(i), parent,
            ",\"summary\":\"s\",\"firstKeptEntryId\":\"" + id(Math.max(0, i - 1 - random.nextInt(6))) + "\"");
        case 1 -> file.row("model_change", id(i), parent, ",\"modelId\":\"m" + i + "\"");
        case 2 -> file.row("custom", id(i), parent, ",\"data\":{\"parentId\":\"not this one\"}");
        case 3 -> file.row("label", id(i), parent, ",\"targetId\":\"" + id(random.nextInt(i + 1)) + "\"");
        default -> file.message(id(i), parent, i % 2 == 0 ? "user" : "assistant");
      }
    }
    return file;
  }

  private static String id(int number) {
    return String.format(Locale.ROOT, "%08x", number * 0x01234567);
  }

  private static Path write(TranscriptTrim trim, Path before) throws IOException {
    Path after = before.resolveSibling(before.getFileName() + ".new");
    try (FileChannel channel = DurableFiles.createNew(after)) {
      trim.write(channel);
    }
    return after;
  }

  private String trimmed(TranscriptFiles file, boolean branches, CheckpointRows.Pinned pinned) throws IOException {
    Path before = file.write(directory);
    TranscriptTrim trim = TranscriptTrim.of(before, branches, pinned, Bodies.WHOLE);
    assertThat(trim.obstacle()).isNull();
    Path after = write(trim, before);
    assertThat(trim.compare(after)).isNull();
    return Files.readString(after, StandardCharsets.UTF_8);
  }

  private static final String MORE = ",\"firstKeptEntryId\":\"c\"";

  @Test
  void whatIsBeforeTheFirstKeptEntryGoes() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("a", null, "user").message("b", "a", "assistant")
        .message("c", "b", "user").row("compaction", "d", "c", MORE).message("e", "d", "assistant");
    assertThat(trimmed(file, false, CheckpointRows.Pinned.NOTHING)).isEqualTo(text(TranscriptFiles.withHeader()
        .message("c", null, "user").row("compaction", "d", "c", MORE).message("e", "d", "assistant")));
  }

  @Test
  void settingsAndLabelsStayOnThePath() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("a", null, "user")
        .row("model_change", "m", "a", "").message("b", "m", "assistant").message("c", "b", "user")
        .row("compaction", "d", "c", MORE).message("e", "d", "assistant").row("label", "l", "e", ",\"targetId\":\"a\"");
    assertThat(trimmed(file, false, CheckpointRows.Pinned.NOTHING)).isEqualTo(text(TranscriptFiles.withHeader()
        .message("a", null, "user").row("model_change", "m", "a", "").message("c", "m", "user")
        .row("compaction", "d", "c", MORE).message("e", "d", "assistant")
        .row("label", "l", "e", ",\"targetId\":\"a\"")));
  }

  @Test
  void theAnswerThatSaysWhichModelASessionHasStays() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("a", null, "user")
        .row("model_change", "m", "a", "").message("b", "m", "assistant").message("x", "b", "assistant")
        .message("c", "x", "user").row("compaction", "d", "c", MORE);
    assertThat(trimmed(file, false, CheckpointRows.Pinned.NOTHING)).isEqualTo(text(TranscriptFiles.withHeader()
        .row("model_change", "m", null, "").message("x", "m", "assistant").message("c", "x", "user")
        .row("compaction", "d", "c", MORE)));
  }

  @Test
  void theLastNameAndTheLastSideEntryStayWhereBranchesGo() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("a", null, "user").message("b", "a", "assistant")
        .row("session_info", "n", "b", ",\"name\":\"x\"").message("c", "a", "assistant")
        .row("custom", "s", "c", ",\"appendMode\":\"side\"").row("plugin_state", "o", "s", "");
    assertThat(trimmed(file, true, CheckpointRows.Pinned.NOTHING)).isEqualTo(text(TranscriptFiles.withHeader()
        .message("a", null, "user").row("session_info", "n", "a", ",\"name\":\"x\"").message("c", "a", "assistant")
        .row("custom", "s", "c", ",\"appendMode\":\"side\"").row("plugin_state", "o", "s", "")));
  }

  @Test
  void branchesGoAtTheirLevelOnly() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("a", null, "user").message("b", "a", "assistant")
        .message("x", "a", "assistant").message("c", "x", "user");
    assertThat(trimmed(file, false, CheckpointRows.Pinned.NOTHING)).isEqualTo(text(file));
    assertThat(trimmed(file, true, CheckpointRows.Pinned.NOTHING)).isEqualTo(text(TranscriptFiles.withHeader()
        .message("a", null, "user").message("x", "a", "assistant").message("c", "x", "user")));
  }

  @Test
  void whatACheckpointNamesStaysWithItsContext() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("a", null, "user").message("b", "a", "assistant")
        .message("c", "b", "user").row("compaction", "d", "c", MORE).message("e", "d", "assistant");
    assertThat(trimmed(file, true, new CheckpointRows.Pinned(Set.of("b", "unknown"), Set.of()))).isEqualTo(text(file));
    assertThat(trimmed(file, true, new CheckpointRows.Pinned(Set.of(), Set.of("a")))).isEqualTo(
        text(TranscriptFiles.withHeader().message("a", null, "user").message("c", "a", "user")
            .row("compaction", "d", "c", MORE).message("e", "d", "assistant")));
  }

  @Test
  void lineEndsAndStrangeSpacingStay() throws IOException {
    String crlf = text(TranscriptFiles.withHeader().message("a", null, "user")).replace("\n", "\r\n");
    TranscriptFiles file = new TranscriptFiles().raw(crlf)
        .raw("{ \"type\" : \"message\",\t\"id\":\"c\", \"parentId\" : \"a\" , \"message\":{\"n\":1.0}}\r\n\r\n")
        .raw("{\"type\":\"compaction\",\"id\":\"d\",\"parentId\":\"c\",\"firstKeptEntryId\":\"c\"}\r\n");
    assertThat(trimmed(file, false, CheckpointRows.Pinned.NOTHING)).isEqualTo(TranscriptFiles.HEADER + "\r\n"
        + "{ \"type\" : \"message\",\t\"id\":\"c\", \"parentId\" : null , \"message\":{\"n\":1.0}}\r\n\r\n"
        + "{\"type\":\"compaction\",\"id\":\"d\",\"parentId\":\"c\",\"firstKeptEntryId\":\"c\"}\r\n");
  }

  @Test
  void leafRowsAndSideEntriesKeepTheirMeaning() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("a", null, "user").message("c", "a", "user")
        .row("compaction", "d", "c", MORE).row("custom", "s", "d", ",\"appendMode\":\"side\"")
        .message("e", "s", "assistant")
        .row("leaf", "z", "e", ",\"targetId\":\"d\",\"appendParentId\":\"e\"");
    String result = trimmed(file, false, CheckpointRows.Pinned.NOTHING);
    assertThat(result).doesNotContain("text of a").contains("\"id\":\"z\"", "\"id\":\"s\"", "\"id\":\"e\"");
  }

  @Test
  void damagedTranscriptsAreLeftAlone() throws IOException {
    TranscriptFiles[] damaged = {
      TranscriptFiles.withHeader().message("a", null, "user").raw("{\"type\":\"mess"),
      TranscriptFiles.withHeader().message("a", null, "user").line("nonsense").message("b", "a", "user"),
      new TranscriptFiles().message("a", null, "user"),
      TranscriptFiles.withHeader().message("a", "gone", "user"),
      TranscriptFiles.withHeader().message("a", "b", "user").message("b", "a", "user"),
      TranscriptFiles.withHeader().message("a", null, "user").message("a", null, "user"),
      new TranscriptFiles().line("{\"type\":\"session\",\"version\":1,\"id\":\"s\"}").line("{\"type\":\"message\"}"),
      new TranscriptFiles().line("{\"type\":\"session\",\"version\":9,\"id\":\"s\"}").message("a", null, "user")};
    for (TranscriptFiles each : damaged) {
      TranscriptTrim trim = TranscriptTrim.of(each.write(directory), true, CheckpointRows.Pinned.NOTHING, Bodies.WHOLE);
      assertThat(trim.obstacle()).as(text(each)).isNotNull();
      assertThat(trim.gain()).isZero();
    }
  }

  private String text(TranscriptFiles file) throws IOException {
    return Files.readString(file.write(directory), StandardCharsets.UTF_8);
  }
}
