package dev.sessionctl.cli;

import dev.sessionctl.output.RowPrinter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Passes rows on: at once when no order is asked for, sorted at the end otherwise. With a limit only that many are
 * ever held.
 */
final class Rows<R> {

  /** Takes a row. */
  @FunctionalInterface
  interface Consumer<R> {
    void accept(R row) throws IOException;

    /** Takes many rows, in their order. */
    default void acceptAll(List<R> rows) throws IOException {
      for (R row : rows) {
        accept(row);
      }
    }
  }

  /** Prints what it takes. */
  static <R> Consumer<R> into(RowPrinter<R> printer) {
    return new Consumer<>() {
      @Override
      public void accept(R row) throws IOException {
        printer.row(row);
      }

      @Override
      public void acceptAll(List<R> rows) throws IOException {
        printer.rows(rows);
      }
    };
  }

  /** From so many rows on a second thread pays for itself. */
  static final int SORTED_IN_HALVES = 1 << 16;

  private final Comparator<R> order;
  private final long limit;
  private final Consumer<R> next;
  private final List<R> all = new ArrayList<>();
  private final PriorityQueue<R> best;
  private long passed;

  Rows(Comparator<R> order, long limit, Consumer<R> next) {
    this.order = order;
    this.limit = limit;
    this.next = next;
    // The worst of those that are held stands at the head, where it can be dropped.
    this.best = order == null || limit > Integer.MAX_VALUE - 8 ? null : new PriorityQueue<>(order.reversed());
  }

  void add(R row) throws IOException {
    if (order == null) {
      if (passed < limit) {
        passed++;
        next.accept(row);
      }
    } else if (best == null) {
      all.add(row);
    } else if (best.size() < limit) {
      best.add(row);
    } else if (limit > 0 && order.compare(row, best.peek()) < 0) {
      best.poll();
      best.add(row);
    }
  }

  /** Passes on what is held, and says how many rows were passed on in all. */
  long finish() throws IOException {
    if (order != null) {
      List<R> held = best == null ? all : new ArrayList<>(best);
      passed += held.size();
      next.acceptAll(sorted(held));
    }
    return passed;
  }

  private List<R> sorted(List<R> rows) throws IOException {
    if (rows.size() < SORTED_IN_HALVES) {
      rows.sort(order);
      return rows;
    }
    List<R> byNumber = order instanceof NumberOrder<R> numbers ? numbers.sorted(rows) : null;
    if (byNumber != null) {
      return byNumber;
    }
    @SuppressWarnings("unchecked")
    R[] array = (R[]) rows.toArray();
    rows.clear();
    // Arrays.parallelSort would use one thread where there are two processors.
    FutureTask<Void> half = new FutureTask<>(() -> Arrays.sort(array, array.length / 2, array.length, order), null);
    Thread thread = new Thread(half, "sessionctl-sort");
    thread.setDaemon(true);
    thread.start();
    Arrays.sort(array, 0, array.length / 2, order);
    try {
      half.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    // Of two halves that are sorted this makes one at the cost of a merge, and keeps equal rows in their order.
    Arrays.sort(array, order);
    return Arrays.asList(array);
  }
}
