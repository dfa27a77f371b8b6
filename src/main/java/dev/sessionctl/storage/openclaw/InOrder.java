package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * A few threads that work ahead of the one that adds tasks and takes the results in the same order. With the
 * platform's monitors, since loading its executors costs a start several milliseconds. To be used by one thread.
 */
final class InOrder<T, R> implements AutoCloseable {

  private final Deque<Task> added = new ArrayDeque<>();
  private final Deque<Task> waiting = new ArrayDeque<>();
  private boolean closed;

  /** What is to be done, or was; guarded by the lock of this object. */
  private final class Task {
    private final T input;
    private R result;
    private Throwable failure;
    private boolean done;

    Task(T input) {
      this.input = input;
    }
  }

  /**
   * Starts the threads.
   *
   * @param workers what each of them does with a task
   */
  InOrder(String name, List<? extends Function<T, R>> workers) {
    for (Function<T, R> worker : workers) {
      // A lambda would be made at run time: no start-up archive holds this one.
      Thread thread = new Thread(name) {
        @Override
        public void run() {
          work(worker);
        }
      };
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Tasks whose results were not taken yet. */
  int size() {
    return added.size();
  }

  void add(T input) {
    Task task = new Task(input);
    added.add(task);
    synchronized (waiting) {
      waiting.add(task);
      waiting.notify();
    }
  }

  /**
   * The result of the task that was added first, when it is there.
   *
   * @throws IOException when the calling thread is interrupted, or the worker failed
   */
  R take() throws IOException {
    Task task = added.remove();
    synchronized (task) {
      while (!task.done) {
        try {
          task.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
      }
      if (task.failure != null) {
        throw new IOException(task.failure);
      }
      return task.result;
    }
  }

  /** Lets the threads end after what they are at. */
  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
  }

  private void work(Function<T, R> worker) {
    for (Task task = next(); task != null; task = next()) {
      R result = null;
      Throwable failure = null;
      try {
        result = worker.apply(task.input);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      synchronized (task) {
        task.result = result;
        task.failure = failure;
        task.done = true;
        task.notifyAll();
      }
    }
  }

  private Task next() {
    synchronized (waiting) {
      while (!closed && waiting.isEmpty()) {
        try {
          waiting.wait();
        } catch (InterruptedException e) {
          // Nobody interrupts these threads; who did, wants them to end.
          return null;
        }
      }
      return closed ? null : waiting.remove();
    }
  }
}
