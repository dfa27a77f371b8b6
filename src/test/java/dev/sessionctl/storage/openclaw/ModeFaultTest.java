package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import dev.sessionctl.storage.trash.TrashedMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A repair of modes, and the way back from one, interrupted at every operation in every way: a mode is always what it
 * was or what it shall be, nothing is changed that was not announced before, and the next run gets to the end.
 */
@Timeout(120)
class ModeFaultTest {

  private static final String INDEX = "rw-rw-r--";
  private static final String DIRECTORY = "rwxrwxrwx";
  private static final String STATE = "rwxrwxr-x";

  private Path base;

  @BeforeEach
  void createBase() throws IOException {
    Path memory = Path.of("/dev/shm");
    base = (Files.isWritable(memory) ? Files.createTempDirectory(memory, "sessionctl-modes")
        : Files.createTempDirectory("sessionctl-modes")).toRealPath();
  }

  @AfterEach
  void removeBase() throws IOException {
    DurableFiles.deleteTree(base);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyInterruptionIsMended(boolean back) throws IOException {
    List<String> failures = new ArrayList<>();
    StringBuilder points = new StringBuilder();
    for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
      int n = 0;
      boolean fired = true;
      while (fired && n < 500) {
        Path root = Files.createDirectory(base.resolve(kind + "-" + ++n));
        SmallStore store = build(root.resolve("state"));
        FaultPlan plan = new FaultPlan(kind, n,
            () -> Files.deleteIfExists(store.sessions().resolve("sessions.json.lock")));
        try {
          attempt(store, plan, new FaultRun(root.resolve("surroundings")), back);
        } catch (AssertionError | IOException | RuntimeException e) {
          failures.add(plan + ": " + e + " at " + List.of(e.getStackTrace()).stream()
              .filter(frame -> frame.getClassName().startsWith("dev.sessionctl")).findFirst().orElse(null));
        }
        fired = plan.fired();
        DurableFiles.deleteTree(root);
      }
      points.append(' ').append(kind).append('=').append(n - 1);
    }
    System.out.println("fault points of " + (back ? "restoring" : "mending") + " modes:" + points);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private static SmallStore build(Path state) throws IOException {
    SmallStore store = new SmallStore(state);
    store.writeFiles(state).writeIndex(state, 0, 1, 2);
    mode(store.index(), INDEX);
    mode(store.sessions(), DIRECTORY);
    mode(state, STATE);
    return store;
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static Map<String, String> modes(SmallStore store) throws IOException {
    return Map.of("index", MigrationRuns.mode(store.index()), "sessions", MigrationRuns.mode(store.sessions()),
        "state", MigrationRuns.mode(store.state()));
  }

  private static final Map<String, String> OPEN = Map.of("index", INDEX, "sessions", DIRECTORY, "state", STATE);
  private static final Map<String, String> CLOSED =
      Map.of("index", "rw-------", "sessions", "rwxr-xr-x", "state", "rwxr-xr-x");

  private static void attempt(SmallStore store, FaultPlan plan, FaultRun run, boolean back) throws IOException {
    Repair repair = new Repair(Set.of(), Set.of(), false);
    ChangeRequest request = repair;
    if (back) {
      assertThat(run.change(store.sessions(), repair)).isEqualTo(Outcome.DONE);
      assertThat(modes(store)).isEqualTo(CLOSED);
      request = new Restoration(new Trash(area(store)).runs().get(0).runId(), Set.of());
    }
    final Map<String, String> before = back ? CLOSED : OPEN;
    final Map<String, String> after = back ? OPEN : CLOSED;
    final Map<String, String> texts = MigrationRuns.contents(store.sessions());
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      Outcome outcome = run.change(files.wrap(store.sessions()), request);
      assertThat(files.leaked()).as("channels left open").isEmpty();
      assertThat(outcome).isIn(Outcome.DONE, Outcome.PARTIAL);
      if (outcome == Outcome.DONE) {
        assertThat(modes(store)).isEqualTo(after);
      }
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (ChangedException | LockedException e) {
      assertThat(modes(store)).isEqualTo(before);
    } catch (IOException e) {
      assertThat(files.leaked()).as("channels left open after " + e).isEmpty();
    }
    modes(store).forEach((what, mode) -> assertThat(mode).as(what).isIn(before.get(what), after.get(what)));
    everyChangeWasAnnounced(store, before);
    try {
      run.change(store.sessions(), request);
    } catch (StoreException e) {
      // What recovery finished is not there to be done again.
      assertThat(back).as(e.getMessage()).isTrue();
      assertThat(e.getMessage()).contains("nothing of run");
    }
    assertThat(modes(store)).isEqualTo(after);
    assertThat(MigrationRuns.contents(store.sessions())).isEqualTo(texts);
    LayoutOracle.checkNoLeftOvers(store.state());
    FaultRun.checkJournals(store.sessions());
  }

  private static AdminArea area(SmallStore store) {
    return AdminArea.besides(store.sessions());
  }

  /** A mode that is not what it was stands in the manifest of some run, with what it was. */
  private static void everyChangeWasAnnounced(SmallStore store, Map<String, String> before) throws IOException {
    Set<String> announced = new HashSet<>();
    Trash trash = new Trash(area(store));
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {}

        @Override
        public void file(TrashedFile file) {}

        @Override
        public void mode(TrashedMode mode) {
          announced.add(mode.path() + " " + mode.before());
        }
      });
    }
    Map<String, Path> paths = Map.of("index", store.index(), "sessions", store.sessions(), "state", store.state());
    for (Map.Entry<String, String> mode : modes(store).entrySet()) {
      String former = before.get(mode.getKey());
      if (!mode.getValue().equals(former)) {
        assertThat(announced).contains(paths.get(mode.getKey()) + " " + bits(former));
      }
    }
  }

  private static int bits(String mode) {
    return PosixFilePermissions.fromString(mode).stream()
        .collect(Collectors.summingInt(permission -> 1 << 8 - permission.ordinal()));
  }
}
