package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.tokenoptimizer.Plugin.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvictTest {

  private static final String UUID = "0aa3d5b0-0000-4000-8000-000000000000";

  @TempDir
  Path directory;

  private Tree tree;
  private Runs runs;

  @BeforeEach
  void begin() throws IOException {
    tree = Tree.in(directory).session("old", "progressive-20", "quality-80", "compact").session("new", "compact");
    runs = new Runs(tree);
    tree.settle();
  }

  private static Map<String, String> without(Map<String, String> snapshot, String... parts) {
    Map<String, String> left = new TreeMap<>(snapshot);
    for (String part : parts) {
      left.keySet().removeIf(name -> name.contains(part));
    }
    return left;
  }

  @Test
  void takesManifestAndCheckpointsAndLeavesTheRecord() throws IOException {
    final Map<String, String> before = tree.snapshot();
    Runs.Result result = runs.change(0, "evict", "--max-sessions", "1");
    assertThat(result.out()).contains("1 done, 0 skipped, 0 failed").contains("the records of what was captured stay");
    assertThat(tree.plugin.session("old")).isDirectoryContaining(path -> path.endsWith("policy-state.json"));
    assertThat(tree.snapshot()).isEqualTo(without(before, "checkpoints/old/2", "checkpoints/old/manifest"));
    assertThat(tree.scan().get("old").state()).isEqualTo(SessionState.EVICTED);
    assertThat(tree.check().findings()).isEmpty();
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void nothingIsCapturedAgainAfterwards() throws IOException {
    runs.change(0, "evict", "--max-age", "1h", "--max-delete", "100%");
    Plugin restarted = new Plugin(tree.home, () -> FakeEnvironment.START.toEpochMilli(), 10);
    assertThat(restarted.evaluate("old", Event.fill(20, "x"))).isNull();
    assertThat(restarted.evaluate("old", new Event(20, 75, false, 0, List.of(), "x"))).isNull();
    assertThat(restarted.evaluate("old", Event.fill(35, "x")).trigger()).isEqualTo("progressive-35");
    assertThat(restarted.restore("old").toString()).endsWith("progressive-35.md");
  }

  @Test
  void whatWasEvictedNeitherCountsNorGoesAgain() throws IOException {
    runs.change(0, "evict", "--max-sessions", "1");
    assertThat(runs.change(0, "evict", "--max-sessions", "1").out()).contains("nothing to do");
    assertThat(runs.reasons("evict", "old")).contains("only its record is left");
    assertThat(runs.change(0, "evict", "old").out()).contains("nothing to do");
  }

  @Test
  void bringsBackBesideWhatWasCapturedSince() throws IOException {
    final String former = Files.readString(tree.manifest("old"));
    runs.change(0, "evict", "old");
    Path later = tree.capture("old", "progressive-50");
    final String line = Files.readString(tree.manifest("old"));
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.manifest("old")).hasContent(former + line);
    assertThat(later).exists();
    assertThat(tree.check().findings()).isEmpty();
    assertThat(tree.plugin.restore("old").toString()).contains("quality-80");
    String again = runs.change(0, "trash restore", runs.lastRun()).out();
    assertThat(again).contains("nothing to do");
    assertThat(tree.manifest("old")).hasContent(former + line);
  }

  @ParameterizedTest
  @EnumSource(value = Flaw.class, names = {"STATE_MISSING", "STATE_EMPTY", "STATE_TORN", "STATE_NOT_AN_OBJECT",
      "STATE_ODD_FIELD", "STATE_BEHIND", "FILE_LINK", "FILE_NOT_A_FILE", "FILE_HARD_LINK"})
  void keepsASessionWhoseRecordIsDamaged(Flaw flaw) throws IOException {
    tree.session("a", "progressive-20", "quality-80", "milestone-pre-fanout", "compact");
    Damage.damage(flaw, tree, new java.util.ArrayList<>());
    tree.settle();
    Map<String, String> before = tree.snapshot();
    assertThat(runs.change(0, "evict", "a").out()).contains("nothing to do");
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void keepsACheckpointWhoseCaptureTheRecordDoesNotHold() throws IOException {
    Files.writeString(tree.plugin.session("old").resolve("2026-11-19T00-00-00-000Z-progressive-65.md"), "x");
    tree.settle();
    assertThat(runs.reasons("evict", "old")).contains("sessionctl repair");
    runs.change(0, "evict", "old");
    assertThat(tree.manifest("old")).exists();
  }

  @Test
  void leavesAloneWhatWasWrittenJustNow() throws IOException {
    Files.setLastModifiedTime(tree.manifest("old"), FileTime.from(FakeEnvironment.START.minusSeconds(60)));
    assertThat(runs.reasons("evict", "--max-sessions", "1")).contains("changed within quiet-for");
    runs.change(0, "evict", "--max-sessions", "1");
    assertThat(tree.manifest("old")).exists();
  }

  @Test
  void leavesACheckpointWithoutALineThatMayBelongToACapture() throws IOException {
    Path fresh = tree.plugin.session("old").resolve("2026-11-19T00-00-00-000Z-compact.md");
    Files.writeString(fresh, "# Session");
    Files.setLastModifiedTime(fresh, FileTime.from(FakeEnvironment.START.minusSeconds(10)));
    runs.change(0, "evict", "old", "--quiet-for", "0s");
    assertThat(fresh).exists();
    assertThat(tree.manifest("old")).doesNotExist();
  }

  @Test
  void skipsASessionThatIsCapturedBetweenPlanAndApply() throws IOException {
    Files.writeString(tree.manifest("old"), "x", StandardOpenOption.APPEND);
    tree.settle();
    String plan = directory.resolve("plan").toString();
    runs.change(0, "evict", "old", "--plan-out", plan);
    Files.writeString(tree.manifest("old"), "y", StandardOpenOption.APPEND);
    tree.settle();
    assertThat(runs.any("evict", "--apply", plan, "--yes").code()).isEqualTo(12);
    assertThat(tree.manifest("old")).exists();
  }

  @Test
  void refusesOrphansAndTakesOldTemporaries() throws IOException {
    assertThat(runs.change(15, "evict", "--orphans", "garbage").err()).contains("--orphans");
    Tree.write(tree.paths().readCache(), "main-x.json.tmp", "{");
    tree.settle();
    Path fresh = Tree.write(tree.paths().readCache(), "main-y.json.tmp", "{");
    Files.setLastModifiedTime(fresh, FileTime.from(FakeEnvironment.START.minusSeconds(600)));
    runs.change(0, "evict", "--archives-older-than", "5m");
    assertThat(tree.paths().readCache()).isDirectoryNotContaining("glob:**/main-x.json.tmp");
    assertThat(fresh).exists();
  }

  @Test
  void inFullTakesEverythingOfAColdSession() throws IOException {
    tree.session(UUID, "compact").cache("main", UUID);
    tree.hints(UUID);
    tree.decisions(UUID);
    Tree.write(tree.plugin.session(UUID), "note", "x");
    tree.aged(FakeEnvironment.START.toEpochMilli() - 2 * 86_400_000L);
    Files.writeString(tree.state(UUID), Files.readString(tree.state(UUID)).replaceAll("At\": \\d{13}", "At\": 1"));
    tree.aged(FakeEnvironment.START.toEpochMilli() - 2 * 86_400_000L);
    final Map<String, String> before = tree.snapshot();
    runs.change(0, "evict", UUID, "--full");
    assertThat(tree.snapshot()).isEqualTo(without(before, UUID));
    runs.change(0, "trash restore", runs.lastRun());
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void inFullLeavesWhatIsNotCold() throws IOException {
    assertThat(runs.reasons("evict", "old", "--full")).contains("not cold");
    runs.change(0, "evict", "old", "--full");
    assertThat(tree.manifest("old")).exists();
  }

  private void makeCold(String key) throws IOException {
    Files.writeString(tree.state(key), Files.readString(tree.state(key)).replaceAll("At\": \\d{13}", "At\": 1"));
    tree.aged(FakeEnvironment.START.toEpochMilli() - 2 * 86_400_000L);
  }

  @Test
  void inFullTakesWhatIsLeftOfAnEvictedSession() throws IOException {
    makeCold("old");
    runs.change(0, "evict", "old");
    runs.change(0, "evict", "old", "--full");
    assertThat(tree.plugin.session("old")).doesNotExist();
    assertThat(tree.plugin.session("new")).exists();
  }

  /** The gateway's own index says when the session was active, however old the plugin's files are. */
  @Test
  void inFullLeavesASessionThatTheGatewayGoesOnWith() throws IOException {
    makeCold("old");
    makeCold("new");
    Path sessions = tree.home.resolve(".openclaw/agents/main/sessions");
    Tree.write(sessions, "sessions.json", "{\n  \"agent:main:main\": {\n    \"sessionId\": \"old\",\n"
        + "    \"updatedAt\": " + (FakeEnvironment.START.toEpochMilli() - 3_600_000) + "\n  }\n}");
    assertThat(runs.change(0, "evict", "old", "new", "--full", "--max-delete", "100%").out())
        .contains("the gateway's session was active since").contains("1 done");
    assertThat(tree.plugin.session("old")).exists();
    assertThat(tree.plugin.session("new")).doesNotExist();
  }

  @Test
  void inFullLeavesAllWhenTheGatewaysSessionsCannotBeRead() throws IOException {
    makeCold("old");
    Path sessions = tree.home.resolve(".openclaw/agents/main/sessions");
    Tree.write(sessions, "sessions.json", "{ torn");
    assertThat(runs.reasons("evict", "old", "--full")).contains("it is not known");
    runs.change(0, "evict", "old", "--full");
    assertThat(tree.manifest("old")).exists();
  }

  @Test
  void fullMeansNothingToOtherFormats() throws IOException {
    Path sessions = directory.resolve("agents/main/sessions");
    Tree.write(sessions, "sessions.json", "{}");
    Runs.Result result = runs.any("evict", "--max-age", "1d", "--full", "--yes", "-s", sessions.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--full").contains("openclaw-json");
  }

  @Test
  void goesOnBesideAGatewayButNotOnARemoteFileSystem() throws IOException {
    tree.fake.processes().add(4711, 5, "openclaw-gateway");
    runs.change(0, "evict", "old");
    tree.fake.fileSystem("nfs4");
    assertThat(runs.change(11, "evict", "new").err()).contains("nfs4");
    runs.change(0, "evict", "new", "--assume-offline");
  }
}
