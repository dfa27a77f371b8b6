package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eviction, compaction and restoration beside the product's own writers and beside its gateway. */
@Tag("real")
class RealShrinkTest {

  private static final int SESSIONS = 400;
  private static final int ROUNDS = 6;
  private static final String VERSION = "--gateway-version=2026.3.13";
  private static final String KEY = "agent:main:main";

  @TempDir
  private Path temporary;

  private OpenClaw product;
  private Sessionctl tool;
  private Path state;

  @BeforeEach
  void fill() throws Exception {
    product = OpenClaw.of("2026.3.13", temporary.resolve("home"));
    tool = new Sessionctl(temporary.resolve("home"));
    state = StateDirectory.fill(product, temporary.resolve("state"), SESSIONS, SESSIONS / 2);
    try (Stream<Path> files = Files.list(StateDirectory.sessions(state))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
      }
    }
  }

  @Test
  void besideTheProductsOwnWriters() throws Exception {
    Path stop = temporary.resolve("stop");
    List<String> fields = List.of("first", "second");
    List<Process> writers = new ArrayList<>();
    try {
      for (String field : fields) {
        writers.add(product.startScript(state, temporary.resolve(field), "increment.mjs",
            StateDirectory.index(state).toString(), KEY, field, "1000000", stop.toString()));
      }
      for (int round = 1; round <= ROUNDS; round++) {
        change("compact", "--level", "branches", VERSION);
        change("evict", "--max-sessions", Integer.toString(SESSIONS - 10 * round), VERSION);
        if (round % 2 == 0) {
          change("trash", "restore", lastEviction(), VERSION);
        }
      }
    } finally {
      Files.createFile(stop);
      for (Process writer : writers) {
        writer.waitFor(60, TimeUnit.SECONDS);
        Commands.end(writer, Duration.ZERO);
      }
    }

    Map<String, Object> index = JsonTree.object(Commands.text(StateDirectory.index(state)));
    for (String field : fields) {
      Map<String, Object> said = JsonTree.object(Commands.text(temporary.resolve(field)));
      System.out.println("beside compact, evict and trash restore, writer " + field + ": " + said);
      assertThat(said).containsEntry("lost", 0).containsEntry("failed", 0);
      assertThat((Integer) said.get("acknowledged")).isGreaterThan(50);
      assertThat(JsonTree.map(index.get(KEY))).containsEntry(field, said.get("acknowledged"));
    }
    assertThat(index).hasSize(SESSIONS - 10 * (ROUNDS - 1));
    assertThat(product.sessions(state)).hasSize(index.size());
    tool.succeed("verify", "--store", state.toString(), "--errors-only");
    StateDirectory.assertNothingLeft(state);
  }

  @Test
  void besideAGateway() throws Exception {
    byte[] before = Files.readAllBytes(StateDirectory.index(state));
    int failed = 0;
    try (OpenClaw.Gateway gateway = product.gateway(state)) {
      for (List<String> arguments : List.of(List.of("evict", "--max-sessions", "300"), List.of("compact"))) {
        Commands.Result refusal = run(arguments);
        assertThat(refusal.code()).describedAs(refusal.all()).isEqualTo(11);
        assertThat(refusal.err()).contains("OpenClaw gateway", "--gateway-version");
      }
      assertThat(Files.readAllBytes(StateDirectory.index(state))).isEqualTo(before);
      for (int round = 1; round <= ROUNDS; round++) {
        failed += patch(gateway, "before-" + round);
        change("compact", "--level", "branches", VERSION);
        failed += patch(gateway, "between-" + round);
        change("evict", "--max-sessions", Integer.toString(SESSIONS - 10 * round), VERSION);
        failed += patch(gateway, "after-" + round);
      }
      assertThat(gateway.isAlive()).isTrue();
      assertThat(product.sessions(state)).hasSize(SESSIONS - 10 * ROUNDS);
      change("trash", "restore", lastEviction(), VERSION);
      failed += patch(gateway, "last");
    }
    System.out.println("compact and evict beside a 2026.3.13 gateway: " + (3 * ROUNDS + 1) + " patches, " + failed
        + " failed");
    assertThat(failed).isZero();
    Map<String, Object> index = JsonTree.object(Commands.text(StateDirectory.index(state)));
    assertThat(JsonTree.map(index.get(KEY))).containsEntry("label", "last");
    assertThat(index).hasSize(SESSIONS - 10 * (ROUNDS - 1));
    StateDirectory.assertNothingLeft(state);
  }

  private static int patch(OpenClaw.Gateway gateway, String label) throws IOException, InterruptedException {
    return gateway.call("sessions.patch", "{\"key\":\"" + KEY + "\",\"label\":\"" + label + "\"}").code() == 0
        ? 0 : 1;
  }

  private Commands.Result run(List<String> command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--store", state.toString(), "--yes"));
    return tool.run(all.toArray(String[]::new));
  }

  private void change(String... command) throws IOException, InterruptedException {
    Commands.Result result = run(List.of(command));
    assertThat(result.code()).describedAs(String.join(" ", command) + ": " + result.all()).isZero();
  }

  private String lastEviction() throws IOException, InterruptedException {
    String listing = tool.succeed("trash", "list", "--store", state.toString(), "-o", "json").out();
    List<Object> runs = JsonTree.list(JsonTree.object(listing).get("runs"));
    return runs.stream().map(JsonTree::map).filter(run -> run.get("command").equals("evict"))
        .map(run -> (String) run.get("run")).max(String::compareTo).orElseThrow();
  }
}
