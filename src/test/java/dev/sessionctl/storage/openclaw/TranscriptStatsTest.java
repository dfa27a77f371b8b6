package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.openclaw.TranscriptProblems.Kind;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptStatsTest {
  @TempDir
  private Path directory;

  @Test
  void anEmptyFile() throws IOException {
    TranscriptStats stats = new TranscriptFiles().stats(directory);
    assertThat(stats.header()).isEqualTo(HeaderState.EMPTY);
    assertThat(stats.lastActivity()).isEqualTo(Session.UNKNOWN);
    assertThat(stats.walk().activeLength()).isZero();
    assertThat(new TranscriptFiles().raw("\n \r\n").stats(directory).header()).isEqualTo(HeaderState.EMPTY);
  }

  @Test
  void headers() throws IOException {
    assertThat(TranscriptFiles.withHeader().stats(directory).header()).isEqualTo(HeaderState.OK);
    assertThat(header("{\"type\":\"session\",\"version\":4,\"id\":\"s1\"}")).isEqualTo(HeaderState.UNKNOWN_VERSION);
    assertThat(header("{\"type\":\"session\",\"version\":0,\"id\":\"s1\"}")).isEqualTo(HeaderState.UNKNOWN_VERSION);
    assertThat(header("{\"type\":\"session\",\"version\":1.5,\"id\":\"s1\"}")).isEqualTo(HeaderState.UNKNOWN_VERSION);
    assertThat(header("{\"type\":\"session\",\"version\":3,\"id\":\"s2\"}")).isEqualTo(HeaderState.OTHER_SESSION);
    assertThat(header("{\"type\":\"session\",\"version\":3}")).isEqualTo(HeaderState.OTHER_SESSION);
    assertThat(header("{\"id\":\"s1\",\"type\":\"session\"}")).isEqualTo(HeaderState.OK);
    assertThat(header("{\"type\":\"message\"}\n" + TranscriptFiles.HEADER)).isEqualTo(HeaderState.MISSING);
    assertThat(header("garbage")).isEqualTo(HeaderState.MISSING);
  }

  @Test
  void aLineThatIsWholeButHasNoEndAndOneThatIsTorn() throws IOException {
    TranscriptStats whole = new TranscriptFiles().raw(TranscriptFiles.HEADER).stats(directory);
    assertThat(whole.header()).isEqualTo(HeaderState.OK);
    assertThat(whole.problems().count(Kind.UNTERMINATED)).isEqualTo(1);
    assertThat(whole.looksDamaged()).isTrue();
    TranscriptStats torn = TranscriptFiles.withHeader().raw("{\"type\":\"mess").stats(directory);
    assertThat(torn.tornTailBytes()).isEqualTo(13);
    assertThat(torn.problems().count(Kind.TORN)).isEqualTo(1);
    assertThat(torn.unparsableLines()).isEqualTo(1);
  }

  @Test
  void aLineBeingWrittenIsNotDamage() throws IOException {
    Path path = TranscriptFiles.withHeader().raw("{\"type\":\"custom\",\"id\":\"000").write(directory);
    StableRead.Result<TranscriptStats> result = StableRead.appended(path, file -> {
      TranscriptStats stats = TranscriptStats.read(file, "s1", JsonLines.DEFAULT_CAP);
      Files.writeString(file, stats.tornTailBytes() > 0 ? "00001\",\"parentId\":null}\n" : "{\"type\":\"cus",
          StandardOpenOption.APPEND);
      return stats;
    }, TranscriptStats::looksDamaged, repetition -> { });
    assertThat(result.stable()).isTrue();
    assertThat(result.attempts()).isEqualTo(2);
    assertThat(result.value().count(RowType.CUSTOM)).isEqualTo(1);
  }

  @Test
  void windowsLineEnds() throws IOException {
    TranscriptStats stats = new TranscriptFiles().raw(TranscriptFiles.HEADER + "\r\n\r\n").stats(directory);
    assertThat(stats.header()).isEqualTo(HeaderState.OK);
    assertThat(stats.toFields()).containsEntry("carriageReturns", 2L).containsEntry("blankLines", 1L);
  }

  @Test
  void namesInAFixedOrder() throws IOException {
    TranscriptStats stats = TranscriptFiles.withHeader().message("00000001", null, "user")
        .message("00000002", "00000001", "assistant").row("frob", "00000003", "00000002", "").stats(directory);
    assertThat(stats.toFields().keySet()).containsExactly("header", "version", "sessionId", "cwd", "bytes",
        "bytesReclaimable", "lines", "blankLines", "carriageReturns", "messages", "messagesByRole", "types", "entries",
        "entriesWithoutId", "branches", "activeEntries", "sideEntries", "compactions", "danglingParents",
        "duplicateIds", "invalidLeafRows", "cycles", "unparsableLines", "tornTailBytes", "firstTimestamp",
        "lastTimestamp", "lastActivity", "problems", "firstProblems");
    assertThat(stats.toFields()).containsEntry("entries", 3L).containsEntry("activeEntries", 2L)
        .containsEntry("lastActivity", Instant.ofEpochMilli(1795140001500L));
    assertThat(stats.messages("user")).isEqualTo(1);
    assertThat(stats.cwd()).isEqualTo("/w");
  }

  @Test
  void forks() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("00000001", null, "user");
    int before = file.size();
    file.message("00000002", "00000001", "assistant");
    int side = file.size() - before;
    TranscriptStats stats = file.message("00000003", "00000001", "assistant").stats(directory);
    assertThat(stats.walk().branches()).isEqualTo(2);
    assertThat(stats.walk().activeLength()).isEqualTo(2);
    assertThat(stats.reclaimableBytes()).isEqualTo(side);
    TranscriptStats labelled = file.row("label", "00000004", "00000003", ",\"targetId\":\"00000002\"").stats(directory);
    assertThat(labelled.reclaimableBytes()).isZero();
  }

  @Test
  void compactionsInAChain() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().row("model_change", "0000000a", null, "");
    int before = file.size();
    file.message("00000001", "0000000a", "user").row("compaction", "00000002", "00000001",
        ",\"firstKeptEntryId\":\"00000001\",\"tokensBefore\":5");
    final int dropped = file.size() - before;
    file.message("00000003", "00000002", "user").row("compaction", "00000004", "00000003",
        ",\"firstKeptEntryId\":\"00000003\",\"tokensBefore\":7");
    TranscriptStats stats = file.message("00000005", "00000004", "assistant").stats(directory);
    assertThat(stats.reclaimableBytes()).isEqualTo(dropped);
    assertThat(stats.walk().needed().stream().boxed()).containsExactlyElementsOf(List.of(0, 3, 4, 5));
    assertThat(stats.toFields()).containsEntry("tokensBeforeCompaction", 7L).containsEntry("compactions", 2L);
    TranscriptStats lost = file.row("compaction", "00000006", "00000005", ",\"firstKeptEntryId\":\"deadbeef\"")
        .stats(directory);
    assertThat(lost.reclaimableBytes()).isZero();
  }

  @Test
  void circlesEnd() throws IOException {
    TranscriptStats self = TranscriptFiles.withHeader().message("00000001", "00000001", "user").stats(directory);
    assertThat(self.walk().isCircular()).isTrue();
    assertThat(self.walk().cycles()).isEqualTo(1);
    TranscriptStats two = TranscriptFiles.withHeader().message("00000001", "00000002", "user")
        .message("00000002", "00000001", "user").message("00000003", "00000002", "user").stats(directory);
    assertThat(two.walk().isCircular()).isTrue();
    assertThat(two.walk().cycles()).isEqualTo(1);
    assertThat(two.walk().activeLength()).isEqualTo(3);
    assertThat(two.reclaimableBytes()).isZero();
  }

  @Test
  void danglingAndDoubleIds() throws IOException {
    TranscriptStats stats = TranscriptFiles.withHeader().message("00000001", "ffffffff", "user")
        .message("00000002", "00000001", "user").message("00000001", null, "assistant").stats(directory);
    assertThat(stats.walk().danglingParents()).isEqualTo(1);
    assertThat(stats.tree().duplicateIds()).isEqualTo(1);
    assertThat(stats.walk().activeLength()).isEqualTo(1);
    assertThat(stats.walk().needed().get(0)).isTrue();
  }

  @Test
  void versionOneIsALine() throws IOException {
    TranscriptFiles file = new TranscriptFiles().line("{\"type\":\"session\",\"id\":\"s1\",\"cwd\":\"/w\"}");
    final int header = file.size();
    file.line("{\"type\":\"message\",\"message\":{\"role\":\"user\"}}");
    final int first = file.size();
    TranscriptStats stats = file.line("{\"type\":\"message\",\"message\":{\"role\":\"assistant\"}}")
        .line("{\"type\":\"compaction\",\"firstKeptEntryIndex\":2}").stats(directory);
    assertThat(stats.walk().activeLength()).isEqualTo(3);
    assertThat(stats.walk().branches()).isEqualTo(1);
    assertThat(stats.reclaimableBytes()).isEqualTo(first - header);
  }

  @Test
  void leafRowsMoveTheActivePath() throws IOException {
    TranscriptFiles file = TranscriptFiles.withHeader().message("00000001", null, "user")
        .message("00000002", "00000001", "assistant").message("00000003", "00000002", "user");
    TranscriptStats moved = file.row("leaf", "0000000a", "00000003", ",\"targetId\":\"00000001\"").stats(directory);
    assertThat(moved.walk().activeLength()).isEqualTo(1);
    assertThat(moved.tree().entries()).isEqualTo(3);
    TranscriptStats onward = file.message("00000004", "0000000a", "assistant").stats(directory);
    assertThat(onward.walk().activeLength()).isEqualTo(2);
    assertThat(onward.walk().branches()).isEqualTo(2);
    TranscriptStats unknown = file.row("leaf", "0000000b", "00000004", ",\"targetId\":\"99999999\"").stats(directory);
    assertThat(unknown.walk().activeLength()).isEqualTo(2);
    assertThat(unknown.tree().invalidLeafRows()).isEqualTo(1);
    TranscriptStats nothing = file.row("leaf", "0000000c", "00000004", ",\"targetId\":null").stats(directory);
    assertThat(nothing.walk().activeLength()).isZero();
  }

  @Test
  void sideEntriesStayOffTheActivePath() throws IOException {
    TranscriptStats stats = TranscriptFiles.withHeader().message("00000001", null, "user")
        .row("custom", "00000002", "00000001", ",\"appendMode\":\"side\"")
        .message("00000003", "00000002", "assistant").stats(directory);
    assertThat(stats.walk().activeLength()).isEqualTo(2);
    assertThat(stats.toFields()).containsEntry("sideEntries", 1L);
  }

  @Test
  void oddIdsAreToldApart() throws IOException {
    String[] ids = {"00000000", "0", "ABCDEF01", "abcdef01", "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0001-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "7fffffff-ffff-ffff-ffff-ffffffffffff", "7fffffff-ffff-ffff-ffff-fffffffffffe", "ä", "\\u0000", " x"};
    TranscriptFiles file = TranscriptFiles.withHeader();
    String parent = null;
    for (String id : ids) {
      file.message(id, parent, "user");
      parent = id;
    }
    TranscriptStats stats = file.stats(directory);
    assertThat(stats.tree().duplicateIds()).isZero();
    assertThat(stats.walk().activeLength()).isEqualTo(ids.length);
  }

  private HeaderState header(String lines) throws IOException {
    return new TranscriptFiles().line(lines).stats(directory).header();
  }
}
