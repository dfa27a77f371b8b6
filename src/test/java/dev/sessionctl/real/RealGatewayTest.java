package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside running gateways: reading disturbs nobody, and what is not safe is refused. */
@Tag("real")
class RealGatewayTest {

  private static final int SESSIONS = 30;
  private static final int PATCHES = 10;
  private static final String KEY = "agent:main:main";

  @TempDir
  private Path temporary;

  private OpenClaw writer;
  private Sessionctl tool;
  private Path state;

  @BeforeEach
  void fill() throws Exception {
    writer = OpenClaw.of("2026.3.13", temporary.resolve("home"));
    tool = new Sessionctl(temporary.resolve("home"));
    state = StateDirectory.fill(writer, temporary.resolve("state"), SESSIONS, SESSIONS);
  }

  /** What the rounds of reading commands have seen. */
  private record Seen(int rounds, int lists) {}

  @Test
  void readingBesideA313GatewayAndAnotherWriter() throws Exception {
    Path stop = temporary.resolve("stop");
    Path out = temporary.resolve("increments");
    try (OpenClaw.Gateway gateway = writer.gateway(state)) {
      Process increments = writer.startScript(state, out, "increment.mjs", StateDirectory.index(state).toString(),
          KEY, "testCounter", "1000000", stop.toString());
      Seen seen;
      int failed;
      try {
        CompletableFuture<Integer> patches = CompletableFuture.supplyAsync(() -> patch(gateway));
        seen = lookUntil(patches, gateway);
        failed = patches.get();
        refused(gateway);
      } finally {
        Files.createFile(stop);
        increments.waitFor(60, TimeUnit.SECONDS);
        Commands.end(increments, Duration.ZERO);
      }
      Map<String, Object> said = JsonTree.object(Commands.text(out));
      System.out.println("beside a 2026.3.13 gateway: " + PATCHES + " patches, " + failed + " failed; increments "
          + said + "; " + seen);
      assertThat(failed).isZero();
      assertThat(said).containsEntry("lost", 0).containsEntry("failed", 0);
      assertThat((Integer) said.get("acknowledged")).isGreaterThan(200);
      Map<String, Object> index = JsonTree.object(Commands.text(StateDirectory.index(state)));
      assertThat(JsonTree.map(index.get(KEY))).containsEntry("testCounter", said.get("acknowledged"))
          .containsEntry("label", "patched-" + (PATCHES - 1));
      assertThat(gateway.isAlive()).isTrue();
    }
    assertThat(tool.json("stores", state).get("complete")).isEqualTo(true);
    assertThat(owner()).isEqualTo("none");
    StateDirectory.assertNothingLeft(state);
  }

  private static int patch(OpenClaw.Gateway gateway) {
    int failed = 0;
    for (int i = 0; i < PATCHES; i++) {
      try {
        Commands.Result result = gateway.call("sessions.patch",
            "{\"key\":\"" + KEY + "\",\"label\":\"patched-" + i + "\"}");
        if (result.code() != 0) {
          System.out.println("patch " + i + " failed: " + result.all());
          failed++;
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    return failed;
  }

  private Seen lookUntil(CompletableFuture<?> end, OpenClaw.Gateway gateway) throws Exception {
    int rounds = 0;
    int lists = 0;
    while (!end.isDone() || rounds < 5) {
      for (int i = 0; i < 3; i++, lists++) {
        Map<String, Object> listing = tool.json("list", state);
        assertThat(JsonTree.list(listing.get("sessions"))).hasSize(SESSIONS);
      }
      Commands.Result verified = tool.run("verify", "--store", state.toString(), "--errors-only", "-o", "json");
      assertThat(verified.code()).describedAs(verified.all()).isZero();
      assertThat(JsonTree.map(JsonTree.object(verified.out()).get("summary"))).containsEntry("errors", 0)
          .containsEntry("checked", SESSIONS);
      assertThat(JsonTree.list(tool.json("inspect", state, KEY).get("sessions"))).hasSize(1);
      String owner = owner();
      assertThat(owner).contains("gateway");
      assertThat(gateway.pids()).anyMatch(pid -> owner.contains(Long.toString(pid)));
      rounds++;
    }
    return new Seen(rounds, lists);
  }

  private String owner() throws Exception {
    List<Object> stores = JsonTree.list(tool.json("stores", state).get("stores"));
    assertThat(stores).hasSize(1);
    return String.valueOf(JsonTree.map(stores.get(0)).get("owner"));
  }

  private void refused(OpenClaw.Gateway gateway) throws Exception {
    Commands.Result refusal = tool.run(Sessionctl.migration(state, "--to", "sessions.d"));
    assertThat(refusal.code()).describedAs(refusal.all()).isEqualTo(11);
    assertThat(refusal.err()).contains("OpenClaw gateway");
    assertThat(gateway.pids()).anyMatch(pid -> refusal.err().contains(Long.toString(pid)));
    assertThat(StateDirectory.index(state)).exists();
  }

  @Test
  void aStoreOf71() throws Exception {
    OpenClaw product = OpenClaw.of("2026.7.1", temporary.resolve("home71"));
    try (OpenClaw.Gateway gateway = product.gateway(state)) {
      Commands.Result patched = gateway.call("sessions.patch", "{\"key\":\"" + KEY + "\",\"label\":\"of 7.1\"}");
      assertThat(patched.code()).describedAs(patched.all()).isZero();
      Map<String, Object> listing = tool.json("list", state);
      assertThat(JsonTree.list(listing.get("sessions"))).hasSize(SESSIONS);
      assertThat(JsonTree.map(JsonTree.list(listing.get("stores")).get(0))).containsEntry("generation", "B");
      Commands.Result verified = tool.run("verify", "--store", state.toString(), "--errors-only");
      assertThat(verified.code()).describedAs(verified.all()).isZero();
      refused(gateway);
    }
    final List<Object> before = product.sessions(state, "--limit", "all");
    final byte[] bytes = Files.readAllBytes(StateDirectory.index(state));
    assertThat(before).hasSize(SESSIONS);
    for (List<String> back : List.of(List.of("--rollback"), List.of("--to", "sessions.json"))) {
      tool.migrate(state, "--to", "sessions.d");
      tool.migrate(state, back.toArray(String[]::new));
      assertThat(StateDirectory.index(state)).hasBinaryContent(bytes);
      assertThat(product.sessions(state, "--limit", "all")).isEqualTo(before);
    }
  }
}
