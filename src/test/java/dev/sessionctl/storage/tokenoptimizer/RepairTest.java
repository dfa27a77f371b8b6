package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.tokenoptimizer.Plugin.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepairTest {

  @TempDir
  Path directory;

  private Tree tree;
  private Runs runs;

  @BeforeEach
  void begin() throws IOException {
    tree = Tree.in(directory).session("a", "progressive-20", "quality-80", "milestone-pre-fanout", "compact")
        .session("b", "compact");
    runs = new Runs(tree);
    tree.settle();
  }

  static Stream<Flaw> mended() {
    return RepairPlanner.MENDED.stream().filter(flaw -> flaw != Flaw.RUN_INTERRUPTED);
  }

  @ParameterizedTest
  @MethodSource("mended")
  void mendsWhatVerifyFinds(Flaw flaw) throws IOException {
    Damage.damage(flaw, tree, new ArrayList<>());
    tree.settle();
    assertThat(tree.check().ids()).contains(flaw.id());
    runs.change(0, "repair");
    assertThat(tree.check().findings()).isEmpty();
    assertThat(runs.change(0, "repair").out()).contains("nothing to do");
    Plugin restarted = new Plugin(tree.home, () -> FakeEnvironment.START.toEpochMilli(), 10);
    assertThat(restarted.evaluate("a", new Event(20, 75, true, 0, List.of(), "x"))).isNull();
    if (flaw != Flaw.CHECKPOINT_EMPTY && flaw != Flaw.MANIFEST_DANGLING && flaw != Flaw.MANIFEST_LAST_DANGLING) {
      assertThat(tree.plugin.restore("a").toString()).endsWith("milestone-pre-fanout.md");
    }
  }

  @ParameterizedTest
  @MethodSource("mended")
  void mendsOnlyWhatWasAskedFor(Flaw flaw) throws IOException {
    Damage.damage(flaw, tree, new ArrayList<>());
    tree.settle();
    final Map<String, String> before = tree.snapshot();
    String other = (flaw == Flaw.MODE_FILE ? Flaw.STATE_EMPTY : Flaw.MODE_FILE).id();
    runs.change(0, "repair", "--finding", other);
    runs.change(0, "repair", "b");
    assertThat(tree.snapshot()).isEqualTo(before);
    runs.change(0, "repair", "--finding", flaw.id());
    assertThat(tree.check().ids()).doesNotContain(flaw.id());
  }

  @Test
  void adviceAndDeedAgree() {
    for (Flaw flaw : Flaw.values()) {
      boolean advised = flaw.fix() != null && flaw.fix().contains("sessionctl repair");
      assertThat(advised).as(flaw.id()).isEqualTo(RepairPlanner.MENDED.contains(flaw));
    }
  }

  /** The facts say that a record is what the triggers of its manifest say together, but for the counts of edits. */
  @Test
  void rebuildsEveryRecordFromItsManifest() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    long[] now = {Tree.LONG_AGO};
    Plugin plugin = new Plugin(tree.home, () -> now[0], 20);
    for (int i = 0; i < 1500; i++) {
      now[0] += 30_000;
      plugin.evaluate("r" + random.nextInt(60), new Event(random.nextInt(100), random.nextInt(100),
          random.nextInt(5) == 0, random.nextInt(3), List.of(), "t" + i));
    }
    Map<String, PolicyState> before = new HashMap<>();
    for (String key : SessionScan.keys(tree.paths())) {
      Path state = tree.state(key);
      if (Files.exists(state)) {
        before.put(key, new StateFile().read(state));
        Files.write(state, new byte[0]);
      }
    }
    tree.settle();
    assertThat(before).hasSizeGreaterThan(55);
    runs.change(0, "repair");
    before.forEach((key, state) -> {
      PolicyState rebuilt = new StateFile().read(tree.state(key));
      assertThat(rebuilt.bands).as(key).isEqualTo(state.bands);
      assertThat(rebuilt.thresholds).as(key).isEqualTo(state.thresholds);
      assertThat(rebuilt.milestones).as(key).isEqualTo(state.milestones);
      assertThat(rebuilt.lastCheckpointAt).as(key).isEqualTo(state.lastCheckpointAt);
    });
  }

  /** The plugin writes the checkpoint, then its line, then the record (2.4.19), and was killed after the first. */
  @Test
  void aCaptureThatWasCutOffIsInLineAndRecord() throws IOException {
    Path present;
    try (Stream<Path> files = Files.list(tree.manifest("a").getParent())) {
      present = files.filter(file -> file.toString().endsWith(".md")).min(Comparator.naturalOrder()).orElseThrow();
    }
    Path cutOff = present.resolveSibling(present.getFileName().toString().replace("progressive-20", "progressive-65"));
    Files.writeString(cutOff, Files.readString(present).replace("progressive-20", "progressive-65"));
    Files.setPosixFilePermissions(cutOff, Files.getPosixFilePermissions(present));
    tree.settle();
    assertThat(tree.check().ids()).containsExactly(Flaw.CHECKPOINT_ORPHAN.id());

    runs.change(0, "repair");

    assertThat(tree.check().findings()).isEmpty();
    assertThat(Files.readString(tree.manifest("a"))).contains(cutOff.toString());
    assertThat(PluginState.load(Files.readAllBytes(tree.state("a"))).bands).contains(20, 65);
  }

  @Test
  void keepsCountsAndUnionsWhatBothSay() throws IOException {
    String text = Files.readString(tree.state("a")).replace("\"capturedFillBands\": [\n    20\n  ]",
        "\"capturedFillBands\": [\n    65\n  ]").replace("\"editWriteCount\": 0", "\"editWriteCount\": 7")
        .replace("\"editedFiles\": []", "\"editedFiles\": [\n    \"/p/\\u00e4\\\"\"\n  ]");
    Files.writeString(tree.state("a"), text);
    tree.settle();
    runs.change(0, "repair");
    PluginState state = PluginState.load(Files.readAllBytes(tree.state("a")));
    assertThat(state.bands).containsExactly(65, 20);
    assertThat(state.editWriteCount).isEqualTo(7);
    assertThat(state.editedFiles).containsExactly("/p/ä\"");
  }

  @Test
  void keepsDamagedBytesInLostAndFound() throws IOException {
    Files.writeString(tree.manifest("a"), "{\"torn", StandardOpenOption.APPEND);
    tree.settle();
    runs.change(0, "repair");
    Path lost = tree.paths().area().trash().resolve(runs.lastRun()).resolve("lost+found");
    try (Stream<Path> files = Files.list(lost)) {
      assertThat(files.map(RepairTest::read)).containsExactly("{\"torn");
    }
    assertThat(Files.readAllLines(tree.manifest("a"))).hasSize(4);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A tree that was copied to another home: everything but the paths stays as it is. */
  @Test
  void leadsForeignPathsHereAgain() throws IOException {
    String former = Files.readString(tree.manifest("a"));
    Files.writeString(tree.manifest("a"), former.replace(tree.plugin.session("a").toString(),
        "/home/\\u00fcser/.openclaw/token-optimizer/checkpoints/a"));
    tree.settle();
    assertThat(tree.plugin.restore("a")).isNull();
    runs.change(0, "repair");
    assertThat(tree.manifest("a")).hasContent(former);
    assertThat(Files.getLastModifiedTime(tree.manifest("a")).toMillis()).isEqualTo(tree.now());
  }

  @Test
  void addsLinesWhereTheirTimeBelongs() throws IOException {
    List<String> lines = Files.readAllLines(tree.manifest("a"));
    Files.writeString(tree.manifest("a"), lines.get(0) + "\n" + lines.get(3) + "\n");
    tree.settle();
    runs.change(0, "repair");
    List<String> mended = Files.readAllLines(tree.manifest("a"));
    assertThat(mended).hasSize(4);
    assertThat(mended.get(0)).isEqualTo(lines.get(0));
    assertThat(mended.get(1)).contains("quality-80").endsWith(lines.get(1).split("messageCount")[1]);
    assertThat(mended.get(2)).contains("milestone-pre-fanout").contains("\"messageCount\":3");
    assertThat(mended.get(3)).isEqualTo(lines.get(3));
  }

  @Test
  void bringsBackWhatItReplaced() throws IOException {
    Files.setPosixFilePermissions(tree.state("b"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(tree.state("a"), new byte[0]);
    tree.settle();
    Map<String, String> before = tree.snapshot();
    runs.change(0, "repair");
    assertThat(tree.snapshot()).isNotEqualTo(before);
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void refusesWhatItCannotMend() {
    assertThat(runs.change(15, "repair", "--reindex").err()).contains("no index");
    assertThat(runs.change(15, "repair", "--finding", Flaw.SESSION_LINK.id()).err()).contains("session.symlink");
    assertThat(runs.change(15, "repair", "--finding", "nonsense").err()).contains("nonsense");
  }
}
