package dev.sessionctl.storage.gemini;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link SessionWriter} in a process of its own; closing it ends it in any case. */
final class WriterProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;

  /** Starts one, and returns once its first sessions are on disk. */
  WriterProcess(Path directory, int sessions, long seed, long pauseMillis, String manner) throws IOException {
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), SessionWriter.class.getName(),
        directory.toString(), Integer.toString(sessions), Long.toString(seed), Long.toString(pauseMillis), manner);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"started".equals(out.readLine())) {
      close();
      throw new IOException("the writer did not start");
    }
  }

  /** Ends it, and returns how many messages it was told for each session that it has. */
  Map<String, Integer> end() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    Map<String, Integer> told = new LinkedHashMap<>();
    for (String line = out.readLine(); !"end".equals(line); line = out.readLine()) {
      if (line == null) {
        throw new IOException("the writer ended early");
      }
      int space = line.lastIndexOf(' ');
      told.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
    }
    return told;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
