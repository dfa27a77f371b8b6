package dev.sessionctl.cli.shell;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work whose result is of use for a while only; a disk that does not answer must not take the prompt with it. */
final class InTime {
  private InTime() {}

  /**
   * The result of a search, which is done on a thread of its own.
   *
   * @throws IOException as the search throws it, or when it took longer; it is left alone then
   */
  static <T> T get(Callable<T> search, long millis) throws IOException {
    FutureTask<T> task = new FutureTask<>(search);
    Thread thread = new Thread(task, "sessionctl-search");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + millis + " ms", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
