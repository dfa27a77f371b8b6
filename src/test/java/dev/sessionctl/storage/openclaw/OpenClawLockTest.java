package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FakeEnvironment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenClawLockTest {

  @TempDir Path directory;
  private FakeEnvironment fake;
  private Environment environment;
  private Path index;
  private Path file;
  private final List<Long> pauses = new ArrayList<>();

  @BeforeEach
  void surroundings() {
    fake = FakeEnvironment.in(directory);
    environment = fake.build();
    index = directory.resolve("sessions.json");
    file = directory.resolve("sessions.json.lock");
    fake.processes().add(50, 1000, "openclaw-gateway");
  }

  @AfterEach
  void nothingStaysHeld() {
    assertThat(HeldLocks.all()).isEmpty();
  }

  private OpenClawLock take(Duration wait) throws IOException {
    return OpenClawLock.take(index, LockKind.INDEX, wait, pauses::add, environment);
  }

  private void holder(long pid, long start, long ageMillis) throws IOException {
    Files.write(file, new LockPayload(pid, fake.clock().millis() - ageMillis, -1, start).render(LockKind.INDEX));
  }

  @Test
  void createsTheProductsFileAndRemovesIt() throws IOException {
    try (OpenClawLock lock = take(Duration.ZERO)) {
      assertThat(lock.path()).isEqualTo(file.toRealPath());
      assertThat(file).content().isEqualTo("{\n  \"pid\": 4242,\n  \"createdAt\": \"2026-11-20T10:00:00.000Z\",\n"
          + "  \"starttime\": 777\n}");
      lock.ensureHeld();
      assertThat(HeldLocks.all()).containsExactly(lock);
      assertThat(LockInspector.view(file, environment)).get().extracting(LockView::verdict, LockView::holder)
          .containsExactly(LockVerdict.LIVE, "this program itself");
    }
    assertThat(file).doesNotExist();
    assertThat(pauses).isEmpty();
  }

  @Test
  void transcriptLockPromisesALongestHold() throws IOException {
    Path transcript = directory.resolve("a.jsonl");
    try (OpenClawLock lock =
        OpenClawLock.take(transcript, LockKind.TRANSCRIPT, Duration.ZERO, pauses::add, environment)) {
      assertThat(directory.resolve("a.jsonl.lock")).content().contains("\"maxHoldMs\": 300000").endsWith("}\n");
      lock.ensureHeld();
    }
  }

  @Test
  void lockPathResolvesTheDirectoryButNotTheFile() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    Path other = Files.createFile(directory.resolve("elsewhere.json"));
    Files.createSymbolicLink(real.resolve("sessions.json"), other);
    index = link.resolve("sessions.json");
    try (OpenClawLock lock = take(Duration.ZERO)) {
      assertThat(lock.path()).isEqualTo(real.toRealPath().resolve("sessions.json.lock")).exists();
    }
  }

  @Test
  void zeroWaitTriesOnceAndNamesTheHolder() throws IOException {
    holder(50, 1000, 2_000);
    assertThatThrownBy(() -> take(Duration.ZERO)).isInstanceOf(LockedException.class)
        .hasMessageContaining("process 50 (openclaw-gateway), since 2026-11-20T09:59:58.000Z");
    assertThat(pauses).isEmpty();
    assertThat(file).content().contains("50");
  }

  @Test
  void waitBacksOffAndEnds() throws IOException {
    holder(50, 1000, 0);
    assertThatThrownBy(() -> take(Duration.ofSeconds(15))).isInstanceOf(LockedException.class);
    assertThat(pauses.subList(0, 4)).containsExactly(50L, 100L, 150L, 200L);
    assertThat(pauses).allMatch(pause -> pause <= 1_000);
    assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isEqualTo(15_000);
  }

  @Test
  void takesTheLockOnceTheHolderReleasesIt() throws IOException {
    holder(50, 1000, 0);
    Pause release = millis -> {
      pauses.add(millis);
      if (pauses.size() == 3) {
        delete();
      }
    };
    try (OpenClawLock lock =
        OpenClawLock.take(index, LockKind.INDEX, Duration.ofSeconds(10), release, environment)) {
      lock.ensureHeld();
    }
    assertThat(pauses).hasSize(3);
  }

  private void delete() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void takesOverFromDeadAndRecycledHoldersAtOnce() throws IOException {
    holder(77, 1, 0);
    take(Duration.ZERO).close();
    holder(50, 999, 0);
    take(Duration.ZERO).close();
    holder(4242, 777, 0);
    take(Duration.ZERO).close();
    assertThat(pauses).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void neverTakesFromARunningHolderHoweverOld() throws IOException {
    holder(50, 1000, 3_600_000);
    assertThatThrownBy(() -> take(Duration.ofSeconds(2))).isInstanceOf(LockedException.class)
        .hasMessageContaining("openclaw-gateway").hasMessageContaining("09:00:00.000Z");
    assertThat(file).exists();
  }

  @Test
  void emptyLockIsLeftAloneUntilItIsStale() throws IOException {
    Files.createFile(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(fake.clock().millis() - 29_000));
    Pause passing = millis -> fake.clock().advance(Duration.ofMillis(millis));
    assertThatThrownBy(() -> OpenClawLock.take(index, LockKind.INDEX, Duration.ofMillis(900), passing, environment))
        .isInstanceOf(LockedException.class);
    OpenClawLock.take(index, LockKind.INDEX, Duration.ofMillis(900), passing, environment).close();
  }

  @Test
  void tooLargeLockIsRemovedWhenStale() throws IOException {
    Files.write(file, new byte[LockFile.LIMIT * 2]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(fake.clock().millis() - 31_000));
    take(Duration.ZERO).close();
  }

  @Test
  void directoryOrLinkAtThePathIsAnErrorAtOnce() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> take(Duration.ofSeconds(10))).isInstanceOf(StorageIoException.class)
        .hasMessageContaining("a directory stands at its path");
    Files.delete(file);
    Files.createSymbolicLink(file, directory.resolve("nowhere"));
    assertThatThrownBy(() -> take(Duration.ofSeconds(10))).isInstanceOf(StorageIoException.class)
        .hasMessageContaining("a symbolic link");
    Files.delete(file);
    index = directory.resolve("missing").resolve("sessions.json");
    assertThatThrownBy(() -> take(Duration.ofSeconds(10))).isInstanceOf(StorageIoException.class)
        .hasMessageContaining("no such file or directory");
    assertThat(pauses).isEmpty();
  }

  @Test
  void refreshRewritesTheTimeInPlace() throws IOException {
    try (OpenClawLock lock = take(Duration.ZERO)) {
      FileIdentity before = FileIdentity.of(file);
      fake.clock().advance(Duration.ofMillis(19_999));
      lock.ensureHeld();
      lock.refresh();
      assertThat(FileIdentity.of(file).inode()).isEqualTo(before.inode());
      assertThat(FileIdentity.of(file).size()).isEqualTo(before.size());
      assertThat(file).content().contains("2026-11-20T10:00:19.999Z");
      fake.clock().advance(Duration.ofSeconds(19));
      lock.ensureHeld();
      assertThat(lock.held()).isEqualTo(Duration.ofMillis(38_999));
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void lockNotRefreshedIsNoLongerTrusted() throws IOException {
    try (OpenClawLock lock = take(Duration.ZERO)) {
      fake.clock().advance(OpenClawLock.TRUSTED);
      assertThatThrownBy(lock::ensureHeld).isInstanceOf(LockedException.class).hasMessageContaining("20 s");
      lock.refresh();
      lock.ensureHeld();
      fake.clock().advance(Duration.ofSeconds(29));
      assertThatThrownBy(lock::refresh).isInstanceOf(LockedException.class).hasMessageContaining("too old");
      assertThat(lock.lost()).isFalse();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void stolenLockIsNoticedAndLeftToTheThief() throws IOException {
    OpenClawLock lock = take(Duration.ZERO);
    Files.delete(file);
    holder(50, 1000, 0);
    assertThatThrownBy(lock::ensureHeld).isInstanceOf(ChangedException.class)
        .hasMessageContaining("taken over by process 50 (openclaw-gateway)");
    assertThatThrownBy(lock::refresh).isInstanceOf(ChangedException.class);
    lock.close();
    assertThat(lock.lost()).isTrue();
    assertThat(lock.problem()).contains("taken over");
    assertThat(file).content().contains("50");
  }

  @Test
  void lockOverwrittenInPlaceIsNotOursEither() throws IOException {
    OpenClawLock lock = take(Duration.ZERO);
    holder(50, 1000, 0);
    lock.close();
    assertThat(lock.lost()).isTrue();
    assertThat(file).exists();
  }

  @Test
  void sameBytesInAnotherFileAreNotOurs() throws IOException {
    OpenClawLock lock = take(Duration.ZERO);
    byte[] content = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, content);
    assertThatThrownBy(lock::ensureHeld).isInstanceOf(ChangedException.class);
    lock.close();
    assertThat(file).exists();
  }

  @Test
  void removedLockIsNoticed() throws IOException {
    OpenClawLock lock = take(Duration.ZERO);
    Files.delete(file);
    lock.close();
    assertThat(lock.lost()).isTrue();
    lock.close();
    assertThatThrownBy(lock::ensureHeld).isInstanceOf(ChangedException.class).hasMessageContaining("released");
  }

  @Test
  void doesNotWaitForATranscriptWhileHoldingTheIndex() throws IOException {
    Files.write(directory.resolve("a.jsonl.lock"),
        new LockPayload(50, fake.clock().millis(), -1, 1000).render(LockKind.TRANSCRIPT));
    try (OpenClawLock lock = take(Duration.ZERO)) {
      assertThatThrownBy(() -> OpenClawLock.take(directory.resolve("a.jsonl"), LockKind.TRANSCRIPT,
          Duration.ofSeconds(10), pauses::add, environment)).isInstanceOf(LockedException.class);
      lock.ensureHeld();
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void isNotReentrant() throws IOException {
    try (OpenClawLock lock = take(Duration.ZERO)) {
      assertThatThrownBy(() -> take(Duration.ZERO)).isInstanceOf(LockedException.class)
          .hasMessageContaining("this program itself");
      lock.ensureHeld();
    }
  }

  @Test
  void interruptedWaitEnds() throws IOException {
    holder(50, 1000, 0);
    Pause interrupted = millis -> {
      throw new InterruptedException();
    };
    assertThatThrownBy(
        () -> OpenClawLock.take(index, LockKind.INDEX, Duration.ofSeconds(5), interrupted, environment))
        .isInstanceOf(LockedException.class).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void staleLockReplacedMeanwhileIsNotRemoved() throws IOException {
    holder(77, 1, 0);
    LockFile judged = LockFile.read(file).orElseThrow();
    Files.delete(file);
    holder(50, 1000, 0);
    assertThat(StaleLocks.remove(file, judged)).isFalse();
    assertThat(file).content().contains("50");
    Files.delete(file);
    assertThat(StaleLocks.remove(file, judged)).isFalse();
  }

  @Test
  void staleLockRefreshedInPlaceIsNotRemoved() throws IOException {
    holder(77, 1, 0);
    LockFile judged = LockFile.read(file).orElseThrow();
    holder(77, 1, -5);
    assertThat(StaleLocks.remove(file, judged)).isFalse();
    assertThat(file).exists();
  }
}
