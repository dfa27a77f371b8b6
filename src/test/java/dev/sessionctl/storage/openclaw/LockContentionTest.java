package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes and threads around one counter that only the lock protects. */
@Timeout(120)
class LockContentionTest {

  @TempDir Path directory;

  /** Adds one to a counter file so many times, each time under the lock. */
  static final class Adder {
    private Adder() {}

    public static void main(String[] arguments) throws IOException {
      // Says that it is up, and waits until all are.
      System.out.write('r');
      System.out.flush();
      System.in.read();
      add(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Boolean.parseBoolean(arguments[2]),
          SystemEnvironment.create());
    }

    static void add(Path index, int times, boolean crash, Environment environment) throws IOException {
      // Contenders back off by tens of milliseconds; here they only step aside, so that they really meet.
      Pause pause = millis -> Thread.sleep(1);
      for (int i = 0; i < times; i++) {
        try (OpenClawLock lock =
            OpenClawLock.take(index, LockKind.INDEX, Duration.ofMinutes(30), pause, environment)) {
          int value = Integer.parseInt(Files.readString(index));
          lock.ensureHeld();
          Files.writeString(index, Integer.toString(value + 1));
          if (crash) {
            // What a holder leaves that dies here: a lock that names a process which does not run.
            long since = environment.now() + i;
            Files.write(lock.path(), new LockPayload(Integer.MAX_VALUE, since, -1, 5).render(LockKind.INDEX));
          }
        }
      }
    }
  }

  /** Takes the lock and dies without releasing it. */
  static final class Dier {
    private Dier() {}

    public static void main(String[] arguments) throws IOException {
      OpenClawLock.take(Path.of(arguments[0]), LockKind.INDEX, Duration.ZERO, Pause.SLEEP, SystemEnvironment.create());
      Runtime.getRuntime().halt(9);
    }
  }

  private static Process start(Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home")).resolve("bin").resolve("java").toString(),
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dsessionctl.lockowner=/openclaw",
        "-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threadsAndProcessesLoseNothing(boolean crash) throws Exception {
    String crashing = Boolean.toString(crash);
    Path index = Files.writeString(directory.resolve("sessions.json"), "0");
    List<Process> processes = List.of(start(Adder.class, index.toString(), "100", crashing),
        start(Adder.class, index.toString(), "100", crashing));
    Environment environment = SystemEnvironment.create();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Process process : processes) {
        assertThat(process.getInputStream().read()).isEqualTo('r');
      }
      for (Process process : processes) {
        process.getOutputStream().write('g');
        process.getOutputStream().flush();
      }
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        running.add(threads.submit(() -> {
          Adder.add(index, 100, crash, environment);
          return null;
        }));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
      for (Process process : processes) {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
      }
    } finally {
      threads.shutdownNow();
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(index).hasContent("400");
    assertThat(Files.exists(directory.resolve("sessions.json.lock"))).isEqualTo(crash);
  }

  @Test
  void onlyOneOfManyTakesOverAStaleLock() throws Exception {
    Path index = directory.resolve("sessions.json");
    Environment environment = SystemEnvironment.create();
    int contenders = 8;
    ExecutorService threads = Executors.newFixedThreadPool(contenders);
    try {
      for (int round = 0; round < 20; round++) {
        Files.write(directory.resolve("sessions.json.lock"),
            new LockPayload(Integer.MAX_VALUE, environment.now(), -1, 5).render(LockKind.INDEX));
        CyclicBarrier start = new CyclicBarrier(contenders);
        List<Future<OpenClawLock>> attempts = new ArrayList<>();
        for (int i = 0; i < contenders; i++) {
          attempts.add(threads.submit(() -> {
            start.await();
            try {
              return OpenClawLock.take(index, LockKind.INDEX, Duration.ZERO, Pause.SLEEP, environment);
            } catch (LockedException e) {
              return null;
            }
          }));
        }
        List<OpenClawLock> taken = new ArrayList<>();
        for (Future<OpenClawLock> attempt : attempts) {
          OpenClawLock lock = attempt.get();
          if (lock != null) {
            taken.add(lock);
          }
        }
        assertThat(taken).hasSize(1);
        taken.get(0).ensureHeld();
        taken.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void lockOfAProcessThatDiedIsTakenOver() throws Exception {
    Path index = directory.resolve("sessions.json");
    Process process = start(Dier.class, index.toString());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(9);
    Path file = directory.resolve("sessions.json.lock");
    assertThat(file).content().contains("\"pid\": " + process.pid() + ",");
    Environment environment = SystemEnvironment.create();
    // Inside a container a dead process proves nothing while the lock is young.
    if (!environment.processes().inContainer()) {
      try (OpenClawLock lock =
          OpenClawLock.take(index, LockKind.INDEX, Duration.ZERO, Pause.SLEEP, environment)) {
        lock.ensureHeld();
      }
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void lockOfARunningProcessIsRespected() throws Exception {
    Path index = directory.resolve("sessions.json");
    Process sleeper = new ProcessBuilder("sleep", "600").start();
    try {
      Environment environment = SystemEnvironment.create();
      long start = environment.processes().find(sleeper.pid()).orElseThrow().startTicks();
      Path file = directory.resolve("sessions.json.lock");
      Files.write(file, new LockPayload(sleeper.pid(), environment.now() - 60_000, -1, start).render(LockKind.INDEX));
      List<Long> pauses = new ArrayList<>();
      assertThatThrownBy(
          () -> OpenClawLock.take(index, LockKind.INDEX, Duration.ofSeconds(3), pauses::add, environment))
          .isInstanceOf(LockedException.class).hasMessageContaining("process " + sleeper.pid() + " (sleep 600)");
      assertThat(file).exists();
    } finally {
      sleeper.destroyForcibly().waitFor();
    }
  }
}
