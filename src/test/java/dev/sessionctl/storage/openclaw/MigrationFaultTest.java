package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.BulkFlusher;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.LayoutMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a store while it is migrated. The flusher is where a test gets between two steps. */
class MigrationFaultTest {

  @TempDir
  private Path temporary;
  private FakeEnvironment fake;
  private OpenClawFixture fixture;
  private MigrationRuns runs;
  private int flushes;

  @BeforeEach
  void make() throws IOException {
    fixture = OpenClawFixture.in(temporary);
    fake = FakeEnvironment.in(temporary);
    runs = new MigrationRuns(fake, fixture.index());
    for (int i = 0; i < 10; i++) {
      fixture.session("agent:main:direct:" + i, OpenClawFixture.id(i), 1);
    }
    fixture.writeIndex();
  }

  /** Something a test does while files are flushed; the number begins with 1. */
  private interface Meanwhile {
    void at(int flush) throws IOException;
  }

  private void meanwhile(Meanwhile action) {
    BulkFlusher flusher = (directory, files) -> action.at(++flushes);
    fake.flusher(flusher);
  }

  private Path lock() {
    return fixture.sessions().resolve("sessions.json.lock");
  }

  @Test
  void aWriterThatIsFasterThanTheCopyIsCaughtUpWithInsideTheLock() throws Exception {
    List<Boolean> locked = new ArrayList<>();
    meanwhile(flush -> {
      locked.add(Files.exists(lock()));
      if (flush <= 4) {
        replaceIndex("{\n  \"only\": {\n    \"updatedAt\": " + flush + "\n  }\n}");
      }
    });
    runs.toDirectory();
    assertThat(locked).containsExactly(false, false, false, false, true);
    assertThat(MigrationRuns.contents(fixture.directory()))
        .isEqualTo(Map.of("only.json", "{\n  \"updatedAt\": 4\n}"));
    assertThat(MigrationRuns.text(runs.open().area().backup(runs.lastRun()).resolve("sessions.json")))
        .contains("\"updatedAt\": 4");
    assertThat(lock()).doesNotExist();
  }

  @Test
  void aWriterWithoutTheLockStopsTheSwitch() throws Exception {
    meanwhile(flush -> replaceIndex("{\n  \"only\": {\n    \"updatedAt\": " + flush + "\n  }\n}"));
    assertThatThrownBy(runs::toDirectory).isInstanceOf(ChangedException.class).hasMessageContaining("nothing was");
    assertNothingDone();
    assertThat(MigrationRuns.text(fixture.index())).contains("\"updatedAt\": 5");
  }

  @Test
  void anIndexThatBreaksMeanwhileChangesNothing() throws Exception {
    meanwhile(flush -> replaceIndex("{\"torn\": "));
    assertThatThrownBy(runs::toDirectory).isInstanceOf(CorruptStoreException.class);
    assertNothingDone();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo("{\"torn\": ");
  }

  @Test
  void anIndexThatDisappearsMeanwhileChangesNothing() throws Exception {
    meanwhile(flush -> Files.deleteIfExists(fixture.index()));
    assertThatThrownBy(runs::toDirectory).isInstanceOf(ChangedException.class).hasMessageContaining("disappeared");
    assertNothingDone();
  }

  @Test
  void anIndexThatBecomesEmptyMeanwhileIsNotSwitchedTo() throws Exception {
    meanwhile(flush -> replaceIndex("{}"));
    assertThatThrownBy(runs::toDirectory).isInstanceOf(ChangedException.class);
    assertNothingDone();
    assertThat(MigrationRuns.text(fixture.index())).isEqualTo("{}");
  }

  @Test
  void aLockThatALiveProcessHoldsIsWaitedForInVain() throws Exception {
    fake.processes().add(99, 55, "openclaw-gateway");
    Files.writeString(lock(), "{\n  \"pid\": 99,\n  \"createdAt\": \"" + FakeEnvironment.START.plusSeconds(1)
        + "\",\n  \"starttime\": 55\n}");
    Map<String, String> before = MigrationRuns.tree(fixture.sessions());
    assertThatThrownBy(runs::toDirectory).isInstanceOf(LockedException.class).hasMessageContaining("99");
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
  }

  @Test
  void theWayBackWaitsForTheLockToo() throws Exception {
    runs.toDirectory();
    fake.processes().add(99, 55, "openclaw-gateway");
    Files.writeString(lock(), "{\n  \"pid\": 99,\n  \"createdAt\": \"" + FakeEnvironment.START.plusSeconds(2)
        + "\",\n  \"starttime\": 55\n}");
    Map<String, String> before = MigrationRuns.tree(fixture.sessions());
    assertThatThrownBy(runs::toIndex).isInstanceOf(LockedException.class);
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
  }

  @Test
  void aLockThatIsTakenAwayStopsTheSwitch() throws Exception {
    meanwhile(flush -> {
      if (flush <= 4) {
        replaceIndex("{\n  \"only\": {\n    \"updatedAt\": " + flush + "\n  }\n}");
      } else {
        Files.delete(lock());
        Files.writeString(lock(), "{\"pid\": 99, \"createdAt\": \"" + FakeEnvironment.START + "\"}");
      }
    });
    assertThatThrownBy(runs::toDirectory).isInstanceOf(ChangedException.class).hasMessageContaining("taken over");
    assertThat(MigrationRuns.text(lock())).contains("99");
    Files.delete(lock());
    assertNothingDone();
  }

  @Test
  void aFlushThatFailsChangesNothing() throws Exception {
    meanwhile(flush -> {
      throw new IOException("No space left on device");
    });
    Map<String, String> before = MigrationRuns.tree(fixture.sessions());
    assertThatThrownBy(runs::toDirectory).isInstanceOf(StoreException.class).hasMessageContaining("No space left");
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
  }

  @Test
  void whatTheDiskDidNotKeepIsNoticed() throws Exception {
    Path staging = fixture.sessions().resolve("sessions.d.migrating");
    for (String damage : List.of("", "{\n  \"updatedAt\": 1\n}")) {
      meanwhile(flush -> Files.writeString(staging.resolve("agent%3Amain%3Adirect%3A3.json"), damage));
      Map<String, String> before = MigrationRuns.tree(fixture.sessions());
      assertThatThrownBy(runs::toDirectory).isInstanceOf(CorruptStoreException.class)
          .hasMessageContaining("right after it was written");
      assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
    }
    meanwhile(flush -> Files.delete(staging.resolve("agent%3Amain%3Adirect%3A3.json")));
    assertThatThrownBy(runs::toDirectory).isInstanceOf(CorruptStoreException.class);
    assertThat(staging).doesNotExist();
  }

  @Test
  void aStagingDirectoryThatIsNotOursIsLeftAlone() throws Exception {
    Files.createDirectory(fixture.sessions().resolve("sessions.d.migrating"));
    Map<String, String> before = MigrationRuns.tree(fixture.sessions());
    assertThatThrownBy(runs::toDirectory).isInstanceOf(ChangedException.class);
    assertThat(MigrationRuns.tree(fixture.sessions())).isEqualTo(before);
  }

  @Test
  void aDirectoryThatAppearsMeanwhileIsLeftAlone() throws Exception {
    meanwhile(flush -> Files.createDirectories(fixture.directory()));
    assertThatThrownBy(runs::toDirectory).isInstanceOf(StoreException.class).hasMessageContaining("sessions.d");
    assertThat(fixture.directory()).isEmptyDirectory();
    Files.delete(fixture.directory());
    assertNothingDone();
  }

  @Test
  void entriesWrittenBetweenPlanAndWayBackAreTakenAlong() throws Exception {
    runs.toDirectory();
    try (Change change = runs.prepare(new LayoutMigration("sessions.json", 1, false))) {
      Path file = fixture.directory().resolve("agent%3Amain%3Adirect%3A3.json");
      Files.writeString(file, "{\n  \"updatedAt\": 9,\n  \"since\": true\n}");
      Files.writeString(fixture.directory().resolve("new.json"), "{}");
      Files.delete(fixture.directory().resolve("agent%3Amain%3Adirect%3A4.json"));
      runs.apply(change);
    }
    assertThat(MigrationRuns.text(fixture.index())).contains("\"since\": true").contains("\"new\": {}")
        .doesNotContain("direct:4");
  }

  @Test
  void entriesRemovedFromTheIndexMeanwhileDoNotComeBack() throws Exception {
    try (Change change = runs.prepare(new LayoutMigration("sessions.d", 1, false))) {
      replaceIndex("{\n  \"left\": {}\n}");
      runs.apply(change);
    }
    assertThat(MigrationRuns.contents(fixture.directory())).isEqualTo(Map.of("left.json", "{}"));
  }

  private void assertNothingDone() throws IOException {
    assertThat(fixture.directory()).doesNotExist();
    assertThat(lock()).doesNotExist();
    try (var files = Files.list(fixture.sessions())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("migrating") || name.contains(".bak.") || name.endsWith(".tmp"));
    }
  }

  /** As a gateway does it, by a rename. */
  private void replaceIndex(String text) throws IOException {
    Path fresh = Files.writeString(fixture.sessions().resolve("fresh"), text);
    Files.move(fresh, fixture.index(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
