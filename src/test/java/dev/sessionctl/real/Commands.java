package dev.sessionctl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Runs other programs for a test; whatever was started is ended, also when this JVM is. */
final class Commands {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Commands::kill)));
  }

  private Commands() {}

  /** What a program that ended has said. */
  record Result(int code, String out, String err, long millis) {

    /** Everything, for the description of a failure. */
    String all() {
      return "exit " + code + "\n" + out + "\n" + err;
    }
  }

  /**
   * Runs a program to its end.
   *
   * @param environment the whole environment, or null to pass this one's on
   * @throws IOException also when it takes longer than the limit
   */
  static Result run(List<String> command, Map<String, String> environment, Path directory, Duration limit)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("real-test", ".out");
    Path err = Files.createTempFile("real-test", ".err");
    try {
      long begin = System.nanoTime();
      Process process = start(command, environment, directory, out, err);
      try {
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException("not done after " + limit + ": " + String.join(" ", command) + "\n" + text(out)
              + text(err));
        }
      } finally {
        end(process, Duration.ZERO);
      }
      return new Result(process.exitValue(), text(out), text(err), (System.nanoTime() - begin) / 1_000_000);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /** Starts a program whose output goes to two files; the caller ends it. */
  static Process start(List<String> command, Map<String, String> environment, Path directory, Path out, Path err)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(out.toFile())
        .redirectError(err.toFile());
    if (environment != null) {
      builder.environment().clear();
      builder.environment().putAll(environment);
    }
    Process process = builder.start();
    RUNNING.add(process);
    return process;
  }

  /** Asks a program to end, and ends it and what it has started when it does not in time. */
  static void end(Process process, Duration patience) {
    List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
    try {
      if (process.isAlive() && !patience.isZero()) {
        process.destroy();
        process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill(process);
      tree.forEach(ProcessHandle::destroyForcibly);
      RUNNING.remove(process);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** A file that a program has written to. */
  static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
