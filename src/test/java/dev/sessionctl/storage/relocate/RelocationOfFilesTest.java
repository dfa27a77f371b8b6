package dev.sessionctl.storage.relocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.JournalFile;
import dev.sessionctl.storage.change.Relocation;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.files.StoreOfFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another place for a store beside which, and not in which, this tool's area lies. */
class RelocationOfFilesTest {

  @TempDir
  private Path temporary;

  private Path base;

  @BeforeEach
  void resolve() throws IOException {
    base = temporary.toRealPath();
  }

  @Test
  void pathsAreRewrittenAndTimesKept() throws IOException {
    StoreOfFiles store = filled(base);
    Path a = store.directory().resolve("a.json");
    DurableFiles.resetAttributes(a, 0640, 1_700_000_000_123_456_789L);
    Path destination = Files.createDirectory(base.resolve("elsewhere")).resolve("store");

    ChangeReport report = move(store, destination, false);

    assertThat(store.directory()).doesNotExist();
    assertThat(destination.resolve("a.json")).hasContent("{\"file\":\"" + destination + "/b.md\"}");
    assertThat(Files.getLastModifiedTime(destination.resolve("a.json")).toInstant().getNano()).isEqualTo(123_456_789);
    assertThat(destination.resolve("notes")).hasContent("the old place was " + store.directory());
    assertThat(report.notices()).anyMatch(line -> line.contains("stays in"));
    assertThat(JournalFile.readAll(AdminArea.besides(destination))).singleElement()
        .satisfies(run -> {
          assertThat(run.finished()).isTrue();
          assertThat(run.changed(destination)).isTrue();
        });
  }

  @Test
  void aCopyLeavesTheOriginalAndTakesNoLocksAlong() throws IOException {
    StoreOfFiles store = filled(base);
    Path destination = Files.createDirectory(base.resolve("elsewhere")).resolve("store");

    move(store, destination, true);

    assertThat(store.directory().resolve("a.json")).hasContent("{\"file\":\"" + store.directory() + "/b.md\"}");
    assertThat(destination.resolve("a.json")).hasContent("{\"file\":\"" + destination + "/b.md\"}");
    assertThat(destination.resolve("x.lock")).doesNotExist();
    assertThat(store.directory().resolve("x.lock")).exists();
  }

  @Test
  void aPlaceThatIsTakenIsRefused() throws IOException {
    StoreOfFiles store = filled(base);
    Path destination = Files.createDirectory(base.resolve("taken"));

    assertThatThrownBy(() -> move(store, destination, false)).isInstanceOf(UnsupportedChangeException.class)
        .hasMessageContaining("exists already");
    assertThatThrownBy(() -> move(store, store.directory().resolve("inside"), false))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("lie in one another");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(120)
  void everyCrashLeavesOnePlaceAndTheNextRunFinishes(boolean copy) throws IOException {
    List<String> failures = new ArrayList<>();
    int n = 0;
    boolean fired = true;
    while (fired && n < 300) {
      n++;
      Path root = Files.createDirectory(base.resolve("crash-" + copy + n));
      FaultPlan plan = new FaultPlan(FaultPlan.Kind.CRASH, n);
      try {
        crash(root, plan, copy);
      } catch (AssertionError | IOException e) {
        failures.add(plan + ": " + e);
      }
      fired = plan.fired();
      DurableFiles.deleteTree(root);
    }
    assertThat(failures).isEmpty();
    assertThat(n).as("points of interruption").isBetween(20, 299);
  }

  private void crash(Path root, FaultPlan plan, boolean copy) throws IOException {
    StoreOfFiles plain = filled(root);
    Path destination = Files.createDirectory(root.resolve("elsewhere")).resolve("store");
    FaultyFileSystem files = new FaultyFileSystem(plan);
    try {
      move(new StoreOfFiles(files.wrap(root)), files.wrap(destination), copy);
    } catch (SimulatedCrash e) {
      files.closeAll();
    }
    boolean moved = Files.exists(destination);
    Path place = moved && !copy ? destination : plain.directory();
    recoverAt(plain, place);
    assertThat(place.resolve("a.json")).hasContent("{\"file\":\"" + place + "/b.md\"}");
    assertThat(Files.exists(plain.directory())).as("the original").isEqualTo(copy || !moved);
    if (moved) {
      assertThat(destination.resolve("a.json")).hasContent("{\"file\":\"" + destination + "/b.md\"}");
    }
    for (Path parent : List.of(place, destination.getParent())) {
      try (Stream<Path> names = Files.list(parent)) {
        assertThat(names.map(path -> path.getFileName().toString()))
            .noneMatch(name -> name.startsWith(".sessionctl-") || name.startsWith(".store.sessionctl-"));
      }
    }
  }

  /** What the next run on the store at that place does. */
  private void recoverAt(StoreOfFiles store, Path place) throws IOException {
    AdminArea area = AdminArea.besides(place);
    for (RunRecord run : JournalFile.readAll(area)) {
      if (!run.finished() && run.changed(place) && RelocationChange.isOf(run)) {
        try (JournalFile journal = JournalFile.resume(run, store.environment())) {
          RelocationChange.recover(run, new Target(store), new ApplyContext(run.runId(), journal, Duration.ZERO,
              ApplyContext.ProgressListener.NONE));
          journal.end("recovered");
        }
      }
    }
  }

  private static StoreOfFiles filled(Path root) throws IOException {
    StoreOfFiles store = new StoreOfFiles(root);
    store.write("a.json", "{\"file\":\"" + store.directory() + "/b.md\"}");
    store.write("notes", "the old place was " + store.directory());
    store.write("x.lock", "");
    return store;
  }

  private static ChangeReport move(StoreOfFiles store, Path destination, boolean copy) throws IOException {
    return store.apply(RelocationChange.prepare(new Relocation(destination, copy, null), new Target(store)));
  }

  private record Target(StoreOfFiles files) implements RelocationTarget {
    @Override
    public Path root() {
      return files.directory();
    }

    @Override
    public List<Path> places() {
      return List.of(files.directory());
    }

    @Override
    public Taking taking(Path directory, Path file) {
      return Taking.REPLACED;
    }

    @Override
    public Path store() {
      return files.directory();
    }

    @Override
    public AdminArea area() {
      return files.area();
    }

    @Override
    public Environment environment() {
      return files.environment();
    }

    @Override
    public Gate gate(GateOptions options) {
      return Gate.OPEN;
    }

    @Override
    public Treatment treatment(Path directory, Path file) {
      String name = file.getFileName().toString();
      return name.endsWith(".lock") ? Treatment.LEAVE : name.endsWith(".json") ? Treatment.REWRITE : Treatment.KEEP;
    }
  }
}
