package dev.sessionctl.storage.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import dev.sessionctl.storage.faults.SimulatedCrash;
import dev.sessionctl.storage.trash.LostBytes;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of files, interrupted at its first, second, … operation on files, and then recovered. */
@Timeout(120)
class FileChangeFaultTest {

  @TempDir
  private Path base;

  @ParameterizedTest
  @EnumSource(value = FaultPlan.Kind.class, names = "INTERFERE", mode = EnumSource.Mode.EXCLUDE)
  void everyInterruptionLeavesEverySessionWhole(FaultPlan.Kind kind) throws IOException {
    List<String> failures = new ArrayList<>();
    int n = 0;
    boolean fired = true;
    while (fired && n < 500) {
      n++;
      Path root = Files.createDirectory(base.toRealPath().resolve(kind + "-" + n));
      FaultPlan plan = new FaultPlan(kind, n);
      try {
        interrupted(root, plan);
      } catch (AssertionError | IOException | RuntimeException e) {
        failures.add(plan + ": " + e);
      }
      fired = plan.fired();
      DurableFiles.deleteTree(root);
    }
    assertThat(failures).isEmpty();
    assertThat(n).as("points of interruption").isGreaterThan(kind == FaultPlan.Kind.NONE ? 0 : 20).isLessThan(500);
  }

  private void interrupted(Path root, FaultPlan plan) throws IOException {
    StoreOfFiles plain = new StoreOfFiles(root);
    plain.write("a.json", "session a");
    plain.write("a.extra", "more of a");
    plain.write("b.json", "session b");
    plain.write("stray", "stray");
    DurableFiles.setPermissions(plain.write("c.json", "session c"), 0666);
    FaultyFileSystem files = new FaultyFileSystem(plan);
    StoreOfFiles store = new StoreOfFiles(files.wrap(root));
    try {
      Path place = store.directory();
      store.apply(List.of(store.aside("a", place.resolve("a.json"), place.resolve("a.extra")),
          store.upperCase("b", place.resolve("b.json"), Rewriting.ModifiedTime.FORWARD),
          new MoveToLost(store.item(null, place.resolve("stray")), FileIdentity.of(place.resolve("stray"))),
          new ModeStep(store.item("c", place.resolve("c.json")), 0666, 0600),
          new Creation(store.item("d", place.resolve("d.json")), 3, 0600, out -> out.write(new byte[] {1, 2, 3}))));
      assertThat(files.leaked()).isEmpty();
    } catch (SimulatedCrash e) {
      files.closeAll();
    } catch (IOException e) {
      assertThat(files.leaked()).as("open after " + e).isEmpty();
    }
    plain.recover();
    check(plain);
    plain.recover();
    check(plain);
  }

  private static void check(StoreOfFiles store) throws IOException {
    assertThat(store.leftOvers()).isEmpty();
    Set<String> kept = new HashSet<>();
    Trash trash = new Trash(store.area());
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          throw new AssertionError("no entries here");
        }

        @Override
        public void file(TrashedFile file) throws IOException {
          if (Files.exists(file.kept())) {
            kept.add(Files.readString(file.kept()));
            assertThat(FileStat.of(file.kept()).links()).isEqualTo(1);
          }
        }

        @Override
        public void lost(LostBytes lost) throws IOException {
          if (Files.exists(lost.kept())) {
            kept.add(Files.readString(lost.kept()));
          }
        }
      });
    }
    boolean there = Files.exists(store.directory().resolve("a.json"));
    assertThat(Files.exists(store.directory().resolve("a.extra"))).as("both or none of a").isEqualTo(there);
    assertThat(kept.contains("session a")).isEqualTo(!there);
    assertThat(kept.contains("more of a")).isEqualTo(!there);
    String text = Files.readString(store.directory().resolve("b.json"));
    assertThat(text).isIn("session b", "SESSION B");
    assertThat(kept.contains("session b")).isEqualTo(text.equals("SESSION B"));
    assertThat(kept.contains("stray")).isNotEqualTo(Files.exists(store.directory().resolve("stray")));
    assertThat(FileStat.of(store.directory().resolve("c.json")).permissions()).isIn(0666, 0600);
    Path made = store.directory().resolve("d.json");
    if (Files.exists(made)) {
      assertThat(Files.readAllBytes(made)).containsExactly(1, 2, 3);
      assertThat(FileStat.of(made).links()).isEqualTo(1);
    }
  }
}
