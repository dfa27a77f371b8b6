package dev.sessionctl.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.Formats;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultPoints;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup, and a restoration, in which each operation on files fails or is the last one: a full disk, a bad one, a
 * killed process. Under the final name stands the whole of it or nothing, and a failure that is survived leaves
 * nothing.
 */
@Timeout(300)
class BackupFaultTest {

  private static final List<FaultPlan.Kind> KINDS = List.of(FaultPlan.Kind.EIO, FaultPlan.Kind.ENOSPC,
      FaultPlan.Kind.READ_ONLY, FaultPlan.Kind.CRASH, FaultPlan.Kind.TORN_CRASH);

  @TempDir
  private Path temporary;
  private SmallHome store;
  private Environment environment;

  @BeforeEach
  void prepare() throws IOException {
    FakeEnvironment fake = FakeEnvironment.in(temporary.toRealPath());
    store = new SmallHome(fake.home());
    environment = fake.build();
  }

  /** What is interrupted, and what must hold afterwards. */
  private interface Attempt {
    void run(Path directory) throws IOException;

    /** Whether what stands in the directory is whole; asked when anything stands there under a final name. */
    void check(Path directory) throws IOException;
  }

  private void interrupt(Attempt attempt) throws IOException {
    FaultPlan counting = new FaultPlan(FaultPlan.Kind.NONE, 0);
    attempt.run(new FaultyFileSystem(counting).wrap(directory("counted")));
    FaultPoints points = new FaultPoints(counting.trace(), ".none");
    assertThat(points.count()).isGreaterThan(5);
    int tried = 0;
    for (FaultPlan.Kind kind : KINDS) {
      for (int point : points.of(kind)) {
        interrupt(attempt, new FaultPlan(kind, point), directory(kind + "-" + point));
        tried++;
      }
    }
    System.out.println(points.count() + " operations, " + tried + " interruptions");
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectory(temporary.toRealPath().resolve(name));
  }

  private void interrupt(Attempt attempt, FaultPlan plan, Path directory) throws IOException {
    Map<String, String> before = SmallHome.tree(store.home(), store.home());
    FaultyFileSystem files = new FaultyFileSystem(plan);
    boolean done = false;
    try {
      attempt.run(files.wrap(directory));
      done = true;
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (StoreException e) {
      assertThat(e).as(plan.toString()).hasMessageContaining(switch (plan.toString().split(" ")[0]) {
        case "ENOSPC" -> "No space left";
        case "READ_ONLY" -> "Read-only";
        default -> "error";
      });
    }
    assertThat(plan.fired()).as(plan.toString()).isTrue();
    assertThat(files.leaked()).as(plan.toString()).isEmpty();
    assertThat(SmallHome.tree(store.home(), store.home())).isEqualTo(before);
    List<Path> finals;
    List<Path> parts;
    try (Stream<Path> found = Files.list(directory)) {
      List<Path> all = found.toList();
      finals = all.stream().filter(path -> !Parts.isPart(path.getFileName().toString())).toList();
      parts = all.stream().filter(path -> Parts.isPart(path.getFileName().toString())).toList();
    }
    if (done || !finals.isEmpty()) {
      attempt.check(directory);
    }
    if (plan.toString().startsWith("EIO") || plan.toString().startsWith("ENOSPC")) {
      // What could not be removed, because just that failed, may stay.
      boolean removing = plan.trace().get(plan.trace().size() - 1).startsWith("delete")
          || plan.toString().contains("delete");
      assertThat(removing || parts.isEmpty()).as(plan + " left " + parts).isTrue();
    }
  }

  private Attempt creation(boolean asDirectory) {
    return new Attempt() {
      @Override
      public void run(Path directory) throws IOException {
        List<Store> stores = List.of(Formats.open(store.ref(), environment));
        Backup.create(stores, directory.resolve("b.tar.zst"),
            new Backup.Settings(asDirectory, 3, null, false, "test"), environment, ProgressListener.NONE);
      }

      @Override
      public void check(Path directory) throws IOException {
        BackupCheck check = new BackupCheck(environment, (backup, path, message) -> {
          throw new AssertionError(directory + " " + path + " " + message);
        });
        check.check(directory.resolve("b.tar.zst"));
        assertThat(check.files()).isEqualTo(SmallHome.SESSIONS + 1);
      }
    };
  }

  @Test
  void anArchiveIsWholeOrNotThere() throws IOException {
    interrupt(creation(false));
  }

  @Test
  void aDirectoryIsWholeOrNotThere() throws IOException {
    interrupt(creation(true));
  }

  @Test
  void whatIsBroughtBackIsWholeOrNotThere() throws IOException {
    Path archive = temporary.toRealPath().resolve("b.tar.zst");
    Backup.create(List.of(Formats.open(store.ref(), environment)), archive,
        new Backup.Settings(false, 3, null, false, "test"), environment, ProgressListener.NONE);
    interrupt(new Attempt() {
      @Override
      public void run(Path directory) throws IOException {
        Restore.run(archive, new Restore.Settings(directory, null, false), environment, ProgressListener.NONE);
      }

      @Override
      public void check(Path directory) throws IOException {
        Path sessions = directory.resolve(".openclaw/agents/main/sessions");
        if (Files.exists(sessions)) {
          for (int i = 1; i <= SmallHome.SESSIONS; i++) {
            assertThat(sessions.resolve("id-" + i + ".jsonl"))
                .hasSameTextualContentAs(store.sessions().resolve("id-" + i + ".jsonl"));
          }
          assertThat(Files.readString(sessions.resolve("sessions.json")))
              .isEqualTo(Files.readString(store.index()).replace(store.home().toString(), directory.toString()));
        }
      }
    });
  }
}
