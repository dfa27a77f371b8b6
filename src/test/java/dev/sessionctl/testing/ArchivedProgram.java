package dev.sessionctl.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * The program as it is installed, in one archive with its classes loaded already, so that it can be started some
 * hundred times under a tracer: that has far fewer of its system calls to look at.
 */
public final class ArchivedProgram {

  private final List<String> command;

  private ArchivedProgram(List<String> command) {
    this.command = command;
  }

  /**
   * Makes one from the classes that are tested.
   *
   * @param directory an empty directory, in which it stays
   * @param training a command line that loads the classes that matter
   */
  public static ArchivedProgram in(Path directory, List<String> training) throws IOException, InterruptedException {
    Path jar = directory.resolve("program.jar");
    int packed = ToolProvider.findFirst("jar").orElseThrow()
        .run(System.out, System.err, "--create", "--file", jar.toString(), "-C",
            System.getProperty("sessionctl.classes"), ".");
    if (packed != 0) {
      throw new IOException("jar exits with " + packed);
    }
    StringBuilder path = new StringBuilder(jar.toString());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      // A directory on the path would keep the JVM from using the archive.
      path.append(entry.endsWith(".jar") ? File.pathSeparator + entry : "");
    }
    List<String> java = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dsessionctl.lockowner=/openclaw");
    List<String> program = List.of("-cp", path.toString(), "dev.sessionctl.Main");
    Path archive = directory.resolve("program.jsa");
    train(java, archive, program, training);
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
    command.addAll(program);
    return new ArchivedProgram(command);
  }

  private static void train(List<String> java, Path archive, List<String> program, List<String> training)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java);
    command.add("-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(program);
    command.addAll(training);
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("cannot be run once: " + command);
    }
  }

  /** The command that carries a command line out. */
  public List<String> command(List<String> arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    return all;
  }
}
