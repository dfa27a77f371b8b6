package dev.sessionctl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This tool as a process of its own, with the options of the installed launcher but without its start-up archive. */
final class Sessionctl {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final List<String> LAUNCHER = List.of(
      Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1", "-Dsessionctl.lockowner=/openclaw", "-cp", classPath(), "dev.sessionctl.Main");

  private final Path home;

  Sessionctl(Path home) {
    this.home = home;
  }

  private static String classPath() {
    String libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(".*(jackson|snakeyaml|sqlite-jdbc|jna|slf4j).*"))
        .collect(Collectors.joining(File.pathSeparator));
    return System.getProperty("sessionctl.classes") + File.pathSeparator + libraries;
  }

  Commands.Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(LAUNCHER);
    command.addAll(List.of(arguments));
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", home.toString());
    environment.put("TMPDIR", RealProducts.temporary().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("SESSIONCTL_CONFIG", "/dev/null");
    return Commands.run(command, environment, home, LIMIT);
  }

  /** Runs a command that must succeed. */
  Commands.Result succeed(String... arguments) throws IOException, InterruptedException {
    Commands.Result result = run(arguments);
    assertThat(result.code()).describedAs(result.all()).isZero();
    return result;
  }

  /** Changes a state directory without a question; it must succeed. */
  Commands.Result migrate(Path state, String... arguments) throws IOException, InterruptedException {
    return succeed(migration(state, arguments));
  }

  /** The arguments of such a change. */
  static String[] migration(Path state, String... arguments) {
    List<String> all = new ArrayList<>(List.of("migrate"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--store", state.toString(), "--yes"));
    return all.toArray(String[]::new);
  }

  /** Runs a reading command with JSON output, which must succeed. */
  Map<String, Object> json(String command, Path state, String... more) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(command, "--store", state.toString(), "--output", "json"));
    all.addAll(List.of(more));
    return JsonTree.object(succeed(all.toArray(String[]::new)).out());
  }
}
