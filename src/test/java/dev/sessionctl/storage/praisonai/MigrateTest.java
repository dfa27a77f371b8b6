package dev.sessionctl.storage.praisonai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.KernelLock;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.LayoutMigration;
import dev.sessionctl.storage.change.LockBreak;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Relocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another place for everything, and for the sessions of a project whose id has changed. */
@EnabledOnOs(OS.LINUX)
class MigrateTest {

  @TempDir
  private Path temporary;
  private PraisonHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new PraisonHome(temporary);
    home.write("a", SessionText.of("a").messages(2));
  }

  private Runs.Result relocate(Store store, Path destination, boolean copy) throws IOException {
    return Runs.apply(store, new Relocation(destination, copy, null), home.environment());
  }

  @Test
  void theWholeRootIsMovedWithWhatWaitsAndWhatWasSetAside() throws Exception {
    home.spill("a", "a", "waits");
    home.write(home.project("0000000a"), "main", SessionText.of("main").toString().getBytes());
    Runs.Result evicted = Runs.apply(home.store(), Runs.eviction("a"), home.environment());
    Path moved = temporary.resolve("moved");
    relocate(home.store(), moved, false);
    assertThat(home.root).doesNotExist();
    assertThat(moved.resolve("sessions/projects/0000000a/main.json")).exists();
    assertThat(moved.resolve(".sessionctl/trash").resolve(evicted.runId())).isDirectory();
  }

  @Test
  void aCopyLeavesTheOriginalAndTemporaryFiles() throws Exception {
    Files.writeString(home.sessions.resolve("tmpa1b2c3d4.tmp"), "{");
    Path copy = temporary.resolve("copy");
    relocate(home.store(), copy, true);
    assertThat(copy.resolve("sessions/a.json")).hasSameBinaryContentAs(home.sessions.resolve("a.json"));
    assertThat(copy.resolve("sessions/tmpa1b2c3d4.tmp")).doesNotExist();
    assertThat(home.sessions.resolve("tmpa1b2c3d4.tmp")).exists();
  }

  @Test
  void aSessionsDirectoryByItselfIsMovedAlone() throws Exception {
    Path alone = Files.createDirectories(temporary.resolve("backup/mine"));
    Files.writeString(alone.resolve("x.json"), SessionText.of("x").toString());
    Path neighbour = Files.createFile(temporary.resolve("backup/neighbour"));
    relocate(home.store(alone), temporary.resolve("backup/there"), false);
    assertThat(temporary.resolve("backup/there/x.json")).exists();
    assertThat(neighbour).exists();
  }

  @Test
  void theGateIsClosedAsLongAsAnybodyMayWrite() throws Exception {
    try (Change change = home.store().prepare(new Relocation(temporary.resolve("x"), false, null))) {
      assertThat(change.gate(GateOptions.NONE).reason()).contains("--assume-offline");
      assertThat(change.gate(Runs.OFFLINE).isOpen()).isTrue();
      home.fake.processes().add(5, 1, "/usr/bin/python3", "/opt/venv/bin/praisonai");
      assertThat(change.gate(Runs.OFFLINE).reason()).contains("pid 5");
      home.fake.processes().remove(5);
    }
    FileIdentity lock = FileIdentity.of(home.sessions.resolve("a.json.lock"));
    home.fake.processes().lock(new KernelLock("FLOCK", 0, lock.device(), lock.inode()));
    assertThatThrownBy(() -> relocate(home.store(), temporary.resolve("x"), false))
        .isInstanceOf(LockedException.class).hasMessageContaining("a.json.lock");
    assertThat(home.root).exists();
  }

  @Test
  void theSessionsOfAProjectMoveIntoTheDirectoryOfItsPresentId() throws Exception {
    Path former = home.project("0000000a");
    Path present = home.project("0000000b");
    byte[] alone = SessionText.of("alone").messages(1).toString().getBytes();
    byte[] old = SessionText.of("both").messages(1).toString().getBytes();
    byte[] later = SessionText.of("both").messages(9).toString().getBytes();
    home.write(former, "alone", alone);
    home.write(former, "both", old);
    home.write(present, "both", later);
    home.write(former, "same-name", SessionText.of("same-name").toString().getBytes());
    home.write(present, "same-name", SessionText.of("same-name").with("created_at", "\"2020-01-01T00:00:00+00:00\"")
        .toString().getBytes());
    home.write(former, "damaged", "{".getBytes());
    Store store = home.store(former);
    List<String> items = new ArrayList<>();
    try (Change change = store.prepare(new Relocation(present, false, null))) {
      change.plan().forEachItem(item -> items.add(item.action() + " " + item.key()));
    }
    assertThat(items).containsExactlyInAnyOrder("move alone", "set aside both", "keep same-name", "keep damaged");

    Runs.Result run = relocate(store, present, false);

    assertThat(run.report().skipped()).isEmpty();
    assertThat(present.resolve("alone.json")).hasBinaryContent(alone);
    assertThat(present.resolve("both.json")).hasBinaryContent(later);
    assertThat(former.resolve("alone.json")).doesNotExist();
    assertThat(former.resolve("both.json")).doesNotExist();
    assertThat(former.resolve("same-name.json")).exists();
    assertThat(PraisonHome.ids(PraisonHome.check(home.store(present), 3))).isEmpty();
    assertThat(Runs.trashed(store)).hasSize(2);
    Runs.restore(store, run.runId(), home.environment());
    assertThat(former.resolve("both.json")).hasBinaryContent(old);
  }

  @Test
  void aSessionInUseStaysInItsProject() throws Exception {
    Path former = home.project("0000000a");
    Path present = home.project("0000000b");
    home.write(former, "main", SessionText.of("main").toString().getBytes());
    try (var lock = dev.sessionctl.storage.locks.Flock.take(present.resolve("main.json.lock"), java.time.Duration.ZERO,
        dev.sessionctl.storage.locks.Flock.Pause.SLEEP, home.environment())) {
      Runs.Result run = Runs.apply(home.store(former), new Relocation(present, false, null), home.environment(),
          java.time.Duration.ZERO);
      assertThat(run.report().skipped()).extracting(PlanItem::key).containsExactly("main");
      lock.ensureHeld();
    }
    assertThat(former.resolve("main.json")).exists();
    assertThat(present.resolve("main.json")).doesNotExist();
  }

  @Test
  void whatMakesNoSenseIsRefused() throws Exception {
    Path project = home.project("0000000a");
    assertThatThrownBy(() -> home.store(project).prepare(new Relocation(temporary.resolve("x"), false, null)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("another project");
    assertThatThrownBy(() -> home.store().prepare(new LayoutMigration("sessions.d", 1, false)))
        .isInstanceOf(UnsupportedChangeException.class).hasMessageContaining("one layout");
    assertThatThrownBy(() -> home.store().prepare(new LockBreak())).isInstanceOf(UnsupportedChangeException.class)
        .hasMessageContaining("kernel");
  }
}
