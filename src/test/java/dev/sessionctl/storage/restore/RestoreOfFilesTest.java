package dev.sessionctl.storage.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Restoration;
import dev.sessionctl.storage.files.Rewriting;
import dev.sessionctl.storage.files.SessionHold;
import dev.sessionctl.storage.files.SetAside;
import dev.sessionctl.storage.files.StoreOfFiles;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back into a store that keeps its sessions in files of their own. */
class RestoreOfFilesTest {

  @TempDir
  private Path base;

  private StoreOfFiles store;
  private Target target;

  @BeforeEach
  void createStore() throws IOException {
    store = new StoreOfFiles(base.toRealPath());
    target = new Target();
  }

  @Test
  void aDirectoryThatWentComesBackWithItsFiles() throws IOException {
    Path directory = Files.createDirectory(store.directory().resolve("gone"));
    Path one = Files.writeString(directory.resolve("one"), "1");
    Path two = Files.writeString(directory.resolve("two"), "22");
    DurableFiles.resetAttributes(two, 0640, 1_700_000_000_123_456_789L);
    store.apply(List.of(new SetAside(store.item("g", one), List.of(store.part(one), store.part(two)),
        List.of(directory))));
    assertThat(directory).doesNotExist();

    ChangeReport report = restore();

    assertThat(report.done()).isEqualTo(2);
    assertThat(one).hasContent("1");
    assertThat(two).hasContent("22");
    assertThat(FileStat.of(two).permissions()).isEqualTo(0640);
    assertThat(FileStat.of(two).links()).isEqualTo(1);
    assertThat(FileStat.of(directory).permissions()).isEqualTo(0700);
    assertThat(Files.getLastModifiedTime(two).toInstant().getNano()).isEqualTo(123_456_789);
  }

  @Test
  void whatTheFormatHoldsIsHeldAlsoForAFreePlace() throws IOException {
    Path file = store.write("a.json", "one");
    store.apply(List.of(store.aside("a", file)));

    restore();

    assertThat(target.held).containsExactly("a false", "free");
  }

  @Test
  void aSessionInUseStaysInTheTrash() throws IOException {
    Path file = store.write("a.json", "one");
    store.apply(List.of(store.aside("a", file)));
    target.busy = true;

    ChangeReport report = restore();

    assertThat(report.done()).isZero();
    assertThat(report.failed()).singleElement().extracting(PlanItem::reason).isEqualTo("in use");
    assertThat(file).doesNotExist();
    target.busy = false;
    assertThat(restore().done()).isEqualTo(1);
    assertThat(file).hasContent("one");
  }

  @Test
  void nothingOfASessionComesBackWithoutItsEssentialFile() throws IOException {
    Path main = store.write("a.json", "one");
    Path extra = store.write("a.extra", "more");
    store.apply(List.of(store.aside("a", main, extra)));
    store.write("a.json", "a new session of that name");

    assertThatThrownBy(this::restore).isInstanceOf(StoreException.class)
        .hasMessageContaining("something else stands in its place").hasMessageContaining("1 more");
    assertThat(main).hasContent("a new session of that name");
    assertThat(extra).doesNotExist();
  }

  @Test
  void aRewrittenFileGetsItsOldContentAndTheNewOneIsKept() throws IOException {
    Path file = store.write("a.json", "one");
    // Of before the run, which is at the time of the test's clock.
    store.apply(List.of(store.upperCase("a", file, Rewriting.ModifiedTime.KEEP)));
    DurableFiles.resetAttributes(file, 0644, 1_000_000_000L);

    ChangeReport report = restore();

    assertThat(report.done()).isEqualTo(1);
    assertThat(file).hasContent("one");
    assertThat(new Trash(store.area()).runs()).hasSize(2);
  }

  @Test
  void aManifestThatNamesAPlaceOutsideIsNotBelieved() throws IOException {
    Path outside = Files.createDirectory(base.toRealPath().resolve("outside"));
    Path file = Files.writeString(outside.resolve("x"), "x");
    store.apply(List.of(store.aside("a", file)));

    assertThatThrownBy(this::restore).isInstanceOf(StoreException.class).hasMessageContaining("outside of the store");
  }

  @Test
  void aDirectoryThatIsALinkByNowIsNotFollowed() throws IOException {
    Path directory = Files.createDirectory(store.directory().resolve("gone"));
    Path one = Files.writeString(directory.resolve("one"), "1");
    store.apply(List.of(new SetAside(store.item("g", one), List.of(store.part(one)), List.of(directory))));
    Path outside = Files.createDirectory(base.toRealPath().resolve("outside"));
    Files.createSymbolicLink(directory, outside);

    assertThatThrownBy(this::restore).isInstanceOf(StoreException.class).hasMessageContaining("outside of the store");
    assertThat(outside).isEmptyDirectory();
  }

  private ChangeReport restore() throws IOException {
    List<Trash.Run> runs = new Trash(store.area()).runs();
    return store.apply(RestoreChange.prepare(new Restoration(runs.get(0).runId(), Set.of()), target));
  }

  private final class Target implements RestoreTarget {
    private final List<String> held = new ArrayList<>();
    private boolean busy;

    @Override
    public Path store() {
      return store.directory();
    }

    @Override
    public AdminArea area() {
      return store.area();
    }

    @Override
    public Environment environment() {
      return store.environment();
    }

    @Override
    public Gate gate(GateOptions options) {
      return Gate.OPEN;
    }

    @Override
    public List<Owner> owners() {
      return List.of();
    }

    @Override
    public Places.Place place(TrashedFile file) throws IOException {
      return new Places(List.of(store.directory()), true).file(file.origin());
    }

    @Override
    public String refuseMode(Path path) throws IOException {
      return new Places(List.of(store.directory()), true).refuseMode(path);
    }

    @Override
    public SessionHold hold(TrashedFile file, Path place, boolean replaces, Duration wait) throws IOException {
      if (busy) {
        throw new LockedException("in use");
      }
      held.add(file.key() + " " + replaces);
      return () -> held.add("free");
    }

    @Override
    public boolean isEssential(TrashedFile file) {
      return file.origin().toString().endsWith(".json");
    }
  }
}
