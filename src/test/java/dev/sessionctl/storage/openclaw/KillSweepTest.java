package dev.sessionctl.storage.openclaw;

import static dev.sessionctl.storage.openclaw.MigrationScenario.INTO_PLAIN_KEEPING_INDEX;
import static dev.sessionctl.storage.openclaw.MigrationScenario.INTO_VERSIONED;
import static dev.sessionctl.storage.openclaw.MigrationScenario.ROLLBACK_TO_DIRECTORY;
import static dev.sessionctl.storage.openclaw.MigrationScenario.TO_PLAIN_KEEPING_INDEX;
import static dev.sessionctl.storage.openclaw.MigrationScenario.TO_VERSIONED_KEEPING_INDEX;
import static dev.sessionctl.storage.openclaw.MigrationScenario.VERSIONED_INTO_INDEX;
import static dev.sessionctl.storage.openclaw.MigrationScenario.VERSIONED_TO_INDEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.cli.ExitCode;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.testing.ArchivedProgram;
import dev.sessionctl.testing.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real program, killed with SIGKILL before each of its system calls that change files. After each: the store is
 * old or new and nothing is lost; the next run mends it and gets there; what was taken away comes back.
 */
@Tag("long")
@Timeout(1800)
class KillSweepTest {

  private static final Set<Scenario> ALIKE = Set.of(TO_PLAIN_KEEPING_INDEX, TO_VERSIONED_KEEPING_INDEX,
      INTO_PLAIN_KEEPING_INDEX, INTO_VERSIONED, VERSIONED_TO_INDEX, VERSIONED_INTO_INDEX, ROLLBACK_TO_DIRECTORY);

  /** Another program on this machine may look like OpenClaw for a moment, and then nothing is changed. */
  private static final int TRIES = 20;

  @TempDir Path directory;

  @BeforeAll
  static void requireStrace() throws InterruptedException {
    assumeTrue(SystemCalls.canBeTraced(),
        "strace is not installed or may not trace; install it to run the kill sweep");
  }

  /** All but those layout changes that take the same way as another, with other names or one step less. */
  static Stream<Scenario> scenarios() {
    return Scenario.all().stream().filter(scenario -> !ALIKE.contains(scenario));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void killedAtEveryCallItLosesNothing(Scenario scenario) throws Exception {
    List<String> failures = new ArrayList<>();
    Map<String, Integer> kills = new TreeMap<>();
    Attempt training = new Attempt(scenario, directory.toRealPath().resolve("training"));
    ArchivedProgram program =
        ArchivedProgram.in(Files.createDirectory(directory.resolve("program")), training.trial.commandLine());
    Attempt undisturbed = new Attempt(scenario, directory.toRealPath().resolve("undisturbed"));
    List<SystemCalls.Point> points =
        SystemCalls.of(program.command(undisturbed.trial.commandLine()), directory.resolve("calls"));
    assertThat(points).as("system calls that change files").hasSizeGreaterThan(10);
    undisturbed.trial.checkDone();
    undisturbed.finish();
    for (SystemCalls.Point point : points) {
      Attempt attempt = new Attempt(scenario, directory.toRealPath().resolve(point.call() + point.number()));
      int code = SystemCalls.runUntil(point, program.command(attempt.trial.commandLine()));
      for (int i = 0; i < TRIES && code == ExitCode.LOCKED; i++) {
        attempt.trial.checkUnchanged();
        code = SystemCalls.runUntil(point, program.command(attempt.trial.commandLine()));
      }
      try {
        assertThat(code).isEqualTo(SystemCalls.KILLED);
        attempt.finish();
      } catch (AssertionError | IOException | RuntimeException e) {
        failures.add(point + " (exit " + code + "): " + e);
      }
      kills.merge(point.call(), 1, Integer::sum);
    }
    System.out.println("kills of " + scenario + ": " + points.size() + " " + kills);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  /** One store that is changed by a process of its own. */
  private static final class Attempt {

    private final Path root;
    private final FaultRun run;
    private final Trial trial;

    Attempt(Scenario scenario, Path root) throws IOException {
      this.root = Files.createDirectory(root);
      run = new FaultRun(root.resolve("surroundings"));
      trial = scenario.prepare(Files.createDirectory(root.resolve("disk")), run);
    }

    /** Looks at what is left, and goes on from there. */
    void finish() throws IOException {
      trial.mend(run);
      DurableFiles.deleteTree(root);
    }
  }
}
