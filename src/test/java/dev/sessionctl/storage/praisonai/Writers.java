package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.locks.LockHolder;
import dev.sessionctl.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Several processes that write sessions, and what they say of it. */
final class Writers implements AutoCloseable {

  private final List<Process> processes = new ArrayList<>();
  private final List<Path> outputs = new ArrayList<>();
  private final Path directory;

  /** What all of them saw. */
  record Account(Set<String> acknowledged, Set<String> cut, List<String> troubles, double longestWait,
      long operations) {}

  Writers(Path directory) {
    this.directory = directory;
  }

  /** Starts one in Python; the test is skipped where there is none. */
  void python(Path sessions, String name, String profile, int seed, List<String> keys) throws Exception {
    List<String> command = new ArrayList<>(List.of(LockHolder.python(), LockHolder.script("writer.py"),
        sessions.toString(), name, profile, Integer.toString(seed)));
    command.addAll(keys);
    start(command, name);
  }

  /** Starts one in Java. */
  void java(Path sessions, String name, int seed, List<String> keys) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(sessions.toString(), name, Integer.toString(seed)));
    arguments.addAll(keys);
    start(JavaCommand.of(DefaultWriter.class, List.of("-Xmx64m", "-XX:+UseSerialGC"), arguments), name);
  }

  private void start(List<String> command, String name) throws Exception {
    Path output = directory.resolve(name + ".out");
    processes.add(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start());
    outputs.add(output);
    // It writes its first line when it is ready.
    while (Files.size(output) == 0) {
      assertThat(processes.get(processes.size() - 1).isAlive()).as("writer " + name).isTrue();
      Thread.onSpinWait();
    }
  }

  List<Process> processes() {
    return processes;
  }

  /** How many messages were acknowledged so far. */
  long acknowledged() throws IOException {
    long count = 0;
    for (Path output : outputs) {
      try (BufferedReader lines = reader(output)) {
        count += lines.lines().filter(line -> line.startsWith("ack ")).count();
      }
    }
    return count;
  }

  private static BufferedReader reader(Path output) throws IOException {
    return new BufferedReader(new InputStreamReader(Files.newInputStream(output), StandardCharsets.UTF_8));
  }

  /** Ends them all and collects what they said. */
  Account stop() throws Exception {
    Set<String> acknowledged = new HashSet<>();
    Set<String> cut = new HashSet<>();
    List<String> troubles = new ArrayList<>();
    double longest = 0;
    long operations = 0;
    for (int i = 0; i < processes.size(); i++) {
      processes.get(i).getOutputStream().close();
    }
    for (int i = 0; i < processes.size(); i++) {
      int code = processes.get(i).waitFor();
      List<String> lines = Files.readAllLines(outputs.get(i));
      assertThat(code).as(String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()))).isZero();
      for (String line : lines) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
          case "ack" -> acknowledged.add(words[2]);
          case "cut" -> cut.add(words[2]);
          case "longest" -> longest = Math.max(longest, Double.parseDouble(words[1]));
          case "operations" -> operations += Long.parseLong(words[1]);
          case "started", "snapshot" -> { }
          default -> troubles.add(line);
        }
      }
    }
    return new Account(acknowledged, cut, troubles, longest, operations);
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
