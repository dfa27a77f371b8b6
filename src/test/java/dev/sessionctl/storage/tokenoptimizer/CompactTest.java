package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactTest {

  @TempDir
  Path directory;

  private Tree tree;
  private Runs runs;

  @BeforeEach
  void begin() throws IOException {
    tree = Tree.in(directory).session("s", "compact", "progressive-20", "compact", "end", "compact", "compact", "stop")
        .session("other", "compact");
    runs = new Runs(tree);
    tree.settle();
  }

  private List<String> triggers() throws IOException {
    return Files.readAllLines(tree.manifest("s")).stream().map(line -> line.split("\"trigger\":\"")[1].split("\"")[0])
        .toList();
  }

  @Test
  void losslessLeavesOutLinesWithoutCheckpointsOnly() throws IOException {
    Path gone = Path.of(Files.readAllLines(tree.manifest("s")).get(0).split("\"")[3]);
    Files.delete(gone);
    final Map<String, String> before = tree.snapshot();
    runs.change(0, "compact");
    assertThat(triggers()).containsExactly("progressive-20", "compact", "end", "compact", "compact", "stop");
    assertThat(Files.getLastModifiedTime(tree.manifest("s")).toMillis()).isEqualTo(tree.now());
    assertThat(tree.check().findings()).isEmpty();
    assertThat(runs.change(0, "compact").out()).contains("nothing to do");
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trim", "branches"})
  void trimLeavesTheNewestOfEachTrigger(String level) throws IOException {
    final Map<String, String> before = tree.snapshot();
    final Path restored = tree.plugin.restore("s");
    runs.change(0, "compact", "--level", level);
    assertThat(triggers()).containsExactly("progressive-20", "end", "compact", "stop");
    try (var files = Files.list(tree.plugin.session("s"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".md"))).hasSize(4);
    }
    assertThat(tree.plugin.restore("s")).isEqualTo(restored);
    assertThat(tree.check().findings()).isEmpty();
    assertThat(runs.change(0, "compact", "--level", level).out()).contains("nothing to do");
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  /**
   * The next capture is compared with the last line, so its pair stays although a newer one of its trigger is there.
   */
  @Test
  void theLastPairStaysWhateverItsTime() throws IOException {
    List<String> lines = Files.readAllLines(tree.manifest("s"));
    Files.writeString(tree.manifest("s"), String.join("\n", IntStream.of(1, 2, 3, 4, 5, 6, 0).mapToObj(lines::get)
        .toList()) + "\n");
    tree.settle();
    runs.change(0, "compact", "--level", "trim");
    assertThat(triggers()).containsExactly("progressive-20", "end", "compact", "stop", "compact");
    assertThat(tree.check().findings()).isEmpty();
  }

  @Test
  void bringsBackWhatWasLeftOutBesideWhatWasCapturedSince() throws IOException {
    List<String> former = Files.readAllLines(tree.manifest("s"));
    runs.change(0, "compact", "--level", "trim");
    tree.capture("s", "progressive-35");
    final String later = Files.readAllLines(tree.manifest("s")).get(4);
    runs.change(0, "trash restore", runs.lastRun());
    List<String> expected = new java.util.ArrayList<>(former);
    expected.add(later);
    assertThat(Files.readAllLines(tree.manifest("s"))).isEqualTo(expected);
    assertThat(tree.check().findings()).isEmpty();
  }

  @Test
  void boundsLogsFromTheEnd() throws IOException {
    Path decisions = tree.decisions("s");
    Path events = Tree.write(tree.paths().checkpoints(), StorePaths.EVENTS, "");
    for (Path log : List.of(decisions, events)) {
      Files.writeString(log, String.join("", IntStream.range(0, 10_500).mapToObj(i -> "{\"n\":" + i + "}\n").toList()),
          StandardOpenOption.TRUNCATE_EXISTING);
    }
    tree.settle();
    final Map<String, String> before = tree.snapshot();
    assertThat(runs.change(0, "compact").out()).contains("nothing to do");
    runs.change(0, "compact", "--level", "trim");
    assertThat(Files.readAllLines(decisions)).hasSize(1_000).startsWith("{\"n\":9500}").endsWith("{\"n\":10499}");
    assertThat(Files.readAllLines(events)).hasSize(10_000).startsWith("{\"n\":500}");
    assertThat(Files.getLastModifiedTime(events).toMillis()).isEqualTo(tree.now());
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void setsOldTemporariesAside() throws IOException {
    Path old = Tree.write(tree.paths().readCache(), "main-a.json.tmp", "{");
    tree.settle();
    Path fresh = Tree.write(tree.paths().readCache(), "main-b.json.tmp", "{");
    Files.setLastModifiedTime(fresh, FileTime.from(FakeEnvironment.START.minusSeconds(1800)));
    runs.change(0, "compact");
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void leavesDamageToRepairAndFreshSessionsAlone() throws IOException {
    Files.writeString(tree.manifest("s"), "torn", StandardOpenOption.APPEND);
    tree.settle();
    assertThat(runs.reasons("compact", "--level", "trim")).contains("sessionctl repair");
    Files.setLastModifiedTime(tree.state("other"), FileTime.from(FakeEnvironment.START.minusSeconds(60)));
    assertThat(runs.reasons("compact", "other", "--level", "trim")).contains("changed just now");
  }

  @Test
  void actsOnlyWhereEnoughIsGained() throws IOException {
    assertThat(runs.reasons("compact", "--level", "trim", "--auto", "--threshold", "90%")).contains("below 90%");
    runs.change(0, "compact", "--level", "trim", "--auto", "--threshold", "20%");
    assertThat(triggers()).hasSize(4);
  }

  @Test
  void refusesWhatIsForTranscripts() {
    assertThat(runs.change(15, "compact", "--level", "trim", "--keep-images").err()).contains("transcripts");
  }
}
