package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundFlushTest {

  private static final Path DIRECTORY = Path.of("/d");
  private static final List<Path> FIRST = List.of(Path.of("/d/1"));
  private static final List<Path> SECOND = List.of(Path.of("/d/2"));

  private final List<List<Path>> flushed = Collections.synchronizedList(new ArrayList<>());

  @Test
  void whoeverBeginsDoesNotWaitAndOneFollowsTheOther() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    BackgroundFlush flush = new BackgroundFlush((directory, files) -> {
      assertThat(directory).isEqualTo(DIRECTORY);
      await(gate);
      flushed.add(files);
    }, DIRECTORY);

    assertThat(flush.isIdle()).isTrue();
    flush.begin(FIRST);
    assertThat(flush.isIdle()).isFalse();
    assertThat(flushed).isEmpty();
    gate.countDown();
    flush.begin(SECOND);
    assertThat(flushed).startsWith(FIRST);
    flush.await();

    assertThat(flushed).containsExactly(FIRST, SECOND);
    assertThat(flush.isIdle()).isTrue();
    flush.await();
    assertThat(flushed).hasSize(2);
  }

  @Test
  void aFailureIsSaidOnceToWhoeverAsksNext() throws Exception {
    BackgroundFlush flush = new BackgroundFlush((directory, files) -> {
      flushed.add(files);
      throw new FileSystemException("/d/1", null, "Input/output error");
    }, DIRECTORY);

    flush.begin(FIRST);
    assertThatThrownBy(() -> flush.begin(SECOND)).isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Input/output error");
    assertThat(flushed).containsExactly(FIRST);
    flush.await();
  }

  private static void await(CountDownLatch gate) throws IOException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
