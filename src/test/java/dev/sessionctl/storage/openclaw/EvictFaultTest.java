package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.plan.Outcome;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An eviction, interrupted at each of its operations in every way; the next run finishes it and loses nothing. */
@Timeout(120)
class EvictFaultTest {

  private static final long LONG_AGO = 1_495_000_000_000L;

  /** Of the kinds that only differ in the exception one is enough. */
  private static final Set<FaultPlan.Kind> KINDS = EnumSet.of(FaultPlan.Kind.ENOSPC, FaultPlan.Kind.READ_ONLY,
      FaultPlan.Kind.CRASH, FaultPlan.Kind.TORN_CRASH, FaultPlan.Kind.INTERFERE);

  private Path base;

  @BeforeEach
  void createBase() throws IOException {
    Path memory = Path.of("/dev/shm");
    base = (Files.isWritable(memory) ? Files.createTempDirectory(memory, "sessionctl-faults")
        : Files.createTempDirectory("sessionctl-faults")).toRealPath();
  }

  @AfterEach
  void removeBase() throws IOException {
    DurableFiles.deleteTree(base);
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "VERSIONED"})
  void everyInterruptionLosesNothing(String layout) throws Exception {
    List<String> failures = new ArrayList<>();
    StringBuilder points = new StringBuilder();
    for (FaultPlan.Kind kind : KINDS) {
      int n = 0;
      boolean fired = true;
      while (fired && n < 2_000) {
        n++;
        Path root = Files.createDirectory(base.resolve(kind + "-" + n));
        fired = attempt(layout, kind, n, root, failures);
        DurableFiles.deleteTree(root);
      }
      points.append(' ').append(kind).append('=').append(n - 1);
    }
    System.out.println("fault points of evict " + layout + ":" + points);
    assertThat(failures).as(failures.size() + " failures").isEmpty();
  }

  private boolean attempt(String layout, FaultPlan.Kind kind, int n, Path root, List<String> failures)
      throws IOException {
    SmallStore store = build(layout, Files.createDirectory(root.resolve("disk")));
    FaultPlan plan =
        new FaultPlan(kind, n, () -> Files.deleteIfExists(store.sessions().resolve("sessions.json.lock")));
    try {
      interrupted(store, plan, new FaultRun(root.resolve("surroundings")));
    } catch (AssertionError | IOException | RuntimeException e) {
      StackTraceElement at = null;
      for (StackTraceElement frame : e.getStackTrace()) {
        at = at == null && frame.getClassName().startsWith("dev.sessionctl") ? frame : at;
      }
      failures.add((plan + ": " + e + " at " + at).replaceAll("/[^ ]*/disk/", "…/"));
    }
    return plan.fired();
  }

  private static void interrupted(SmallStore store, FaultPlan plan, FaultRun run) throws IOException {
    EvictOracle oracle = new EvictOracle(store);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      Outcome outcome = run.change(files.wrap(store.sessions()), request());
      assertThat(files.leaked()).as("channels left open").isEmpty();
      oracle.check();
      if (outcome == Outcome.DONE) {
        oracle.checkDone();
      } else {
        assertThat(plan.fired()).isTrue();
        assertThat(outcome).isEqualTo(Outcome.PARTIAL);
      }
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (ChangedException | LockedException e) {
      oracle.checkUnchanged();
      assertThat(files.leaked()).as("channels left open").isEmpty();
    } catch (IOException e) {
      assertThat(files.leaked()).as("channels left open after " + e).isEmpty();
    }
    oracle.check();
    run.change(store.sessions(), request());
    oracle.checkDone();
    assertThat(run.change(store.sessions(), request())).isEqualTo(Outcome.NOTHING);
  }

  static Eviction request() {
    List<PlanItem> decisions = List.of(new PlanItem(SmallStore.key(0), null, Eviction.EVICT, "asked", 1),
        new PlanItem(SmallStore.key(1), null, Eviction.EVICT, "asked", 1),
        new PlanItem(SmallStore.key(2), null, Eviction.KEEP, "asked", 1));
    return new Eviction(decisions, Set.of(), Duration.ofDays(7), Duration.ofMinutes(15), List.of());
  }

  private static SmallStore build(String layout, Path root) throws IOException {
    SmallStore store = new SmallStore(root.resolve("state"));
    store.writeFiles(store.state());
    if (layout.equals("index")) {
      store.writeIndex(store.state(), 2, 0, 1);
    } else {
      for (int i = 0; i < SmallStore.SESSIONS; i++) {
        store.writeEntry(DirectoryLayout.valueOf(layout), i, 5);
      }
    }
    Files.writeString(store.sessions().resolve(EvictOracle.ARCHIVE), EvictOracle.ARCHIVE);
    Files.writeString(store.sessions().resolve(EvictOracle.CHECKPOINT), EvictOracle.CHECKPOINT);
    try (var files = Files.walk(store.sessions())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // The entries' own time lies ahead of clocks that a test machine may have.
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Files.writeString(file, text.replace("1795000000005", Long.toString(LONG_AGO)), StandardCharsets.UTF_8);
        Files.setLastModifiedTime(file, FileTime.fromMillis(LONG_AGO));
      }
    }
    return store;
  }
}
