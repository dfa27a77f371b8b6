package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real program, killed with SIGKILL at its first, second, … system call of each kind that changes files, until it
 * survives. Runs it under strace, which needs no privilege.
 */
@Tag("long")
@Timeout(1800)
class KillSweepTest {

  private static final List<String> CALLS =
      List.of("rename", "fsync", "fdatasync", "write", "pwrite64", "mkdir", "unlink", "link", "ftruncate", "chmod");

  private static final int KILLED = 128 + 9;

  @TempDir Path directory;

  @BeforeAll
  static void requireStrace() throws Exception {
    boolean works;
    try {
      works = run(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=kill", "true")) == 0;
    } catch (IOException e) {
      works = false;
    }
    assumeTrue(works, "strace is not installed or may not trace; install it to run the kill sweep");
  }

  @ParameterizedTest
  @EnumSource(value = FaultScenario.class, names = {"TO_PLAIN", "TO_VERSIONED", "INTO_PLAIN", "PLAIN_TO_INDEX",
    "PLAIN_INTO_INDEX", "ROLLBACK_TO_INDEX", "MOVE", "COPY", "IN_PLACE"})
  void killedAtEveryCallItLeavesOldOrNew(FaultScenario scenario) throws Exception {
    List<String> failures = new ArrayList<>();
    StringBuilder points = new StringBuilder();
    for (String call : CALLS) {
      int n = 0;
      int code = KILLED;
      while (code == KILLED) {
        n++;
        Path root = Files.createDirectory(directory.toRealPath().resolve(call + n));
        SmallStore store = scenario.build(Files.createDirectory(root.resolve("disk")));
        FaultRun run = new FaultRun(root.resolve("surroundings"));
        if (scenario.before() != null) {
          run.change(store.sessions(), scenario.before());
        }
        Oracle oracle = NextRun.oracle(scenario, store);
        code = run(command(scenario, store, call, n));
        try {
          assertThat(code).isIn(0, KILLED);
          NextRun.check(scenario, store, oracle, run);
        } catch (AssertionError | IOException | RuntimeException e) {
          failures.add(call + " " + n + " (exit " + code + "): " + e);
        }
        DurableFiles.deleteTree(root);
      }
      points.append(' ').append(call).append('=').append(n - 1);
    }
    System.out.println("kill points of " + scenario + ":" + points);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private static List<String> command(FaultScenario scenario, SmallStore store, String call, int n) {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call,
        "-e", "inject=" + call + ":signal=KILL:when=" + n));
    command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dsessionctl.lockowner=/openclaw", "-cp",
        System.getProperty("java.class.path"), "dev.sessionctl.Main", "migrate", "--yes", "--assume-offline"));
    boolean directory = !Files.exists(store.index());
    command.addAll(List.of("--store", (directory ? store.directory() : store.index()).toString()));
    command.addAll(switch (scenario) {
      case TO_PLAIN, INTO_PLAIN -> List.of("--to", "sessions.d");
      case TO_VERSIONED -> List.of("--to", "sessions.d", "--layout", "2");
      case PLAIN_TO_INDEX, PLAIN_INTO_INDEX -> List.of("--to", "sessions.json");
      case ROLLBACK_TO_INDEX -> List.of("--rollback");
      case MOVE -> List.of("--relocate", scenario.destination(store).toString());
      case COPY -> List.of("--relocate", scenario.destination(store).toString(), "--copy");
      default -> List.of("--relocate", store.state().toString(), "--from", FaultScenario.FORMER_ROOT.toString());
    });
    return command;
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends: " + command).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
