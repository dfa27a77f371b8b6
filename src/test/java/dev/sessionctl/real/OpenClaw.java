package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A released OpenClaw, run with a home of its own on a state directory. */
final class OpenClaw {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String TOKEN = "testtoken";

  private final Path node;
  private final Path program;
  private final Path home;

  private OpenClaw(Path node, Path program, Path home) {
    this.node = node;
    this.program = program;
    this.home = home;
  }

  /**
   * A release, installed if need be.
   *
   * @param home an empty directory for what it writes outside of its state directory
   */
  static OpenClaw of(String version, Path home) throws IOException, InterruptedException {
    Path program = RealProducts.openClaw(version);
    Path node = RealProducts.node();
    Files.createDirectories(home);
    return new OpenClaw(node, program, home);
  }

  /** Runs a command of the product. */
  Commands.Result run(Path state, String... arguments) throws IOException, InterruptedException {
    return Commands.run(command(arguments), environment(state), home, LIMIT);
  }

  /** Runs a command of the product that must succeed and print a JSON object. */
  Map<String, Object> json(Path state, String... arguments) throws IOException, InterruptedException {
    Commands.Result result = run(state, arguments);
    assertThat(result.code()).describedAs(result.all()).isZero();
    return JsonTree.object(result.out());
  }

  /** What {@code sessions --json} says of the sessions, without their age. */
  List<Object> sessions(Path state, String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("sessions", "--json"));
    arguments.addAll(List.of(more));
    Map<String, Object> listing = json(state, arguments.toArray(String[]::new));
    List<Object> rows = new ArrayList<>();
    for (Object row : JsonTree.list(listing.get("sessions"))) {
      Map<String, Object> copy = new LinkedHashMap<>(JsonTree.map(row));
      copy.remove("ageMs");
      rows.add(copy);
    }
    assertThat(listing.get("count")).isEqualTo(rows.size());
    return Collections.unmodifiableList(rows);
  }

  /** Runs one of the scripts of these tests, which get the package directory of the product first. */
  Commands.Result script(Path state, String name, String... arguments) throws IOException, InterruptedException {
    Commands.Result result = Commands.run(scriptCommand(name, arguments), environment(state), home, LIMIT);
    assertThat(result.code()).describedAs(result.all()).isZero();
    return result;
  }

  /** Starts such a script. */
  Process startScript(Path state, Path out, String name, String... arguments) throws IOException {
    return Commands.start(scriptCommand(name, arguments), environment(state), home, out,
        out.resolveSibling(out.getFileName() + ".err"));
  }

  private List<String> scriptCommand(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(node.toString(),
        Path.of(System.getProperty("sessionctl.basedir", "."), "src/test/resources/real", name).toAbsolutePath()
            .toString(), program.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(node.toString(), program.resolve("openclaw.mjs").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Map<String, String> environment(Path state) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", node.getParent() + ":/usr/bin:/bin");
    environment.put("HOME", home.toString());
    environment.put("TMPDIR", RealProducts.temporary().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("OPENCLAW_STATE_DIR", state.toString());
    environment.put("OPENCLAW_SKIP_CHANNELS", "1");
    environment.put("OPENCLAW_DISABLE_BONJOUR", "1");
    return environment;
  }

  /** Starts a gateway on a free port and waits until it answers. */
  Gateway gateway(Path state) throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Files.writeString(state.resolve("openclaw.json"), "{\"gateway\":{\"mode\":\"local\",\"port\":" + port
        + ",\"bind\":\"loopback\",\"auth\":{\"mode\":\"token\",\"token\":\"" + TOKEN + "\"}}}",
        StandardCharsets.UTF_8);
    Path log = home.resolve("gateway-" + port + ".log");
    Process process = Commands.start(command("gateway", "run", "--port", Integer.toString(port)), environment(state),
        home, log, home.resolve("gateway-" + port + ".err"));
    Gateway gateway = new Gateway(this, state, process, log);
    boolean ready = false;
    try {
      gateway.awaitPort(port);
      ready = true;
      return gateway;
    } finally {
      if (!ready) {
        gateway.close();
      }
    }
  }

  /** A gateway that runs until it is closed. */
  static final class Gateway implements AutoCloseable {

    private final OpenClaw product;
    private final Path state;
    private final Process process;
    private final Path log;

    private Gateway(OpenClaw product, Path state, Process process, Path log) {
      this.product = product;
      this.state = state;
      this.process = process;
      this.log = log;
    }

    private void awaitPort(int port) throws IOException, InterruptedException {
      long limit = System.nanoTime() + LIMIT.toNanos();
      while (true) {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
          return;
        } catch (IOException e) {
          if (!process.isAlive() || System.nanoTime() > limit) {
            throw new IOException("the gateway did not start: " + Commands.text(log), e);
          }
          process.waitFor(200, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
      }
    }

    /** Calls a method of the gateway; whether it succeeded is in the result. */
    Commands.Result call(String method, String parameters) throws IOException, InterruptedException {
      return product.run(state, "gateway", "call", method, "--params", parameters, "--json");
    }

    /** The processes of the gateway. */
    List<Long> pids() {
      List<Long> pids = new ArrayList<>(List.of(process.pid()));
      process.descendants().forEach(child -> pids.add(child.pid()));
      return pids;
    }

    boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public void close() {
      Commands.end(process, Duration.ofSeconds(20));
    }
  }
}
