package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.faults.FaultPlan;
import dev.sessionctl.storage.faults.FaultyFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminAreaTest {

  @TempDir Path directory;
  private Path sessions;

  @BeforeEach
  void createSessions() throws IOException {
    sessions = Files.createDirectory(directory.resolve("sessions"));
  }

  @Test
  void liesBesideTheStoreAndIsPrivate() throws IOException {
    AdminArea area = AdminArea.besides(sessions);
    assertThat(area.root()).isEqualTo(directory.resolve(".sessionctl"));
    assertThat(area.exists()).isFalse();
    area.create();
    area.create();
    Path backup = area.createBackup("run");
    assertThat(area.createBackup("run")).isEqualTo(backup);
    for (Path made : new Path[] {area.root(), area.runs(), backup.getParent(), backup}) {
      assertThat(FileStat.of(made).permissions()).as(made.toString()).isEqualTo(0700);
    }
    assertThat(area.exists()).isTrue();
  }

  @Test
  void refusesALinkOrAFileInItsPlace() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path place = Files.createSymbolicLink(directory.resolve(".sessionctl"), elsewhere);
    AdminArea area = AdminArea.besides(sessions);
    assertThat(area.exists()).isFalse();
    assertThatThrownBy(area::create).isInstanceOf(StoreException.class).hasMessageContaining("not a directory");
    assertThat(elsewhere).isEmptyDirectory();
    Files.delete(place);
    Files.writeString(place, "file");
    assertThatThrownBy(area::create).isInstanceOf(StoreException.class).hasMessageContaining("not a directory");
  }

  @Test
  void makesDurableWhatAnInterruptedRunCreated() throws IOException {
    FaultyFileSystem failing = new FaultyFileSystem(new FaultPlan(FaultPlan.Kind.EIO, 2));
    assertThatThrownBy(() -> AdminArea.besides(failing.wrap(sessions)).create())
        .isInstanceOf(StorageIoException.class).hasMessageContaining("Input/output error");
    assertThat(directory.resolve(".sessionctl")).exists();

    FaultPlan plan = new FaultPlan(FaultPlan.Kind.NONE, 0);
    AdminArea.besides(new FaultyFileSystem(plan).wrap(sessions)).create();
    assertThat(plan.trace()).contains("sync " + directory);
  }
}
