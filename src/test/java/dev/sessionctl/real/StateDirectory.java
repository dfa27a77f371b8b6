package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A state directory whose index the product itself has written. */
final class StateDirectory {

  private StateDirectory() {}

  /**
   * Fills a new state directory.
   *
   * @param product OpenClaw 2026.3.13, whose functions write the index
   * @param transcripts how many of the sessions have one
   */
  static Path fill(OpenClaw product, Path state, int sessions, int transcripts)
      throws IOException, InterruptedException {
    Files.createDirectories(state);
    product.script(state, "seed.mjs", state.toString(), Integer.toString(sessions), Integer.toString(transcripts));
    assertThat(index(state)).exists();
    return state;
  }

  static Path sessions(Path state) {
    return state.resolve("agents/main/sessions");
  }

  static Path index(Path state) {
    return sessions(state).resolve("sessions.json");
  }

  /** The keys of the sessions in a listing of either program. */
  static TreeSet<String> keys(List<Object> rows) {
    TreeSet<String> keys = new TreeSet<>();
    rows.forEach(row -> keys.add((String) JsonTree.map(row).get("key")));
    return keys;
  }

  /** Asserts that no temporary file, staging directory or lock was left behind. */
  static void assertNothingLeft(Path state) throws IOException {
    try (Stream<Path> left = Files.list(sessions(state))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".lock") || name.contains("migrating"));
    }
  }
}
