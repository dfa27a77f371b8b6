package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A released worker of claude-mem on the loopback, with a home of its own. */
final class MemWorker implements AutoCloseable {

  private static final Duration STARTING = Duration.ofMinutes(1);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path state;
  private final int port;
  private final Process process;

  MemWorker(String version, Path home) throws Exception {
    Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64"), "its runtime is taken for Linux on x64 only");
    state = Files.createDirectories(home.resolve(".claude-mem"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(state.resolve("settings.json"), "{\"CLAUDE_MEM_CHROMA_ENABLED\":\"false\","
        + "\"CLAUDE_MEM_TRANSCRIPTS_ENABLED\":\"false\",\"CLAUDE_MEM_WORKER_PORT\":\"" + port
        + "\",\"CLAUDE_MEM_WORKER_HOST\":\"127.0.0.1\"}");
    Path modules = Files.createDirectories(RealProducts.temporary().resolve("modules"));
    Files.deleteIfExists(modules.resolve("zod"));
    Files.createSymbolicLink(modules.resolve("zod"), RealProducts.packed("zod-3", "zod@3"));
    Path script = RealProducts.packed("claude-mem-" + version, "claude-mem@" + version)
        .resolve("plugin/scripts/worker-service.cjs");
    Path bun = RealProducts.packed("bun-linux-x64", "@oven/bun-linux-x64@1.4.5").resolve("bin/bun");
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", home.toString());
    environment.put("CLAUDE_MEM_DATA_DIR", state.toString());
    environment.put("CLAUDE_MEM_WORKER_PORT", Integer.toString(port));
    environment.put("DO_NOT_TRACK", "1");
    environment.put("NODE_PATH", modules.toString());
    process = Commands.start(List.of(bun.toString(), script.toString(), "--daemon"), environment, home,
        home.resolve("worker.out"), home.resolve("worker.err"));
    long end = System.nanoTime() + STARTING.toNanos();
    while (get("/api/readiness") != 200) {
      assertThat(process.isAlive()).as(Files.readString(home.resolve("worker.err"))).isTrue();
      assertThat(System.nanoTime()).as("it is not ready in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  Path state() {
    return state;
  }

  Path database() {
    return state.resolve("claude-mem.db");
  }

  private int get(String path) throws InterruptedException {
    try {
      return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      // It does not listen yet.
      return -1;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json");
  }

  /** Begins a session as an agent does; gives the status of the answer. */
  int begin(String id) {
    String body = "{\"contentSessionId\":\"" + id + "\",\"project\":\"p\",\"prompt\":\"do " + id + "\"}";
    try {
      return client.send(request("/api/sessions/init").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
          HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** How many sessions it counts in its database. */
  long sessions() throws IOException, InterruptedException {
    String answer =
        client.send(request("/api/stats").build(), HttpResponse.BodyHandlers.ofString()).body();
    return ((Number) JsonTree.map(JsonTree.object(answer).get("database")).get("sessions")).longValue();
  }

  /** Ends it as its users do, and with force when that does not help. */
  @Override
  public void close() throws Exception {
    try {
      client.send(request("/api/admin/shutdown").POST(HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      // It ended before it answered.
      process.destroy();
    }
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
