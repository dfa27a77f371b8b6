package dev.sessionctl.storage.system;

import dev.sessionctl.storage.Courtesy;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Lowers the priority of this process with the {@code ionice} and the {@code renice} of util-linux. To Linux a priority
 * belongs to a thread, new ones inherit it, and the work is not done by the thread that has the number of the process:
 * so all threads that there are get it.
 */
public final class IdlePriority implements Courtesy {

  /** A thread may end between the list and its use, upon which the rest of the list is left out. */
  private static final int ATTEMPTS = 3;

  private static final List<Path> IONICE = List.of(Path.of("/usr/bin/ionice"), Path.of("/bin/ionice"));
  private static final List<Path> RENICE = List.of(Path.of("/usr/bin/renice"), Path.of("/bin/renice"));

  /** What {@code nice} gives; less would let a gateway wait for a lock that we hold on a busy machine. */
  private static final String NICENESS = "10";

  private final List<Path> ionice;
  private final List<Path> renice;
  private final Path tasks;
  private final Launcher launcher;

  /** Runs a program to its end. */
  @FunctionalInterface
  interface Launcher {
    /** Returns its exit code. */
    int run(List<String> command) throws IOException;
  }

  /** With the programs of this machine. */
  public IdlePriority() {
    this(IONICE, RENICE, Path.of("/proc/self/task"), IdlePriority::launch);
  }

  /**
   * With other surroundings, for tests.
   *
   * @param tasks the directory that has an entry for each thread of this process
   */
  IdlePriority(List<Path> ionice, List<Path> renice, Path tasks, Launcher launcher) {
    this.ionice = ionice;
    this.renice = renice;
    this.tasks = tasks;
    this.launcher = launcher;
  }

  @Override
  public Optional<String> yieldToOthers() {
    try {
      Path program = installed(ionice);
      String problem = program == null ? "ionice (util-linux) is not installed"
          : onAllThreads(program, "-c", "3") ? null : program + " failed";
      // The processor matters less, and a process that is nicer already may not go back: no word about that.
      Path other = installed(renice);
      if (other != null) {
        onAllThreads(other, "-n", NICENESS);
      }
      return Optional.ofNullable(problem);
    } catch (IOException e) {
      return Optional.of("ionice could not be run: " + e.getMessage());
    }
  }

  /** The first that is there, or null; the one of busybox takes a single thread only. */
  private static Path installed(List<Path> programs) throws IOException {
    for (Path program : programs) {
      if (Files.isExecutable(program) && !program.toRealPath().endsWith("busybox")) {
        return program;
      }
    }
    return null;
  }

  private boolean onAllThreads(Path program, String option, String value) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      List<String> command = new ArrayList<>(List.of(program.toString(), option, value, "-p"));
      command.addAll(threads());
      if (launcher.run(command) == 0) {
        return true;
      }
    }
    return false;
  }

  private TreeSet<String> threads() throws IOException {
    TreeSet<String> threads = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(tasks, "[1-9]*")) {
      entries.forEach(entry -> threads.add(entry.getFileName().toString()));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return threads;
  }

  private static int launch(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      // Reaped here: leaving the JVM with a live child costs hundreds of milliseconds.
      return builder.start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
