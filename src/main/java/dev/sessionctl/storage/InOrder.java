package dev.sessionctl.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A few threads that work ahead of the one that adds tasks and takes the results in the same order. With the
 * platform's monitors, since loading its executors costs a start several milliseconds. To be used by one thread.
 */
final class InOrder<I, O> implements AutoCloseable {

  private final String name;
  private final Deque<Task> added = new ArrayDeque<>();
  private final Deque<Task> waiting = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  /** What is to be done, or was; guarded by the lock of this object. */
  private final class Task {
    private final List<I> chunk;
    private List<O> result;
    private Throwable failure;
    private boolean done;

    Task(List<I> chunk) {
      this.chunk = chunk;
    }
  }

  /** @param name of the threads */
  InOrder(String name) {
    this.name = name;
  }

  /** Starts a thread that works with that reader, which nobody else uses. */
  void start(ChunkedReads.Reader<I, O> reader) {
    // A lambda would be made at run time: no start-up archive holds this one.
    Thread thread = new Thread(name) {
      @Override
      public void run() {
        work(reader);
      }
    };
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Tasks whose results were not taken yet. */
  int size() {
    return added.size();
  }

  void add(List<I> chunk) {
    Task task = new Task(chunk);
    added.add(task);
    synchronized (waiting) {
      waiting.add(task);
      waiting.notify();
    }
  }

  /**
   * The result of the task that was added first, when it is there.
   *
   * @throws IOException when the calling thread is interrupted, or what the reader threw
   */
  List<O> take() throws IOException {
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
        throw task.failure instanceof IOException failure ? failure : new IOException(task.failure);
      }
      return task.result;
    }
  }

  /** Lets the threads end after the chunk they are at, and waits for that: nothing is done behind the caller. */
  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(ChunkedReads.Reader<I, O> reader) {
    for (Task task = next(); task != null; task = next()) {
      List<O> result = null;
      Throwable failure = null;
      try {
        result = reader.read(task.chunk);
      } catch (IOException | RuntimeException | Error e) {
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
