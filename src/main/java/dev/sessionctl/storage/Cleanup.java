package dev.sessionctl.storage;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What must be given back however the program ends: locks of products above all. The tasks run once, last
 * registered first, either because {@code Main} is about to leave or because a signal ends the process. They may
 * run beside the thread that works, so a task must make that thread stop before it gives its lock back.
 * Thread-safe.
 */
public final class Cleanup {

  private static final Deque<Registration> TASKS = new ArrayDeque<>();
  private static boolean hooked;
  private static volatile boolean shuttingDown;

  private Cleanup() {}

  /** A registered task; closing it takes the task off the list without running it. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();

    /** Runs the task. */
    void run();
  }

  /** Registers a task. The shutdown hook is installed with the first, so that reading commands pay for none. */
  public static Registration register(Runnable task) {
    Registration registration = new Task(task);
    synchronized (TASKS) {
      if (!hooked) {
        hooked = true;
        Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::atShutdown, "sessionctl-cleanup"));
      }
      TASKS.push(registration);
    }
    return registration;
  }

  /** Whether a signal, or the end of main, has begun to end the process. */
  public static boolean isShuttingDown() {
    return shuttingDown;
  }

  /** Runs what is registered; a task that fails does not keep the others from running. */
  public static void runAll() {
    while (true) {
      Registration next;
      synchronized (TASKS) {
        next = TASKS.poll();
      }
      if (next == null) {
        return;
      }
      try {
        next.run();
      } catch (RuntimeException e) {
        // The process is about to end, and what could not be given back goes stale by itself.
        continue;
      }
    }
  }

  private static void atShutdown() {
    shuttingDown = true;
    runAll();
  }

  /** Compared by identity: the same task may be registered twice. */
  private static final class Task implements Registration {
    private final Runnable action;

    Task(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      action.run();
    }

    @Override
    public void close() {
      synchronized (TASKS) {
        TASKS.remove(this);
      }
    }
  }
}
