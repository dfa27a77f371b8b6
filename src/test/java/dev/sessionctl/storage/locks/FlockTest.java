package dev.sessionctl.storage.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.system.SystemEnvironment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The lock excludes other programs' flock(2), both ways, and Java's own lock would not. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "what is proved here was measured on Linux")
class FlockTest {

  private static final String FLOCK = "flock";

  @TempDir
  private Path directory;
  private Path lock;
  private Environment environment;
  private final List<Long> pauses = new ArrayList<>();

  @BeforeEach
  void prepare() {
    lock = directory.resolve("proj 1_main.json.lock");
    environment = FakeEnvironment.in(directory.resolve("env")).build();
  }

  private Flock take(Duration wait) throws StoreException {
    return Flock.take(lock, wait, pauses::add, environment);
  }

  private Flock take() throws StoreException {
    return take(Duration.ZERO);
  }

  @Test
  void utilLinuxIsKeptOutAndKeepsUsOut() throws Exception {
    try (Flock mine = take()) {
      mine.ensureHeld();
      try (LockHolder other = LockHolder.utilLinux(lock)) {
        assertThat(other.holds()).isFalse();
      }
    }
    try (LockHolder other = LockHolder.utilLinux(lock)) {
      assertThat(other.holds()).isTrue();
      assertThatThrownBy(this::take).isInstanceOf(LockedException.class).hasMessageContaining("is held");
    }
    take().close();
  }

  @Test
  void pythonIsKeptOutAndKeepsUsOut() throws Exception {
    try (Flock mine = take()) {
      try (LockHolder other = LockHolder.python(lock, FLOCK)) {
        assertThat(other.holds()).isFalse();
      }
      mine.ensureHeld();
    }
    try (LockHolder other = LockHolder.python(lock, FLOCK)) {
      assertThat(other.holds()).isTrue();
      assertThatThrownBy(this::take).isInstanceOf(LockedException.class);
      other.kill();
      // The kernel gave it back.
      take().close();
    }
  }

  /** Why JNA is needed at all: with a FileLock both believe that they hold the lock. */
  @Test
  void theFileLockOfJavaExcludesNobodyHere() throws Exception {
    Files.createFile(lock);
    try (LockHolder other = LockHolder.utilLinux(lock);
        FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock java = channel.tryLock()) {
      assertThat(other.holds()).isTrue();
      assertThat(java).as("a FileLock beside a held flock").isNotNull();
      assertThat(java.isValid()).isTrue();
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock java = channel.tryLock();
        LockHolder other = LockHolder.utilLinux(lock)) {
      assertThat(java).isNotNull();
      assertThat(other.holds()).as("a flock beside a held FileLock").isTrue();
    }
  }

  @Test
  void theHolderIsNamed() throws Exception {
    Files.createFile(lock);
    try (LockHolder other = LockHolder.utilLinux(lock)) {
      assertThatThrownBy(() -> Flock.take(lock, Duration.ZERO, pauses::add, SystemEnvironment.create()))
          .isInstanceOf(LockedException.class).hasMessageContaining("process " + other.pid());
    }
  }

  @Test
  void waitsAsTheProductPollsAndThenGivesUp() throws Exception {
    try (Flock mine = take()) {
      assertThatThrownBy(() -> take(Duration.ofMillis(220))).isInstanceOf(LockedException.class);
      assertThat(pauses).containsExactly(50L, 50L, 50L, 50L, 50L);
    }
  }

  @Test
  void aLockThatIsGivenBackWhileWaitingIsObtained() throws Exception {
    Flock mine = take();
    Flock next = Flock.take(lock, Duration.ofSeconds(5), millis -> mine.close(), environment);
    next.ensureHeld();
    next.close();
  }

  /** A process that waits sleeps 50 ms, and would starve beside one that takes the lock again at once. */
  @Test
  void leavesAGapBetweenTwoTurns() throws Exception {
    take().close();
    assertThat(pauses).isEmpty();
    take().close();
    assertThat(pauses).hasSize(1);
    assertThat(pauses.get(0)).isBetween(1L, 60L);
  }

  @Test
  void theFileStaysAndIsEmptyWithTheModeOfItsDirectoryAndUmask() throws Exception {
    take().close();
    assertThat(lock).exists().isEmptyFile();
    assertThat(FileStat.of(lock).permissions() & 0600).isEqualTo(0600);
    FileIdentity before = FileIdentity.of(lock);
    take().close();
    assertThat(FileIdentity.of(lock)).as("nothing is written to it").isEqualTo(before);
  }

  /** Two holders would each have a lock of their own. */
  @Test
  void aFileThatWasReplacedIsNoLock() throws Exception {
    try (Flock mine = take()) {
      Files.delete(lock);
      assertThatThrownBy(mine::ensureHeld).isInstanceOf(ChangedException.class);
      Files.createFile(lock);
      assertThatThrownBy(mine::ensureHeld).isInstanceOf(ChangedException.class);
      try (Flock second = Flock.take(lock, Duration.ZERO, pauses::add, environment)) {
        second.ensureHeld();
      }
    }
  }

  @Test
  void aFileThatIsReplacedWhileWeWaitIsOpenedAgain() throws Exception {
    try (Flock mine = take()) {
      Flock second = Flock.take(lock, Duration.ofSeconds(1), millis -> replace(), environment);
      second.ensureHeld();
      second.close();
    }
  }

  private void replace() {
    try {
      Files.delete(lock);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLinkOrADirectoryIsNotFollowed() throws Exception {
    Path victim = Files.createFile(directory.resolve("victim"));
    Files.createSymbolicLink(lock, victim);
    assertThatThrownBy(this::take).isInstanceOf(StoreException.class).hasMessageContaining("no regular file");
    Files.delete(lock);
    Files.createDirectory(lock);
    assertThatThrownBy(this::take).isInstanceOf(StoreException.class).hasMessageContaining("no regular file");
  }

  /** Whatever the locale and the default charset of Java are, the file that is locked is the one of that name. */
  @Test
  void namesAreTakenByteForByte() throws Exception {
    for (String name : List.of("会话-4", "Straße 100% #1?", "é̀", "👩‍💻", "a\nb\\c")) {
      try (Flock mine = Flock.take(directory.resolve(name), Duration.ZERO, pauses::add, environment)) {
        mine.ensureHeld();
      }
    }
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(6);
    }
  }

  @Test
  void notOneThreadMore() throws Exception {
    try (Flock mine = take()) {
      assertThatThrownBy(this::take).isInstanceOf(LockedException.class);
      mine.ensureHeld();
    }
  }

  @Test
  void asRootTheFileBelongsToTheOwnerOfTheDirectory() throws Exception {
    Assumptions.assumeTrue(FileStat.of(directory).userId() == 0, "only root can give files away");
    Files.setAttribute(directory, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
    take().close();
    assertThat(FileStat.of(lock).userId()).isEqualTo(12345);
  }

  @Test
  void theKernelsListTellsWhoHoldsIt() throws Exception {
    Files.createFile(lock);
    Environment system = SystemEnvironment.create();
    try (LockHolder other = LockHolder.utilLinux(lock)) {
      assertThat(system.processes().fileLocks()).anyMatch(
          held -> held.pid() == other.pid() && held.kind().equals("FLOCK") && isOn(held, lock));
    }
    assertThat(system.processes().fileLocks()).noneMatch(held -> isOn(held, lock));
  }

  private static boolean isOn(dev.sessionctl.storage.KernelLock held, Path file) {
    try {
      return held.isOn(FileIdentity.of(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
