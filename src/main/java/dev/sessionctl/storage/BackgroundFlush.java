package dev.sessionctl.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes files durable on a thread beside while further ones are being written, so that the disk is at work meanwhile
 * and the flush at the end finds little to do. One flush at a time. For use by one thread.
 */
public final class BackgroundFlush {

  private final BulkFlusher flusher;
  private final Path directory;
  private FutureTask<Void> running;

  /** @param directory as in {@link BulkFlusher#flush} */
  public BackgroundFlush(BulkFlusher flusher, Path directory) {
    this.flusher = flusher;
    this.directory = directory;
  }

  /** Whether nothing is being flushed at the moment. */
  public boolean isIdle() {
    return running == null || running.isDone();
  }

  /**
   * Begins to flush files, once what was begun before has ended.
   *
   * @param files not to be changed any more
   * @throws IOException when what was begun before failed
   */
  public void begin(List<Path> files) throws IOException {
    await();
    running = new FutureTask<>(() -> {
      flusher.flush(directory, files);
      return null;
    });
    Thread thread = new Thread(running, "sessionctl-flush");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits until all that was begun is durable.
   *
   * @throws IOException when any of it could not be made durable
   */
  public void await() throws IOException {
    FutureTask<Void> task = running;
    running = null;
    if (task == null) {
      return;
    }
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    }
  }
}
