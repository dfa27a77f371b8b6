package dev.sessionctl.storage.tokenoptimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.tokenoptimizer.Plugin.Capture;
import dev.sessionctl.storage.tokenoptimizer.Plugin.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in for the plugin does what was observed of the plugin itself (2.4.19); all other tests rest on it. */
class PluginTest {

  @TempDir
  Path home;

  private long now = 1_785_572_544_050L;

  private Plugin plugin(int cap) {
    return new Plugin(home, () -> now, cap);
  }

  @Test
  void namesItsFilesAndWritesThemPrivately() throws IOException {
    Capture capture = plugin(10).capture("a:b", "progressive-20", "d", 3);
    Path session = home.resolve(".openclaw/token-optimizer/checkpoints/a_b");
    assertThat(capture.file()).isEqualTo(session.resolve("2026-08-01T08-22-24-050Z-progressive-20.md"));
    assertThat(mode(session)).isEqualTo(0700);
    for (String name : List.of("policy-state.json", "manifest.jsonl", capture.file().getFileName().toString())) {
      assertThat(mode(session.resolve(name))).as(name).isEqualTo(0600);
    }
    assertThat(Files.readString(session.resolve("policy-state.json"))).isEqualTo("""
        {
          "capturedFillBands": [
            20
          ],
          "capturedQualityThresholds": [],
          "capturedMilestones": [],
          "lastCheckpointAt": 1785572544050,
          "lastEvaluatedAt": 0,
          "editWriteCount": 0,
          "editedFiles": [],
          "editBatchMarkerWrites": 0,
          "editBatchMarkerFiles": 0
        }""");
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  @Test
  void takesTheBandsOneByOneFromTheHighest() {
    Plugin plugin = plugin(10);
    List<String> triggers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Capture capture = plugin.evaluate("s", Event.fill(90, "d" + i));
      triggers.add(capture == null ? null : capture.trigger());
      now += Plugin.COOLDOWN;
    }
    assertThat(triggers).containsExactly("progressive-80", "progressive-65", "progressive-50", "progressive-35",
        "progressive-20", null, null);
    assertThat(plugin.evaluate("s", Event.fill(90, "x"))).isNull();
  }

  @Test
  void waitsBetweenCaptures() {
    Plugin plugin = plugin(10);
    assertThat(plugin.evaluate("s", Event.fill(20, "a"))).isNotNull();
    now += Plugin.COOLDOWN - 1;
    assertThat(plugin.evaluate("s", Event.fill(40, "b"))).isNull();
    now++;
    assertThat(plugin.evaluate("s", Event.fill(40, "b")).trigger()).isEqualTo("progressive-35");
  }

  @Test
  void capturesQualityFanOutAndEditBatches() {
    Plugin plugin = plugin(10);
    List<String> triggers = new ArrayList<>();
    for (Event event : List.of(new Event(0, 66, false, 0, List.of(), "a"), new Event(0, 66, false, 0, List.of(), "b"),
        new Event(0, 100, true, 0, List.of(), "c"), new Event(0, 100, true, 4, List.of(), "d"),
        new Event(0, 100, true, 3, List.of(), "e"), new Event(0, 100, false, 0, List.of("/1", "/2", "/3"), "f"))) {
      triggers.add(plugin.evaluate("s", event).trigger());
      now += Plugin.COOLDOWN;
      if (triggers.size() == 4) {
        assertThat(plugin.evaluate("s", new Event(0, 100, true, 1, List.of(), "x"))).isNull();
      }
    }
    assertThat(triggers).containsExactly("quality-80", "quality-70", "milestone-pre-fanout", "milestone-edit-batch",
        "milestone-edit-batch", "milestone-edit-batch");
  }

  @Test
  void writesInPlaceAndOnlyAppendsToTheManifest() throws IOException {
    Plugin plugin = plugin(10);
    plugin.capture("s", "compact", "a", 1);
    Path state = plugin.session("s").resolve("policy-state.json");
    Path manifest = plugin.session("s").resolve("manifest.jsonl");
    final Object stateInode = Files.getAttribute(state, "unix:ino");
    final Object manifestInode = Files.getAttribute(manifest, "unix:ino");
    final String before = Files.readString(manifest);
    now += 1;
    plugin.capture("s", "compact", "b", 1);
    assertThat(Files.getAttribute(state, "unix:ino")).isEqualTo(stateInode);
    assertThat(Files.getAttribute(manifest, "unix:ino")).isEqualTo(manifestInode);
    assertThat(Files.readString(manifest)).startsWith(before);
  }

  @Test
  void comparesWithTheLastLineOnly() throws IOException {
    Plugin plugin = plugin(10);
    plugin.capture("s", "compact", "a", 1);
    now++;
    assertThat(plugin.capture("s", "compact", "a", 1).skipped()).isTrue();
    plugin.capture("s", "compact", "b", 1);
    now++;
    assertThat(plugin.capture("s", "compact", "a", 1).skipped()).isFalse();
    assertThat(Files.readAllLines(plugin.session("s").resolve("manifest.jsonl"))).hasSize(3);
  }

  @Test
  void skipsWhatEqualsALastLineWhoseCheckpointIsGone() throws IOException {
    Plugin plugin = plugin(10);
    Capture first = plugin.capture("s", "compact", "a", 1);
    Files.delete(first.file());
    now++;
    assertThat(plugin.capture("s", "compact", "a", 1).skipped()).isTrue();
    assertThat(plugin.restore("s")).isNull();
  }

  @Test
  void takesWhatItCannotReadForBlankAndCapturesAgain() throws IOException {
    for (String document : List.of("", "{\"capturedFillBands\": [2", "null", "[]", "17",
        "\uFEFF{\"capturedFillBands\": [20]}", "{\"capturedFillBands\": [\"20\"]}")) {
      now += 2 * Plugin.COOLDOWN;
      Plugin before = plugin(10);
      before.evaluate("s", Event.fill(20, "a" + now));
      Files.writeString(before.session("s").resolve("policy-state.json"), document);
      now += Plugin.COOLDOWN;
      assertThat(plugin(10).evaluate("s", Event.fill(20, "b" + now))).as(document).isNotNull();
      Files.writeString(before.session("s").resolve("policy-state.json"), "{}");
    }
  }

  @Test
  void readsWhatItForgotFromDiskAndDoesNotCaptureAgain() {
    Plugin plugin = plugin(10);
    for (int i = 0; i < 30; i++) {
      plugin.evaluate("s" + i, Event.fill(20, "a"));
    }
    assertThat(plugin.remembered()).containsExactlyElementsOf(names(20, 30));
    now += Plugin.COOLDOWN;
    for (int i = 0; i < 30; i++) {
      assertThat(plugin.evaluate("s" + i, Event.fill(20, "b"))).isNull();
    }
  }

  @Test
  void forgetsWhoeverWasSeenFirstHoweverActive() {
    Plugin plugin = plugin(3);
    for (String id : List.of("a", "b", "a", "c", "a", "d")) {
      plugin.evaluate(id, Event.fill(0, "x"));
    }
    assertThat(plugin.remembered()).containsExactly("b", "c", "d");
  }

  @Test
  void keepsTwoThousandOfTwoThousandFiveHundred() {
    Plugin plugin = plugin(Plugin.CAP);
    for (int i = 0; i < 2500; i++) {
      plugin.evaluate("s" + i, Event.fill(0, "x"));
    }
    assertThat(plugin.remembered()).containsExactlyElementsOf(names(500, 2500));
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "s" + i).toList();
  }

  @Test
  void refusesLinks() throws IOException {
    Plugin plugin = plugin(10);
    Files.createDirectories(plugin.checkpoints());
    Files.createSymbolicLink(plugin.session("s"), Files.createDirectory(home.resolve("elsewhere")));
    assertThat(plugin.capture("s", "compact", "a", 1)).isNull();
    try (Stream<Path> files = Files.list(home.resolve("elsewhere"))) {
      assertThat(files).isEmpty();
    }
    plugin.capture("t", "compact", "a", 1);
    Path state = plugin.session("t").resolve("policy-state.json");
    Files.delete(state);
    Files.createSymbolicLink(state, home.resolve("target"));
    now++;
    assertThat(plugin.capture("t", "compact", "b", 1)).isNull();
    assertThat(home.resolve("target")).doesNotExist();
  }

  @Test
  void sharesOneDirectoryBetweenIdsThatReadAlike() {
    Plugin plugin = plugin(10);
    assertThat(List.of("a.b", "a_b", "a b", "a:b")).allSatisfy(id ->
        assertThat(plugin.session(id).getFileName()).hasToString("a_b"));
  }

  @Test
  void sweepsWhateverIsOlderThanAWeek() throws IOException {
    Plugin plugin = plugin(10);
    plugin.capture("old", "compact", "a", 1);
    plugin.capture("new", "compact", "a", 1);
    Path note = Files.writeString(plugin.session("new").resolve("note"), "x");
    FileTime eightDays = FileTime.fromMillis(now - 8 * 24 * 3_600_000L);
    FileTime today = FileTime.fromMillis(now);
    for (Path session : List.of(plugin.session("old"), plugin.session("new"))) {
      try (Stream<Path> files = Files.list(session)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.setLastModifiedTime(file, session.endsWith("old") || file.equals(note) ? eightDays : today);
        }
      }
    }
    plugin.sweep();
    assertThat(plugin.session("old")).doesNotExist();
    assertThat(note).doesNotExist();
    assertThat(plugin.session("new").resolve("policy-state.json")).exists();
    assertThat(plugin.errors()).isZero();
  }

  @Test
  void restoresByRankAndThenByTime() throws IOException {
    Plugin plugin = plugin(10);
    Path fanOut = null;
    for (String trigger : List.of("milestone-pre-fanout", "quality-40", "progressive-20", "compact", "end")) {
      Capture capture = plugin.capture("s", trigger, trigger, 1);
      fanOut = fanOut == null ? capture.file() : fanOut;
      now++;
    }
    assertThat(plugin.restore("s")).isEqualTo(fanOut);
    Files.delete(fanOut);
    assertThat(plugin.restore("s").toString()).endsWith("-quality-40.md");
  }
}
