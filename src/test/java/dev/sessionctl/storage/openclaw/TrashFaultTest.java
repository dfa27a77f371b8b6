package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Purge;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Restoring and purging, interrupted at every operation in every way that {@link FaultPlan.Kind} knows. After each: no
 * byte is lost; an entry never stands without its transcript; the next run gets to the end, and nothing is left over.
 */
@Timeout(120)
class TrashFaultTest {

  private Path base;

  @BeforeEach
  void createBase() throws IOException {
    Path memory = Path.of("/dev/shm");
    base = (Files.isWritable(memory) ? Files.createTempDirectory(memory, "sessionctl-trash")
        : Files.createTempDirectory("sessionctl-trash")).toRealPath();
  }

  @AfterEach
  void removeBase() throws IOException {
    DurableFiles.deleteTree(base);
  }

  /** What is interrupted. */
  enum Scenario {
    RESTORE_OVER_OLDER_INDEX(null), RESTORE_OVER_OLDER_DIRECTORY(DirectoryLayout.VERSIONED),
    UNDO_COMPACTION(null), PURGE(null);

    private final DirectoryLayout layout;

    Scenario(DirectoryLayout layout) {
      this.layout = layout;
    }
  }

  /** A store with something in its trash, and what is done about it. */
  private record Case(Scenario scenario, TrashStore store, String run) {

    static Case of(Scenario scenario, Path root) throws IOException {
      FakeEnvironment fake = FakeEnvironment.in(root.resolve("first"));
      TrashStore store = new TrashStore(root.resolve("disk"), scenario.layout, fake);
      String run = scenario == Scenario.UNDO_COMPACTION ? store.compact(0, "short\n") : store.evict(0, 1);
      if (scenario.name().contains("OLDER")) {
        store.put(0, 1);
      }
      return new Case(scenario, store, run);
    }

    ChangeRequest request() {
      return scenario == Scenario.PURGE ? new Purge(Set.of(run), null, false) : new Restoration(run, Set.of());
    }

    /** What has to hold at every moment. */
    void check() throws IOException {
      Trash trash = new Trash(store.area());
      for (int i = 0; i < SmallStore.SESSIONS; i++) {
        boolean there = Files.exists(store.transcript(i));
        boolean entry = store.entries().containsKey(SmallStore.key(i));
        if (scenario != Scenario.PURGE) {
          assertThat(there || keeps(trash, i)).as("transcript " + i + " is somewhere").isTrue();
        }
        // In these the entry of session 0 was written again by a gateway, without a transcript.
        if (i != 0 || !scenario.name().contains("OLDER")) {
          assertThat(!entry || there).as("entry " + i + " has its transcript").isTrue();
        }
      }
      if (scenario == Scenario.PURGE) {
        for (Trash.Run each : trash.runs()) {
          assertThat(TrashSummary.items(trash, each)).allMatch(item -> item.state() == TrashSummary.State.KEPT);
        }
      }
      assertThat(store.isWhole(2)).isTrue();
    }

    private boolean keeps(Trash trash, int i) throws IOException {
      String content = SmallStore.transcript(i, store.small().state());
      for (Trash.Run each : trash.runs()) {
        try (var files = Files.list(each.root().resolve("files"))) {
          for (Path file : (Iterable<Path>) files::iterator) {
            if (Files.readString(file).equals(content)) {
              return true;
            }
          }
        }
      }
      return false;
    }

    void checkUnchanged() throws IOException {
      assertThat(new Trash(store.area()).find(run)).isNotNull();
      assertThat(store.isWhole(0)).isFalse();
    }

    void checkDone() throws IOException {
      check();
      Trash trash = new Trash(store.area());
      if (scenario == Scenario.PURGE) {
        assertThat(store.area().trash()).isEmptyDirectory();
      } else {
        for (int i = 0; i < SmallStore.SESSIONS; i++) {
          assertThat(store.isWhole(i)).as("session " + i + " is back").isTrue();
        }
        TrashSummary summary = TrashSummary.of(trash, trash.find(run));
        assertThat(summary.restored()).isEqualTo(summary.entries() + summary.files());
        if (scenario.name().contains("OLDER") || scenario == Scenario.UNDO_COMPACTION) {
          assertThat(trash.runs().size()).as("what was replaced is kept").isGreaterThan(1);
        }
      }
      LayoutOracle.checkNoLeftOvers(store.small().state().getParent());
    }
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void everyInterruptionIsMended(Scenario scenario) throws Exception {
    List<String> failures = new ArrayList<>();
    int points = 0;
    for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
      boolean fired = true;
      // Killed at every operation, and refused each once; what else refuses takes the same way for the most part.
      int step = kind.isCrash() || kind == FaultPlan.Kind.EIO || kind == FaultPlan.Kind.INTERFERE ? 1 : 3;
      for (int n = 1; fired && n < 500; n += step) {
        Path root = Files.createDirectory(base.resolve(kind + "-" + n));
        fired = attempt(scenario, kind, n, root, failures);
        points++;
        DurableFiles.deleteTree(root);
      }
    }
    System.out.println("interruptions of " + scenario + ": " + points);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private boolean attempt(Scenario scenario, FaultPlan.Kind kind, int n, Path root, List<String> failures)
      throws IOException {
    Case test = Case.of(scenario, root);
    FaultPlan plan = new FaultPlan(kind, n,
        () -> Files.deleteIfExists(test.store().small().sessions().resolve("sessions.json.lock")));
    try {
      interrupted(test, plan, new FaultRun(root.resolve("surroundings")));
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

  private void interrupted(Case test, FaultPlan plan, FaultRun run) throws IOException {
    Path sessions = test.store().small().sessions();
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      Outcome outcome = run.change(files.wrap(sessions), test.request());
      assertThat(outcome).isIn(Outcome.DONE, Outcome.PARTIAL);
      if (outcome == Outcome.DONE) {
        test.checkDone();
      }
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (ChangedException | LockedException e) {
      test.checkUnchanged();
    } catch (IOException e) {
      assertThat(files.leaked()).as("channels left open after " + e).isEmpty();
    }
    test.check();
    try {
      run.change(sessions, test.request());
    } catch (dev.sessionctl.storage.StoreException e) {
      // What was finished first is not there to be done again.
      assertThat(e.getMessage()).contains("nothing of run");
    }
    test.checkDone();
    FaultRun.checkJournals(sessions);
  }
}
