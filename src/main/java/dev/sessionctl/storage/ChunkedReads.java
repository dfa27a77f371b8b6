package dev.sessionctl.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads many small files: a few on the calling thread, many with a few threads, in chunks, and hands the results out on
 * the calling thread in the order of the items. Stateless.
 */
public final class ChunkedReads {

  /** Below ten chunks the threads cost more than they gain on a warm cache. */
  private static final int CHUNKS_BEFORE_THREADS = 10;
  private static final int THREADS = 4;
  private static final int CHUNKS_IN_FLIGHT = 16;

  private ChunkedReads() {}

  /** Reads a chunk; called by several threads at once. */
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
   * @throws IOException what a reader or the receiver threw first, in the order of the items
   */
  public static <I, O> void run(Iterator<I> items, int size, Reader<I, O> reader, Receiver<O> receiver)
      throws IOException {
    List<List<I>> first = new ArrayList<>();
    while (first.size() < CHUNKS_BEFORE_THREADS && items.hasNext()) {
      first.add(chunk(items, size));
    }
    if (items.hasNext()) {
      withThreads(first.iterator(), items, size, reader, receiver);
      return;
    }
    for (List<I> chunk : first) {
      receiver.receive(reader.read(chunk));
    }
  }

  private static <I, O> void withThreads(Iterator<List<I>> first, Iterator<I> items, int size,
      Reader<I, O> reader, Receiver<O> receiver) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
      Thread thread = new Thread(work, "sessionctl-scan");
      thread.setDaemon(true);
      return thread;
    });
    try {
      Deque<Future<List<O>>> pending = new ArrayDeque<>();
      while (first.hasNext() || items.hasNext()) {
        List<I> chunk = first.hasNext() ? first.next() : chunk(items, size);
        pending.add(threads.submit(() -> reader.read(chunk)));
        if (pending.size() >= CHUNKS_IN_FLIGHT) {
          receiver.receive(take(pending));
        }
      }
      while (!pending.isEmpty()) {
        receiver.receive(take(pending));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static <O> List<O> take(Deque<Future<List<O>>> pending) throws IOException {
    try {
      return pending.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
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
