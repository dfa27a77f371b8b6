package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OwnLockTest {

  @TempDir Path directory;
  private Path sessions;
  private AdminArea area;
  private Environment environment;

  /** Another run: says with one byte whether it got the lock, and keeps it until it is killed or its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (OwnLock lock =
          OwnLock.take(AdminArea.besides(Path.of(arguments[0])), "held", SystemEnvironment.create())) {
        System.out.write(lock == null ? '?' : 'y');
        System.out.flush();
        System.in.read();
      } catch (LockedException e) {
        System.out.write('n');
        System.out.flush();
      }
    }
  }

  @BeforeEach
  void createArea() throws IOException {
    sessions = Files.createDirectory(directory.resolve("sessions"));
    area = AdminArea.besides(sessions);
    area.create();
    environment = FakeEnvironment.in(directory).build();
  }

  private Process other() throws IOException {
    return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        Holder.class.getName(), sessions.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Whether another process gets the lock now. */
  private boolean otherGetsIt() throws IOException, InterruptedException {
    Process process = other();
    int answer = process.getInputStream().read();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return answer == 'y';
  }

  @Test
  void excludesAnotherProcessUntilItIsReleasedAndTheFileStays() throws Exception {
    try (OwnLock lock = OwnLock.take(area, "mine", environment)) {
      assertThat(lock).isNotNull();
      assertThat(otherGetsIt()).isFalse();
      // Trying once more in this process, by whatever name, must not drop the lock that is held.
      assertThatThrownBy(() -> OwnLock.take(area, "again", environment)).isInstanceOf(LockedException.class);
      Path alias = Files.createSymbolicLink(directory.resolveSibling(directory.getFileName() + "-alias"), directory);
      try {
        AdminArea same = AdminArea.besides(alias.resolve("sessions"));
        assertThatThrownBy(() -> OwnLock.take(same, "again", environment)).isInstanceOf(LockedException.class);
      } finally {
        Files.delete(alias);
      }
      assertThat(otherGetsIt()).isFalse();
    }
    assertThat(area.lockFile()).content().contains("pid 4242, run mine");
    assertThat(FileStat.of(area.lockFile()).permissions()).isEqualTo(0600);
    assertThat(otherGetsIt()).isTrue();
    assertThat(area.lockFile()).exists();
    OwnLock.take(area, "later", environment).close();
  }

  @Test
  void namesTheHolderAndIsFreeOnceThatWasKilled() throws Exception {
    Process holder = other();
    try {
      assertThat(holder.getInputStream().read()).isEqualTo('y');
      assertThatThrownBy(() -> OwnLock.take(area, "mine", environment)).isInstanceOf(LockedException.class)
          .hasMessageContaining("pid " + holder.pid() + ", run held");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    OwnLock.take(area, "mine", environment).close();
  }

  @Test
  void followsNoLink() throws Exception {
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "stays");
    Files.createSymbolicLink(area.lockFile(), elsewhere);
    assertThatThrownBy(() -> OwnLock.take(area, "mine", environment)).isInstanceOf(StorageIoException.class);
    assertThat(elsewhere).hasContent("stays");
  }

  @Test
  void fileMadeByRootBelongsToTheOwnerOfTheArea() throws Exception {
    assumeTrue(FileStat.of(directory).userId() == 0, "only root can make files for others");
    Files.setAttribute(area.root(), "unix:uid", 1234);
    OwnLock.take(area, "mine", environment).close();
    assertThat(FileStat.of(area.lockFile()).userId()).isEqualTo(1234);
  }
}
