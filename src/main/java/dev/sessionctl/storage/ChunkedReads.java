package dev.sessionctl.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads, or writes, many small files: a few on the calling thread, many with a few threads, in chunks, and hands the
 * results out on the calling thread in the order of the items. When it returns, or throws, no thread is at work any
 * more. Stateless.
 */
public final class ChunkedReads {

  private static final int THREADS = 4;
  /** What is in flight is copied by every collection of garbage; with fewer chunks threads wait for the caller. */
  private static final int CHUNKS_IN_FLIGHT = 24;

  private ChunkedReads() {}

  /** Reads chunks, on one thread. */
  @FunctionalInterface
  public interface Reader<I, O> {
    List<O> read(List<I> chunk) throws IOException;
  }

  /** Takes the results of a chunk, on the calling thread. */
  @FunctionalInterface
  public interface Receiver<O> {
    void receive(List<O> results) throws IOException;
  }

  /**
   * Reads all items.
   *
   * @param size items of a chunk: enough that handing it over costs nothing beside reading it
   * @param alone so many items are read without threads, which cost more than they gain on a warm cache
   * @param readers called for every thread
   * @throws IOException what a reader or the receiver threw first, in the order of the items
   */
  public static <I, O> void run(Iterator<I> items, int size, int alone, Supplier<? extends Reader<I, O>> readers,
      Receiver<O> receiver) throws IOException {
    List<List<I>> first = new ArrayList<>();
    while (first.size() < alone / size && items.hasNext()) {
      first.add(chunk(items, size));
    }
    if (items.hasNext()) {
      withThreads(first.iterator(), items, size, readers, receiver);
      return;
    }
    Reader<I, O> reader = readers.get();
    for (List<I> chunk : first) {
      receiver.receive(reader.read(chunk));
    }
  }

  private static <I, O> void withThreads(Iterator<List<I>> first, Iterator<I> items, int size,
      Supplier<? extends Reader<I, O>> readers, Receiver<O> receiver) throws IOException {
    try (InOrder<I, O> threads = new InOrder<>("sessionctl-scan")) {
      for (int i = 0; i < THREADS; i++) {
        threads.start(readers.get());
      }
      while (first.hasNext() || items.hasNext()) {
        threads.add(first.hasNext() ? first.next() : chunk(items, size));
        if (threads.size() >= CHUNKS_IN_FLIGHT) {
          receiver.receive(threads.take());
        }
      }
      while (threads.size() > 0) {
        receiver.receive(threads.take());
      }
    }
  }

  private static <I> List<I> chunk(Iterator<I> items, int size) {
    List<I> chunk = new ArrayList<>(size);
    while (chunk.size() < size && items.hasNext()) {
      chunk.add(items.next());
    }
    return chunk;
  }
}
