package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transcripts that the product's own session manager wrote, with branches, compactions, labels, rows of unknown kinds
 * and, from 2026.7.1 on, leaf rows and side entries, are the same to it after {@code compact}.
 */
@Tag("real")
class RealTrimTest {

  private static final int TRANSCRIPTS = 60;

  /** What the product goes by: name, active leaf, what the next row is appended to, and what a model is shown. */
  private static final List<String> SAME =
      List.of("name", "leaf", "append", "side", "active", "next", "controls", "untouched");

  @TempDir
  private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"2026.3.13", "2026.7.1"})
  void everyContextStays(String version) throws Exception {
    OpenClaw product = OpenClaw.of(version, temporary.resolve("home"));
    Sessionctl tool = new Sessionctl(temporary.resolve("home"));
    Path state = temporary.resolve("state");
    Path sessions = StateDirectory.sessions(state);
    Files.createDirectories(state);
    product.script(state, "transcripts.mjs", "make", sessions.toString(), Integer.toString(TRANSCRIPTS));
    Map<String, Object> before = dump(product, state, "before");
    assertThat(before).hasSize(TRANSCRIPTS);
    if (version.equals("2026.7.1")) {
      assertThat(before.values().stream().map(JsonTree::map)
          .filter(each -> !each.get("append").equals(each.get("leaf")))).hasSizeGreaterThan(10);
    }

    compact(tool, state, "trim");
    Map<String, Object> trimmed = dump(product, state, "trimmed");
    int shorter = 0;
    for (String name : before.keySet()) {
      Map<String, Object> old = JsonTree.map(before.get(name));
      Map<String, Object> now = JsonTree.map(trimmed.get(name));
      assertSame(name, old, now);
      assertThat(JsonTree.map(now.get("contexts"))).describedAs(name).containsAllEntriesOf(
          JsonTree.map(old.get("contexts")));
      shorter += number(now, "bytes") < number(old, "bytes") ? 1 : 0;
    }
    assertThat(shorter).isGreaterThan(TRANSCRIPTS / 2);

    compact(tool, state, "branches");
    Map<String, Object> cut = dump(product, state, "cut");
    for (String name : before.keySet()) {
      assertSame(name, JsonTree.map(before.get(name)), JsonTree.map(cut.get(name)));
    }
    System.out.println("transcripts of " + version + ": " + bytes(before) + " bytes, trimmed " + bytes(trimmed)
        + ", without branches " + bytes(cut));
    assertThat(bytes(cut)).isLessThan(bytes(trimmed));
    tool.succeed("verify", "--store", state.toString(), "--errors-only");
    List<Object> rows = product.sessions(state, "--active", "100000000");
    assertThat(rows).isNotEmpty();
    StateDirectory.assertNothingLeft(state);
  }

  private static void assertSame(String name, Map<String, Object> old, Map<String, Object> now) {
    for (String field : SAME) {
      assertThat(now.get(field)).describedAs(name + " " + field).isEqualTo(old.get(field));
    }
    assertThat(now.get("untouched")).describedAs(name).isEqualTo(true);
    assertThat(JsonTree.map(now.get("labels"))).describedAs(name).isEqualTo(JsonTree.map(old.get("labels")));
  }

  /** What becomes shorter within messages is another test's matter. */
  private static void compact(Sessionctl tool, Path state, String level) throws IOException, InterruptedException {
    Commands.Result result = tool.run("compact", "--level", level, "--keep-tool-results", "all", "--keep-images",
        "--quiet-for", "0s", "--yes", "--store", state.toString());
    // A transcript whose rows depend on their order stays as it is.
    assertThat(result.code()).describedAs(result.all()).isIn(0, 3);
  }

  private Map<String, Object> dump(OpenClaw product, Path state, String name)
      throws IOException, InterruptedException {
    Path out = temporary.resolve(name + ".json");
    Path scratch = Files.createDirectories(temporary.resolve("scratch"));
    product.script(state, "transcripts.mjs", "dump", StateDirectory.sessions(state).toString(), out.toString(),
        scratch.toString());
    List<Path> left = new ArrayList<>();
    try (Stream<Path> files = Files.list(StateDirectory.sessions(state))) {
      files.filter(file -> file.toString().endsWith(".jsonl")).forEach(left::add);
    }
    assertThat(left).hasSize(TRANSCRIPTS);
    return JsonTree.object(Files.readString(out));
  }

  private static long bytes(Map<String, Object> dump) {
    return dump.values().stream().mapToLong(each -> number(JsonTree.map(each), "bytes")).sum();
  }

  private static long number(Map<String, Object> fields, String name) {
    return ((Number) fields.get(name)).longValue();
  }
}
