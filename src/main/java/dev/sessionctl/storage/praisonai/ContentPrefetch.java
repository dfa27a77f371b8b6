package dev.sessionctl.storage.praisonai;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads many session files in several threads, and hands them on in order, on the calling thread. */
final class ContentPrefetch {

  /** For fewer files threads cost more than they bring. */
  private static final int FEW = 64;
  private static final int AT_ONCE = 32;
  private static final int MOST_THREADS = 4;

  private ContentPrefetch() {}

  /** Receives what was read of each file that is still there. */
  @FunctionalInterface
  interface Receiver {
    /**
     * A file.
     *
     * @param read what was read, or null
     * @param failure why it could not be read, or null
     */
    void file(String key, StableContent.Read read, IOException failure) throws IOException;
  }

  /** One of the two is null. */
  private record Outcome(StableContent.Read read, IOException failure) {}

  static void forEach(Path directory, List<String> keys, Receiver receiver) throws IOException {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    if (keys.size() < FEW || threads < 2) {
      for (String key : keys) {
        hand(key, read(directory, key), receiver);
      }
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
      Thread thread = new Thread(task, "sessionctl-read");
      thread.setDaemon(true);
      return thread;
    });
    Deque<Future<Outcome>> pending = new ArrayDeque<>();
    try {
      int next = 0;
      for (String key : keys) {
        for (; next < keys.size() && pending.size() < AT_ONCE; next++) {
          String ahead = keys.get(next);
          pending.add(pool.submit(() -> read(directory, ahead)));
        }
        hand(key, pending.remove().get(), receiver);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException bug) {
        throw bug;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while reading " + directory);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Outcome read(Path directory, String key) {
    try {
      return new Outcome(StableContent.of(Listing.file(directory, key), null), null);
    } catch (IOException e) {
      return new Outcome(null, e);
    }
  }

  private static void hand(String key, Outcome outcome, Receiver receiver) throws IOException {
    if (outcome.failure() instanceof NoSuchFileException) {
      // Removed since the directory was listed.
      return;
    }
    receiver.file(key, outcome.read(), outcome.failure());
  }
}
