package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultPoints;
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
 * Every change of a store, interrupted at each of its operations on files in every way that {@link FaultPlan.Kind}
 * knows. After each: the store is old or new and nothing is lost; the next run mends
 * it and gets there; nothing is left over; what was taken away comes back.
 */
@Timeout(300)
class FaultLoopTest {

  private static final String LOCK = "sessions.json.lock";

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
    FaultPlan undisturbed = attempt(scenario, FaultPlan.Kind.NONE, 0, failures);
    FaultPoints points = new FaultPoints(undisturbed.trace(), LOCK);
    assertThat(points.count()).isGreaterThan(10);
    StringBuilder told = new StringBuilder();
    for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
      List<Integer> numbers = points.of(kind);
      for (int n : numbers) {
        FaultPlan plan = attempt(scenario, kind, n, failures);
        if (!plan.fired()) {
          failures.add(plan.toString());
        }
      }
      told.append(' ').append(kind).append('=').append(numbers.size());
    }
    System.out.println("interruptions of " + scenario + ", " + points.count() + " operations:" + told);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private FaultPlan attempt(Scenario scenario, FaultPlan.Kind kind, int n, List<String> failures)
      throws IOException {
    Path root = Files.createDirectory(base.resolve(kind + "-" + n));
    FaultRun run = new FaultRun(root.resolve("surroundings"));
    Trial trial = scenario.prepare(Files.createDirectory(root.resolve("disk")), run);
    FaultPlan plan = new FaultPlan(kind, n,
        () -> Files.deleteIfExists(trial.store().sessions().resolve(LOCK)));
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
    DurableFiles.deleteTree(root);
    return plan;
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
