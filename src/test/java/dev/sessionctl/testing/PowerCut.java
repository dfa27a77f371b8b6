package dev.sessionctl.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Cuts the power of a file system while {@link CommandLoop} works on it, at a random moment. */
public final class PowerCut {

  private PowerCut() {}

  /**
   * What was said until then.
   *
   * @param text all of it
   * @param moment just before the cut, milliseconds since the epoch. What is said later is said of a disk that is not
   *     there: xfs then syncs a directory without an error
   */
  public record Said(String text, long moment) {

    /** Whether a line was said while there was power. */
    public boolean counts(String line) {
      return Long.parseLong(line.split(" ")[2]) < moment;
    }
  }

  /**
   * Lets the commands run for a while and cuts the power; the process is ended.
   *
   * @param lines how many lines are waited for at least
   * @param longestMillis how long after the last of these at most
   * @param options further options of Java
   */
  public static Said during(LoopMount mount, Path list, Path outside, int lines, int longestMillis, Random random,
      String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), CommandLoop.class.getName(), list.toString()));
    Path errors = outside.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(words).directory(outside.toFile()).redirectError(errors.toFile());
    Process process = builder.start();
    try (InputStream said = process.getInputStream()) {
      StringBuilder text = new StringBuilder();
      readLines(said, lines, text, errors);
      // The moment of the cut is what is random here; nothing is waited for.
      TimeUnit.MILLISECONDS.sleep(random.nextInt(longestMillis));
      long moment = System.currentTimeMillis();
      mount.cutPower();
      TimeUnit.MILLISECONDS.sleep(20);
      // Not the method of the process itself, which closes the stream that is still to be read.
      process.toHandle().destroyForcibly();
      process.waitFor();
      text.append(new String(said.readAllBytes(), StandardCharsets.UTF_8));
      return new Said(text.toString(), moment);
    }
  }

  private static void readLines(InputStream in, int lines, StringBuilder text, Path errors) throws IOException {
    int left = lines;
    while (left > 0) {
      int next = in.read();
      assertThat(next).as("goes on after: " + text + Files.readString(errors)).isNotNegative();
      text.append((char) next);
      left -= next == '\n' ? 1 : 0;
    }
  }
}
