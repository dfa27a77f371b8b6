package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What gets smaller, and what must not change by it. */
@EnabledOnOs(OS.LINUX)
class CompactTest {

  private static final String DATA = "{\n        \"session_data\": {\"messages\": [1, 2.50, \"}\"]}\n      }";

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
  }

  private Runs.Result compact(Compaction.Level level) throws IOException {
    return Runs.apply(home.store(), new Compaction(level, null, 0, Duration.ofMinutes(15)), home.environment());
  }

  private String text(String key) throws IOException {
    return Files.readString(home.sessions.resolve(key + ".json"));
  }

  @Test
  void piecesOfTheSummaryBecomeOneWithTheSums() throws Exception {
    SessionText session = SessionText.of("a").summary(50).messages(3).with("cost", "1e400")
        .with("total_tokens", "12345678901234567890").metadata("{\"x\": 1.0, \"é\": \"\\u00e9\"}").archive(2);
    Path file = home.write("a", session);
    long time = FileIdentity.of(file).modifiedNanos();
    String before = text("a");

    Runs.Result run = compact(Compaction.Level.LOSSLESS);

    assertThat(run.report().done()).isEqualTo(1);
    String expected = before.replaceFirst("\\[Session Summary\\]\\\\n(?:[^\"]*)", "[Session Summary]\\\\nPrevious "
        + "conversation: 50 messages\\\\nMessage breakdown: {'user': 50, 'assistant': 0, 'tool': 0}");
    assertThat(text("a")).isEqualTo(expected);
    assertThat(text("a").length()).isLessThan(before.length() - 4000);
    assertThat(FileIdentity.of(file).modifiedNanos()).isGreaterThan(time);
    assertThat(FileStat.of(file).permissions()).isEqualTo(0600);
    assertThat(Runs.trashed(home.store())).singleElement().satisfies(
        kept -> assertThat(Files.readString(kept)).isEqualTo(before));
    assertThat(compact(Compaction.Level.LOSSLESS).report().done()).as("again").isZero();
    Runs.restore(home.store(), run.runId(), home.environment());
    assertThat(text("a")).isEqualTo(before);
  }

  @Test
  void whatTheSummarySaysInOtherWordsStays() {
    String own = "[Session Summary]\nThe user \"asked\" for X.\n---\nPrevious conversation: 3 messages compacted."
        + "\n---\nPrevious conversation: 1 messages\nMessage breakdown: {'user': 1}\n---\nKey topics: a, b\n---\n"
        + "Previous conversation: 4 messages compacted.\n---\n"
        + "Previous conversation: 2 messages\nMessage breakdown: {'assistant': 2, 'user': 0}\n---\n"
        + "Previous conversation: 1 messages\nMessage breakdown: {'user': }";
    SummaryText.Shorter shorter = SummaryText.shorten(own);
    assertThat(shorter.text()).isEqualTo("[Session Summary]\nThe user \"asked\" for X.\n---\n"
        + "Previous conversation: 7 messages compacted.\n---\n"
        + "Previous conversation: 3 messages\nMessage breakdown: {'user': 1, 'assistant': 2}\n---\nKey topics: a, b"
        + "\n---\nPrevious conversation: 1 messages\nMessage breakdown: {'user': }");
    assertThat(shorter.before()).isEqualTo(7);
    assertThat(shorter.after()).isEqualTo(5);
    assertThat(SummaryText.shorten(shorter.text())).isNull();
    assertThat(SummaryText.shorten("[Session Summary]\none\n---\ntwo")).isNull();
    assertThat(SummaryText.shorten("something else\n---\nPrevious conversation: 1 messages compacted.\n---\n"
        + "Previous conversation: 1 messages compacted.")).isNull();
    assertThat(SummaryText.shorten(null)).isNull();
  }

  /** Longer than its parser may recurse. */
  @Test
  void aSummaryOfHundredThousandPieces() {
    StringBuilder text = new StringBuilder("[Session Summary]\n");
    for (int i = 0; i < 100_000; i++) {
      text.append(i == 0 ? "" : "\n---\n").append("Previous conversation: 1 messages\nMessage breakdown: {'user': 1}");
    }
    assertThat(SummaryText.shorten(text.toString()).text())
        .endsWith("100000 messages\nMessage breakdown: {'user': 100000}");
  }

  @Test
  void archivedMessagesGoOutOnlyWhenThatIsAskedFor() throws Exception {
    home.write("a", SessionText.of("a").messages(3).archive(40));
    String before = text("a");
    assertThat(compact(Compaction.Level.LOSSLESS).report().done()).isZero();
    Runs.Result run = compact(Compaction.Level.TRIM);
    assertThat(run.report().done()).isEqualTo(1);
    assertThat(text("a")).isEqualTo(SessionText.of("a").messages(3).toString());
    assertThat(Runs.trashed(home.store())).singleElement().satisfies(
        kept -> assertThat(Files.readString(kept)).isEqualTo(before));
  }

  @Test
  void supersededCopiesGoAndPositionsAreShifted() throws Exception {
    home.write("a", SessionText.hierarchical("a").messages(1)
        .message("system", "Session initialized", DATA, "")
        .message("user", "two")
        .message("system", "Session closed", DATA, "")
        .message("user", "four")
        .message("system", "Session initialized", DATA.replace("1,", "9,"), "")
        .message("tool", "six", "{\"session_data\": 1, \"more\": 2}", "\"tool_call_id\": \"c\"")
        .message("system", "Session closed", DATA.replace("1,", "7,"), "")
        .with("snapshots", "[{\"id\": \"s0\", \"message_index\": -1}, {\"id\": \"s1\", \"message_index\": 0},"
            + " {\"id\": \"s2\", \"message_index\": 2}, {\"id\": \"s3\", \"message_index\": 3},"
            + " {\"id\": \"s4\", \"message_index\": 7}]")
        .with("last_compaction", "{\"summary\": \"s\", \"message_index\": 4, \"role\": \"system\"}"));

    compact(Compaction.Level.TRIM);

    List<String> messages = new ArrayList<>();
    SessionContent content = ContentReader.read(home.sessions.resolve("a.json"),
        (archived, index, message) -> messages.add(message.text));
    assertThat(messages).containsExactly("message 0", "two", "four", "six", "Session closed");
    assertThat(text("a")).contains("[7, 2.50, \"}\"]").doesNotContain("[9, 2.50").contains("\"more\": 2");
    assertThat(content.snapshots).extracting(SessionContent.Snapshot::messageIndex)
        .containsExactly(-1L, 0L, 1L, 1L, 4L);
    assertThat(content.compactionIndex).isEqualTo("2");
    assertThat(content.shapes).isEmpty();
  }

  @Test
  void whatIsYoungDamagedUnifiedOrLinkedStays() throws Exception {
    home.write("young", SessionText.of("young").summary(50));
    Files.setLastModifiedTime(home.sessions.resolve("young.json"), FileTime.fromMillis(home.fake.clock().millis()));
    home.write("damaged", SessionText.of("damaged").summary(50) + "}");
    home.write("twice", SessionText.of("twice").summary(50).toString().replace("\"user_id\": null",
        "\"agent_name\": \"b\""));
    home.write("unified", SessionText.unified("unified").summary(50));
    home.write("linked", SessionText.of("linked").summary(50));
    Files.createLink(home.sessions.resolve("second-name"), home.sessions.resolve("linked.json"));
    List<String> items = new ArrayList<>();
    try (Change change = home.store().prepare(
        new Compaction(Compaction.Level.TRIM, null, 0, Duration.ofMinutes(15)))) {
      change.plan().forEachItem(item -> items.add(item.action() + " " + item.key() + ": " + item.reason()));
      assertThat(change.plan().changes()).isZero();
    }
    assertThat(items).containsExactly("keep linked: has 2 hard links", "keep young: changed just now");
  }

  @Test
  void theThresholdAndTheKeysAreHeeded() throws Exception {
    home.write("a", SessionText.of("a").summary(3).messages(100));
    home.write("b", SessionText.of("b").summary(50));
    Compaction request = new Compaction(Compaction.Level.LOSSLESS, null, 20, Duration.ZERO);
    assertThat(Runs.apply(home.store(), request, home.environment()).report().done()).isEqualTo(1);
    assertThat(text("a")).contains("---");
    Compaction one = new Compaction(Compaction.Level.LOSSLESS, Set.of("a"), 0, Duration.ZERO);
    assertThat(Runs.apply(home.store(), one, home.environment()).report().done()).isEqualTo(1);
  }

  @Test
  void deadTemporaryFilesGo() throws Exception {
    home.old(Files.writeString(home.sessions.resolve("tmpabcdefgh.tmp"), "{"));
    Runs.Result run = compact(Compaction.Level.LOSSLESS);
    assertThat(run.report().done()).isEqualTo(1);
    assertThat(home.sessions.resolve("tmpabcdefgh.tmp")).doesNotExist();
  }

  @Test
  void aWriterThatWasFasterWins() throws Exception {
    home.write("a", SessionText.of("a").summary(50));
    try (Change change = home.store().prepare(
        new Compaction(Compaction.Level.LOSSLESS, null, 0, Duration.ofMinutes(15)))) {
      home.write("a", SessionText.of("a").summary(50).message("user", "new"));
      home.store().area().create();
      var report = change.apply(new dev.sessionctl.storage.change.ApplyContext("20261120T100000.000Z-00000001",
          (step, fields) -> { }, Duration.ZERO, dev.sessionctl.storage.change.ApplyContext.ProgressListener.NONE));
      assertThat(report.skipped()).extracting(PlanItem::reason).singleElement().asString().contains("changed");
    }
    assertThat(text("a")).contains("\"new\"");
  }
}
