package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class InOrderTest {

  @Test
  void resultsComeInTheOrderOfTheTasks() throws IOException {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    Function<Integer, Integer> square = n -> {
      used.add(Thread.currentThread());
      return n * n;
    };
    try (InOrder<Integer, Integer> threads = new InOrder<>("square", Collections.nCopies(3, square))) {
      int taken = 0;
      for (int n = 0; n < 5000; n++) {
        threads.add(n);
        if (threads.size() == 7) {
          assertThat(threads.take()).isEqualTo(taken * taken);
          taken++;
        }
      }
      for (; threads.size() > 0; taken++) {
        assertThat(threads.take()).isEqualTo(taken * taken);
      }
      assertThat(taken).isEqualTo(5000);
    }
    assertThat(used).doesNotContain(Thread.currentThread()).hasSizeBetween(1, 3);
  }

  @Test
  void aTaskThatFailsFailsAloneAndAtItsPlace() throws IOException {
    Function<Integer, Integer> divide = n -> 12 / n;
    try (InOrder<Integer, Integer> threads = new InOrder<>("divide", List.of(divide))) {
      threads.add(3);
      threads.add(0);
      threads.add(4);
      assertThat(threads.take()).isEqualTo(4);
      assertThatThrownBy(threads::take).isInstanceOf(IOException.class).hasCauseInstanceOf(ArithmeticException.class);
      assertThat(threads.take()).isEqualTo(3);
    }
  }

  @Test
  void threadsEndWhenClosedWhateverIsWaiting() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Thread[] worker = new Thread[1];
    Function<Integer, Integer> wait = n -> {
      worker[0] = Thread.currentThread();
      begun.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return n;
    };
    try (InOrder<Integer, Integer> threads = new InOrder<>("wait", List.of(wait))) {
      threads.add(1);
      threads.add(2);
      begun.await();
    }
    go.countDown();
    worker[0].join(60_000);
    assertThat(worker[0].isAlive()).isFalse();
  }
}
