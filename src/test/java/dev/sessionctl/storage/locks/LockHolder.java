package dev.sessionctl.storage.locks;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that holds a lock until it is closed; of another make than this tool. */
public final class LockHolder implements AutoCloseable {

  private static final Path SCRIPTS =
      Path.of(System.getProperty("sessionctl.basedir", ".")).resolve("src/test/resources/praisonai");

  private final Process process;
  private final String answer;

  private LockHolder(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    answer = out.readLine();
  }

  /** {@code flock(1)} of util-linux; the test is skipped where it is not installed. */
  public static LockHolder utilLinux(Path lock) throws IOException {
    return new LockHolder(List.of(program("flock"), "-n", "-x", lock.toString(), "sh", "-c", "echo held; exec cat"));
  }

  /** {@code fcntl.flock} or {@code fcntl.lockf} of Python; skipped likewise. */
  public static LockHolder python(Path lock, String call) throws IOException {
    return new LockHolder(List.of(python(), script("hold_lock.py"), lock.toString(), call));
  }

  /** The Python of this machine, or the test is skipped. */
  public static String python() {
    return program("python3");
  }

  /** A script of the test resources. */
  public static String script(String name) {
    return SCRIPTS.resolve(name).toAbsolutePath().toString();
  }

  private static String program(String name) {
    List<String> places = new ArrayList<>(List.of("/usr/bin", "/bin", "/usr/local/bin"));
    places.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
    for (String place : places) {
      if (place.startsWith("/") && Files.isExecutable(Path.of(place, name))) {
        return Path.of(place, name).toString();
      }
    }
    assumeTrue(false, name + " is not installed, so this is not tested");
    return null;
  }

  /** Whether it got the lock. */
  public boolean holds() {
    return "held".equals(answer);
  }

  public long pid() {
    return process.pid();
  }

  /** As {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the holder did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
