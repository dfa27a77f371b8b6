package dev.sessionctl.storage.tokenoptimizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.change.JournalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckTest {

  private static final Path BASE = Path.of(System.getProperty("sessionctl.basedir", "."));

  @TempDir
  Path directory;

  private Tree healthy() throws IOException {
    Tree tree = Tree.in(directory).session("a", "progressive-20", "quality-80", "milestone-pre-fanout", "compact")
        .session("b", "progressive-35", "milestone-edit-batch").session("agent:main:x", "stop");
    tree.cache("main", "0aa3d5b0-0000-4000-8000-000000000000");
    tree.hints("a");
    tree.decisions("a");
    Tree.write(tree.paths().checkpoints(), StorePaths.EVENTS, "{\"timestamp\":\"x\"}\n");
    return tree.settle();
  }

  @Test
  void findsNothingInAHealthyTree() throws IOException {
    Tree tree = healthy();
    Map<String, String> before = tree.snapshot();
    Tree.Outcome outcome = tree.check();
    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.summary().checked()).isEqualTo(3);
    assertThat(outcome.summary().complete()).isTrue();
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Flaw.class)
  void findsEveryKindOfDamage(Flaw flaw) throws IOException {
    if (flaw == Flaw.NOT_LOOKED_AT || flaw == Flaw.MODE_OWNER || flaw == Flaw.STATE_UNREADABLE
        || flaw == Flaw.MANIFEST_UNREADABLE) {
      // Root may read everything, and nobody else may give files away: see below.
      return;
    }
    Tree tree = healthy();
    List<String> expected = new ArrayList<>(List.of(flaw.id()));
    Damage.damage(flaw, tree, expected);
    if (flaw != Flaw.RUN_INTERRUPTED) {
      tree.settle();
    }
    assertThat(tree.check().ids()).isEqualTo(expected.stream().sorted().toList());
  }

  @Test
  @EnabledIf("isUser")
  void saysWhatItMayNotRead() throws IOException {
    Tree tree = healthy();
    Files.setPosixFilePermissions(tree.state("a"), PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(tree.manifest("b"), PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(tree.plugin.session("agent:main:x"), PosixFilePermissions.fromString("---------"));
    try {
      Tree.Outcome outcome = tree.check();
      assertThat(outcome.ids()).contains(Flaw.STATE_UNREADABLE.id(), Flaw.MANIFEST_UNREADABLE.id(),
          Flaw.NOT_LOOKED_AT.id());
      assertThat(outcome.summary().complete()).isFalse();
    } finally {
      Files.setPosixFilePermissions(tree.plugin.session("agent:main:x"), PosixFilePermissions.fromString("rwx------"));
    }
  }

  static boolean isUser() {
    return !"root".equals(System.getProperty("user.name"));
  }

  /** What is wrong in a tree that was written just now counts only when it stays so: here the clock mends it. */
  @Test
  void readsAgainWhatWasWrittenJustNow() throws IOException {
    Tree tree = healthy();
    final byte[] whole = Files.readAllBytes(tree.state("a"));
    Files.write(tree.state("a"), new byte[0]);
    tree.aged(FakeEnvironment.START.toEpochMilli() - 1000);
    boolean[] mended = {false};
    Environment environment = WatchedClock.in(tree.environment(), 4, () -> {
      mended[0] = true;
      Files.write(tree.state("a"), whole);
    });
    List<String> ids = new ArrayList<>();
    TokenOptimizer.formats().get(0).open(tree.ref(), environment)
        .check(CheckRequest.FULL, finding -> ids.add(finding.id()));
    assertThat(mended[0]).isTrue();
    assertThat(ids).isEmpty();
  }

  @Test
  void reportsStandingDamageOfAFreshTree() throws IOException {
    Tree tree = healthy();
    Files.write(tree.state("a"), new byte[0]);
    tree.aged(FakeEnvironment.START.toEpochMilli() - 1000);
    assertThat(tree.check().ids()).containsExactly(Flaw.STATE_EMPTY.id());
  }

  @Test
  void looksAtNoMoreThanTheLevelAsksFor() throws IOException {
    Tree tree = healthy();
    List<String> ignored = new ArrayList<>();
    Damage.damage(Flaw.STATE_EMPTY, tree, ignored);
    Damage.damage(Flaw.CHECKPOINT_NO_HEADER, tree, ignored);
    Files.delete(tree.manifest("b"));
    tree.settle();
    assertThat(tree.check(new CheckRequest(1, 100, 0, null)).ids()).containsExactly(Flaw.STATE_EMPTY.id());
    assertThat(tree.check(new CheckRequest(2, 100, 0, null)).ids())
        .containsExactly(Flaw.MANIFEST_MISSING.id(), Flaw.STATE_EMPTY.id());
  }

  @Test
  void countsNearEmptyCheckpointsTogether() throws IOException {
    Tree tree = Tree.in(directory);
    for (String id : List.of("a", "b", "c")) {
      tree.plugin.capture(id, "quality-80", id, 0);
    }
    tree.settle();
    Tree.Outcome outcome = tree.check();
    assertThat(outcome.ids()).containsExactly(Flaw.CHECKPOINT_NEAR_EMPTY.id());
    assertThat(outcome.findings().get(0).message()).startsWith("3 checkpoints");
  }

  @Test
  void believesNothingOfWhatTextsSay() throws IOException {
    Tree tree = healthy();
    Files.writeString(tree.manifest("a"), "{\"file\":\"/etc/passwd\",\"trigger\":\"progressive-\\u001b[31m99\"}\n"
        + "{\"file\":\"\\u0000\",\"trigger\":7}\n" + "[".repeat(100_000) + "\n" + "x".repeat(2 << 20) + "\n",
        StandardOpenOption.APPEND);
    tree.settle();
    assertThat(tree.check().ids()).containsExactly(Flaw.MANIFEST_FOREIGN.id(), Flaw.MANIFEST_UNPARSABLE.id());
  }

  @Test
  void everyFindingIsDocumentedAndEveryDocumentedOneExists() throws IOException {
    Pattern row = Pattern.compile("^\\| `(token-optimizer\\.[a-z0-9.-]+)` \\| (error|warning|info) \\| [123] \\|"
        + " .* \\| (`repair`|-) \\|$");
    List<String> documented = new ArrayList<>();
    for (String line : Files.readAllLines(BASE.resolve("docs/findings.md"), UTF_8)) {
      Matcher matcher = row.matcher(line);
      if (matcher.find()) {
        documented.add(matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3).equals("`repair`"));
      } else {
        assertThat(line).doesNotStartWith("| `token-optimizer.");
      }
    }
    List<String> known = new ArrayList<>();
    for (Flaw flaw : Flaw.values()) {
      if (flaw != Flaw.RUN_INTERRUPTED) {
        known.add(flaw.id() + " " + flaw.severity().label() + " "
            + (flaw.fix() != null && flaw.fix().contains("sessionctl repair")));
      }
    }
    assertThat(documented).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void reportsAnInterruptedRunOfItsOwn() throws IOException {
    Tree tree = healthy();
    tree.paths().area().create();
    JournalFile.begin(tree.paths().area(), "20261120T045500.123Z-9f3a1c2e", "evict", tree.root(),
        FakeEnvironment.in(directory.resolve("x")).build()).close();
    assertThat(tree.check().ids()).containsExactly(Flaw.RUN_INTERRUPTED.id());
  }
}
