package dev.sessionctl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedReadsTest {

  private static final int ALONE = 100;

  private final Set<Thread> readers = ConcurrentHashMap.newKeySet();

  private List<Integer> squares(List<Integer> chunk) {
    readers.add(Thread.currentThread());
    return chunk.stream().map(n -> n * n).toList();
  }

  private static Iterator<Integer> numbers(int count) {
    return IntStream.range(0, count).iterator();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 99, 100, 101, 5003})
  void resultsComeInTheOrderOfTheItems(int count) throws IOException {
    List<Integer> seen = new ArrayList<>();
    ChunkedReads.run(numbers(count), 10, ALONE, () -> this::squares, seen::addAll);
    assertThat(seen).isEqualTo(IntStream.range(0, count).mapToObj(n -> n * n).toList());
    if (count <= ALONE) {
      assertThat(readers).allMatch(Thread.currentThread()::equals);
    } else {
      assertThat(readers).doesNotContain(Thread.currentThread()).hasSizeBetween(1, 4);
    }
  }

  @Test
  void everyThreadHasAReaderOfItsOwn() throws IOException {
    Set<ChunkedReads.Reader<Integer, Integer>> made = ConcurrentHashMap.newKeySet();
    Set<String> shared = ConcurrentHashMap.newKeySet();
    ChunkedReads.run(numbers(3000), 10, ALONE, () -> {
      AtomicReference<Thread> user = new AtomicReference<>();
      ChunkedReads.Reader<Integer, Integer> reader = chunk -> {
        if (!user.compareAndSet(null, Thread.currentThread()) && user.get() != Thread.currentThread()) {
          shared.add(Thread.currentThread().toString());
        }
        return chunk;
      };
      made.add(reader);
      return reader;
    }, chunk -> assertThat(chunk).hasSize(10));
    assertThat(made).hasSize(4);
    assertThat(shared).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 5000})
  void aFailureComesAtItsPlace(int count) {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() -> ChunkedReads.run(numbers(count), 10, ALONE, () -> chunk -> {
      if (chunk.contains(33)) {
        throw new IOException("33");
      }
      return chunk;
    }, seen::addAll)).isInstanceOf(IOException.class).hasMessage("33");
    assertThat(seen).isEqualTo(IntStream.range(0, 30).boxed().toList());
  }

  @Test
  void anErrorOfAThreadIsNotLost() {
    assertThatThrownBy(() -> ChunkedReads.run(numbers(5000), 10, ALONE, () -> chunk -> {
      throw new StackOverflowError("deep");
    }, chunk -> { })).isInstanceOf(IOException.class).hasCauseInstanceOf(StackOverflowError.class);
  }

  /** Whatever was handed out when one fails is at its end when that is told. */
  @Test
  void nothingIsDoneBehindTheCaller() {
    AtomicInteger working = new AtomicInteger();
    for (int round = 0; round < 20; round++) {
      assertThatThrownBy(() -> ChunkedReads.run(numbers(5000), 10, ALONE, () -> chunk -> {
        working.incrementAndGet();
        try {
          if (chunk.contains(1000)) {
            throw new IOException("1000");
          }
          Thread.yield();
          return chunk;
        } finally {
          working.decrementAndGet();
        }
      }, chunk -> { })).hasMessage("1000");
      assertThat(working).hasValue(0);
    }
  }
}
