package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The session store of claudecodeui 1.34.0, the code of the release itself, with a home of its own. */
final class CloudCli {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path home;

  CloudCli(Path home) throws IOException {
    this.home = Files.createDirectories(home);
  }

  Path home() {
    return home;
  }

  Path sessions() {
    return home.resolve(".gemini").resolve("sessions");
  }

  /** Runs a mode of {@code gemini.mjs} to its end; gives the JSON object that it prints last. */
  Map<String, Object> run(String... arguments) throws IOException, InterruptedException {
    Commands.Result result = Commands.run(command(arguments), environment(), home, LIMIT);
    assertThat(result.code()).describedAs(result.all()).isZero();
    return JsonTree.object(result.out());
  }

  /** Starts a mode; the caller ends it. */
  Process start(Path out, String... arguments) throws IOException, InterruptedException {
    return Commands.start(command(arguments), environment(), home, out, out.resolveSibling(out.getFileName() + ".err"));
  }

  private static List<String> command(String... arguments) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("sessionctl.basedir", "."), "src", "test", "resources", "real",
        "gemini.mjs").toAbsolutePath();
    List<String> command = new ArrayList<>(List.of(RealProducts.node().toString(), script.toString(),
        RealProducts.packed("cloudcli-1.34.0", "@cloudcli-ai/cloudcli@1.34.0").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", home.toString());
    return environment;
  }
}
