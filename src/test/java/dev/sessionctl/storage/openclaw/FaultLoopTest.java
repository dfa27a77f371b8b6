package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every change of a store, interrupted at its first, second, … operation on files until it runs to its end, in every
 * way that {@link FaultPlan.Kind} knows. After each: the store is old or new and nothing is lost; the next run mends
 * it and gets there; nothing is left over; what was taken away comes back.
 */
@Timeout(300)
class FaultLoopTest {

  private Path base;

  /** In memory where there is such a file system: what is tested is the order of operations, not a disk. */
  @BeforeEach
  void createBase() throws IOException {
    Path memory = Path.of("/dev/shm");
    base = Files.isWritable(memory) ? Files.createTempDirectory(memory, "sessionctl-faults")
        : Files.createTempDirectory("sessionctl-faults");
    base = base.toRealPath();
  }

  @AfterEach
  void removeBase() throws IOException {
    DurableFiles.deleteTree(base);
  }

  static Stream<Scenario> scenarios() {
    return Scenario.all().stream();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyInterruptionLeavesOldOrNew(Scenario scenario) throws Exception {
    List<String> failures = new ArrayList<>();
    StringBuilder points = new StringBuilder();
    for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
      int n = 0;
      boolean fired = true;
      while (fired && n < 2_000) {
        n++;
        Path root = Files.createDirectory(base.resolve(kind + "-" + n));
        fired = attempt(scenario, kind, n, root, failures);
        DurableFiles.deleteTree(root);
      }
      points.append(' ').append(kind).append('=').append(n - 1);
    }
    System.out.println("fault points of " + scenario + ":" + points);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private boolean attempt(Scenario scenario, FaultPlan.Kind kind, int n, Path root, List<String> failures)
      throws IOException {
    FaultRun run = new FaultRun(root.resolve("surroundings"));
    Trial trial = scenario.prepare(Files.createDirectory(root.resolve("disk")), run);
    FaultPlan plan = new FaultPlan(kind, n,
        () -> Files.deleteIfExists(trial.store().sessions().resolve("sessions.json.lock")));
    try {
      interrupted(trial, plan, run);
    } catch (AssertionError | IOException | RuntimeException e) {
      StackTraceElement at = e.getStackTrace().length == 0 ? null : e.getStackTrace()[0];
      for (StackTraceElement frame : e.getStackTrace()) {
        if (frame.getClassName().startsWith("dev.sessionctl")) {
          at = frame;
          break;
        }
      }
      failures.add((plan + ": " + e + " at " + at).replaceAll("/[^ ]*/disk/", "…/"));
    }
    return plan.fired();
  }

  private void interrupted(Trial trial, FaultPlan plan, FaultRun run) throws IOException {
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      Outcome outcome = run.change(files.wrap(trial.store().sessions()), trial.request(files::wrap));
      assertThat(files.leaked()).as("channels left open").isEmpty();
      if (outcome != Outcome.DONE) {
        assertThat(outcome).isEqualTo(Outcome.PARTIAL);
        assertThat(trial.mayEndInPart() && plan.fired()).as("ends in part").isTrue();
      } else {
        trial.checkDone();
      }
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (ChangedException | LockedException e) {
      // The contract of these: nothing was done.
      trial.checkUnchanged();
      assertThat(files.leaked()).as("channels left open").isEmpty();
    } catch (IOException e) {
      assertThat(files.leaked()).as("channels left open after " + e).isEmpty();
    }
    trial.mend(run);
  }
}
