package dev.sessionctl.storage.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.LostBytes;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashedEntry;
import dev.sessionctl.storage.trash.TrashedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of files does when nothing interrupts it, and what it leaves alone. */
class FileChangeTest {

  @TempDir
  private Path base;

  private StoreOfFiles store;

  @BeforeEach
  void createStore() throws IOException {
    store = new StoreOfFiles(base.toRealPath());
  }

  @Test
  void filesOfASessionGoIntoTheTrashAsTheyWere() throws IOException {
    Path one = store.write("a.json", "one");
    Path two = store.write("a.extra", "two");
    DurableFiles.setPermissions(one, 0640);

    ChangeReport report = store.apply(List.of(store.aside("a", one, two)));

    assertThat(report.done()).isEqualTo(1);
    assertThat(report.skipped()).isEmpty();
    assertThat(report.bytesAfter()).isZero();
    assertThat(one).doesNotExist();
    assertThat(two).doesNotExist();
    List<TrashedFile> kept = trashed();
    assertThat(kept).extracting(TrashedFile::origin).containsExactly(one, two);
    assertThat(kept).extracting(TrashedFile::key).containsOnly("a");
    assertThat(kept.get(0).kept()).hasContent("one");
    assertThat(kept.get(0).mode()).isEqualTo(0640);
  }

  @Test
  void aSessionOfWhichOneFileChangedStaysWhole() throws IOException {
    Path one = store.write("a.json", "one");
    Path two = store.write("a.extra", "two");
    Path other = store.write("b.json", "other");
    FileStep step = store.aside("a", one, two);
    Files.writeString(two, "longer than before");

    ChangeReport report = store.apply(List.of(step, store.aside("b", other)));

    assertThat(report.done()).isEqualTo(1);
    assertThat(report.skipped()).extracting(PlanItem::key).containsExactly("a");
    assertThat(report.skipped().get(0).reason()).contains("a.extra").contains("changed");
    assertThat(one).hasContent("one");
    assertThat(other).doesNotExist();
  }

  @Test
  void anEmptyDirectoryGoesAndOneWithSomethingNewStays() throws IOException {
    Path gone = Files.createDirectory(store.directory().resolve("gone"));
    Path busy = Files.createDirectory(store.directory().resolve("busy"));
    Path one = Files.writeString(gone.resolve("x"), "x");
    Path two = Files.writeString(busy.resolve("y"), "y");
    Files.writeString(busy.resolve("new"), "new");

    ChangeReport report = store.apply(List.of(
        new SetAside(store.item("g", one), List.of(store.part(one)), List.of(gone)),
        new SetAside(store.item("b", two), List.of(store.part(two)), List.of(busy))));

    assertThat(report.done()).isEqualTo(2);
    assertThat(gone).doesNotExist();
    assertThat(busy.resolve("new")).hasContent("new");
    assertThat(report.notices()).singleElement().asString().contains("busy").contains("something new");
  }

  @Test
  void aRewrittenFileKeepsModeAndOriginal() throws IOException {
    Path file = store.write("a.json", "one two");
    DurableFiles.setPermissions(file, 0640);

    ChangeReport report = store.apply(List.of(store.upperCase("a", file, Rewriting.ModifiedTime.FORWARD)));

    assertThat(report.done()).isEqualTo(1);
    assertThat(file).hasContent("ONE TWO");
    assertThat(FileStat.of(file).permissions()).isEqualTo(0640);
    assertThat(trashed()).singleElement().satisfies(kept -> {
      assertThat(kept.replaced()).isTrue();
      assertThat(kept.kept()).hasContent("one two");
    });
    assertThat(store.leftOvers()).isEmpty();
  }

  @Test
  void theModificationTimeIsKeptOrMovesForward() throws IOException {
    Path keep = store.write("a.json", "one");
    Path forward = store.write("b.json", "two");
    DurableFiles.resetAttributes(keep, 0644, 1_000_000_000_000_000_123L);
    // Ahead of the clock: moving forward must not take the clock's time.
    DurableFiles.resetAttributes(forward, 0644, 4_000_000_000_000_000_000L);

    store.apply(List.of(store.upperCase("a", keep, Rewriting.ModifiedTime.KEEP),
        store.upperCase("b", forward, Rewriting.ModifiedTime.FORWARD)));

    assertThat(FileIdentity.of(keep).modifiedNanos()).isEqualTo(1_000_000_000_000_000_123L);
    assertThat(FileIdentity.of(forward).modifiedNanos()).isGreaterThan(4_000_000_000_000_000_000L);
  }

  @Test
  void theModificationTimeIsNotBeforeWhatIsAsked() throws IOException {
    Path older = store.write("a.json", "one");
    Path newer = store.write("b.json", "two");
    DurableFiles.resetAttributes(older, 0644, 1_000_000_000_000_000_000L);
    DurableFiles.resetAttributes(newer, 0644, 1_200_000_000_000_000_000L);

    store.apply(List.of(
        store.upperCase("a", older, Rewriting.ModifiedTime.KEEP).modifiedNotBefore(1_100_000_000_000_000_000L),
        store.upperCase("b", newer, Rewriting.ModifiedTime.KEEP).modifiedNotBefore(1_100_000_000_000_000_000L)));

    assertThat(FileIdentity.of(older).modifiedNanos()).isEqualTo(1_100_000_000_000_000_000L);
    assertThat(FileIdentity.of(newer).modifiedNanos()).isEqualTo(1_200_000_000_000_000_000L);
  }

  /** A product that writes in place truncates first: what is read then is anything, and no failure of the run. */
  @Test
  void aFileThatIsWrittenWhileItIsReadStaysAndTheOthersAreDone() throws IOException {
    Path torn = store.write("a.json", "one");
    Path other = store.write("b.json", "two");
    FileStep step = new Rewriting(store.item("a", torn), "file", FileIdentity.of(torn), 3,
        Rewriting.ModifiedTime.KEEP, (source, out) -> {
          Files.writeString(torn, "");
          throw new IOException("it ends too early");
        });

    ChangeReport report =
        store.apply(List.of(step, store.upperCase("b", other, Rewriting.ModifiedTime.KEEP)));

    assertThat(report.skipped()).singleElement().satisfies(item ->
        assertThat(item.reason()).contains("changed since it was looked at"));
    assertThat(torn).isEmptyFile();
    assertThat(other).hasContent("TWO");
    assertThat(store.leftOvers()).isEmpty();
  }

  @Test
  void aFileThatCannotBeReadThoughNobodyWritesItFailsTheRun() throws IOException {
    Path file = store.write("a.json", "one");
    FileStep step = new Rewriting(store.item("a", file), "file", FileIdentity.of(file), 3,
        Rewriting.ModifiedTime.KEEP, (source, out) -> {
          throw new IOException("no good");
        });

    assertThatThrownBy(() -> store.apply(List.of(step))).hasMessageContaining("no good");
    assertThat(file).hasContent("one");
    assertThat(store.leftOvers()).isEmpty();
  }

  @Test
  void whatTheProofRefusesStays() throws IOException {
    Path file = store.write("a.json", "one");

    ChangeReport report = store.apply(List.of(store.upperCase("a", file, Rewriting.ModifiedTime.KEEP)
        .provedBy(fresh -> {
          assertThat(fresh).hasContent("ONE");
          throw new dev.sessionctl.storage.ChangedException("not good enough");
        })));

    assertThat(report.done()).isZero();
    assertThat(report.skipped().get(0).reason()).isEqualTo("not good enough");
    assertThat(file).hasContent("one");
    assertThat(store.leftOvers()).isEmpty();
    assertThat(new Trash(store.area()).runs()).as("an empty trash").isEmpty();
  }

  @Test
  void aWriteBetweenPreparationAndChangeIsNotOverwritten() throws IOException {
    Path file = store.write("a.json", "one");
    FileStep step = store.upperCase("a", file, Rewriting.ModifiedTime.KEEP);
    store.holdBy((key, files, wait) -> {
      Files.writeString(file, "acknowledged");
      return SessionHold.NONE;
    });

    ChangeReport report = store.apply(List.of(step));

    assertThat(report.done()).isZero();
    assertThat(file).hasContent("acknowledged");
    assertThat(store.leftOvers()).isEmpty();
  }

  @Test
  void aWriteAfterTheChangeIsLookedAfter() throws IOException {
    Path file = store.write("a.json", "one");
    List<Path> seen = new ArrayList<>();

    ChangeReport report = store.apply(List.of(store.upperCase("a", file, Rewriting.ModifiedTime.KEEP)
        .lookedAfterBy((kept, before, place, tools) -> {
          assertThat(before.sameContentAs(FileIdentity.of(kept.kept()))).isTrue();
          seen.add(place);
          return "looked";
        })));

    assertThat(seen).containsExactly(file);
    assertThat(report.notices()).containsExactly("looked");
  }

  @Test
  void aSessionInUseIsNamedAndTheOthersAreDone() throws IOException {
    Path one = store.write("a.json", "one");
    Path two = store.write("b.json", "two");
    store.holdBy((key, files, wait) -> {
      if (key.equals("a")) {
        throw new LockedException("a is in use by pid 7");
      }
      return SessionHold.NONE;
    });

    ChangeReport report = store.apply(List.of(store.aside("a", one), store.aside("b", two)));

    assertThat(report.done()).isEqualTo(1);
    assertThat(report.skipped()).singleElement().extracting(PlanItem::reason).isEqualTo("a is in use by pid 7");
    assertThat(one).hasContent("one");
    assertThat(two).doesNotExist();
  }

  @Test
  void stepsOfOneSessionShareOneHold() throws IOException {
    Path one = store.write("a.json", "one");
    Path two = store.write("a.extra", "two");
    Path other = store.write("b.json", "other");
    List<String> holds = new ArrayList<>();
    store.holdBy((key, files, wait) -> {
      holds.add(key + files.size());
      return () -> holds.add("free " + key);
    });

    store.apply(List.of(store.upperCase("a", one, Rewriting.ModifiedTime.KEEP), store.aside("a", two),
        store.aside("b", other)));

    assertThat(holds).containsExactly("a2", "free a", "b1", "free b");
  }

  @Test
  void aLostHoldChangesNothing() throws IOException {
    Path one = store.write("a.json", "one");
    Path two = store.write("b.json", "two");
    store.holdBy((key, files, wait) -> new SessionHold() {
      @Override
      public void ensureHeld() throws IOException {
        throw new LockedException("the lock was taken away");
      }

      @Override
      public void close() {
        // Nothing to give free.
      }
    });

    ChangeReport report = store.apply(List.of(store.aside("a", one),
        store.upperCase("b", two, Rewriting.ModifiedTime.KEEP),
        new Creation(store.item("c", store.directory().resolve("c")), 1, 0600, out -> out.write('c'))));

    assertThat(report.done()).isZero();
    assertThat(report.skipped()).hasSize(3);
    assertThat(one).hasContent("one");
    assertThat(two).hasContent("two");
    assertThat(store.directory().resolve("c")).doesNotExist();
    assertThat(store.leftOvers()).isEmpty();
  }

  @Test
  void aMissingFileIsMadeAndNeverOverwritten() throws IOException {
    Path fresh = store.directory().resolve("fresh");
    Path there = store.write("there", "already");

    ChangeReport report = store.apply(List.of(
        new Creation(store.item("f", fresh), 3, 0600, out -> out.write("new".getBytes(UTF_8))),
        new Creation(store.item("t", there), 3, 0600, out -> out.write("new".getBytes(UTF_8)))));

    assertThat(fresh).hasContent("new");
    assertThat(FileStat.of(fresh).permissions()).isEqualTo(0600);
    assertThat(FileStat.of(fresh).links()).isEqualTo(1);
    assertThat(there).hasContent("already");
    assertThat(report.skipped()).singleElement().extracting(PlanItem::key).isEqualTo("t");
    assertThat(store.leftOvers()).isEmpty();
  }

  @Test
  void directoriesAreMadeForWhatIsMadeInThemAndNotLeftEmpty() throws IOException {
    Path deep = store.directory().resolve("one/two/fresh");
    Path unused = store.directory().resolve("three/four/fresh");

    ChangeReport report = store.apply(List.of(
        new Creation(store.item("f", deep), 3, 0600, out -> out.write("new".getBytes(UTF_8))).makingDirectories()
            .modifiedAt(1_000_000_000_000_000_123L),
        new Creation(store.item("u", unused), 3, 0600, out -> {
          throw new dev.sessionctl.storage.ChangedException("not now");
        }).makingDirectories()));

    assertThat(report.skipped()).singleElement().extracting(PlanItem::key).isEqualTo("u");
    assertThat(deep).hasContent("new");
    assertThat(FileIdentity.of(deep).modifiedNanos()).isEqualTo(1_000_000_000_000_000_123L);
    assertThat(FileStat.of(deep.getParent()).permissions()).isEqualTo(0700);
    assertThat(store.directory().resolve("three")).doesNotExist();
  }

  @Test
  void modesAreChangedOnlyWhereTheyAreWhatTheyWere() throws IOException {
    Path one = store.write("a", "one");
    Path two = store.write("b", "two");
    DurableFiles.setPermissions(one, 0666);
    DurableFiles.setPermissions(two, 0644);

    ChangeReport report = store.apply(List.of(new ModeStep(store.item("a", one), 0666, 0600),
        new ModeStep(store.item("b", two), 0666, 0600)));

    assertThat(FileStat.of(one).permissions()).isEqualTo(0600);
    assertThat(FileStat.of(two).permissions()).isEqualTo(0644);
    assertThat(report.skipped()).singleElement().extracting(PlanItem::key).isEqualTo("b");
  }

  @Test
  void aSymbolicLinkIsNeverFollowed() throws IOException {
    Path outside = Files.writeString(base.resolve("outside"), "outside");
    Path link = Files.createSymbolicLink(store.directory().resolve("a.json"), outside);

    ChangeReport report = store.apply(List.of(store.upperCase("a", link, Rewriting.ModifiedTime.KEEP),
        store.aside("b", link)));

    assertThat(report.done()).isZero();
    assertThat(report.skipped()).hasSize(2);
    assertThat(outside).hasContent("outside");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void damagedBytesAreKeptApart() throws IOException {
    Path file = store.write("a.json", "good#bad");

    store.apply(List.of(store.upperCase("a", file, Rewriting.ModifiedTime.KEEP).losing(4, 8, "garbage")));

    List<LostBytes> lost = new ArrayList<>();
    Trash trash = new Trash(store.area());
    trash.read(trash.runs().get(0), new Trash.Visitor() {
      @Override
      public void entry(TrashedEntry entry) {
        throw new AssertionError("no entries here");
      }

      @Override
      public void file(TrashedFile kept) {
        assertThat(kept.kept()).hasContent("good#bad");
      }

      @Override
      public void lost(LostBytes bytes) {
        lost.add(bytes);
      }
    });
    assertThat(lost).singleElement().satisfies(bytes -> {
      assertThat(bytes.kept()).hasContent("#bad");
      assertThat(bytes.reason()).isEqualTo("garbage");
    });
  }

  @Test
  void whatIsNotBegunBeforeTheTimeIsOverIsNamed() throws IOException {
    List<FileStep> steps = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      steps.add(store.aside("k" + i, store.write("k" + i, "x")));
    }
    store.overAfter(300);

    ChangeReport report = store.apply(steps);

    // What was prepared before is done or named, and nothing is both.
    assertThat(report.done()).isPositive().isLessThan(600);
    assertThat(report.done() + report.skipped().size()).isEqualTo(600);
    assertThat(report.skipped()).extracting(PlanItem::reason).containsOnly(ApplyContext.OUT_OF_TIME);
    assertThat(trashed().stream().filter(file -> Files.exists(file.kept())).count()).isEqualTo(report.done());
  }

  private List<TrashedFile> trashed() throws IOException {
    Trash trash = new Trash(store.area());
    List<TrashedFile> files = new ArrayList<>();
    for (Trash.Run run : trash.runs()) {
      trash.read(run, new Trash.Visitor() {
        @Override
        public void entry(TrashedEntry entry) {
          throw new AssertionError("no entries here");
        }

        @Override
        public void file(TrashedFile file) {
          files.add(file);
        }
      });
    }
    return files;
  }
}
