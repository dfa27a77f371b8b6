package dev.sessionctl.output;

import java.io.IOException;
import java.util.List;

/**
 * Prints rows one by one: {@link #begin}, any number of {@link #row}, {@link #end}. What {@code end} was
 * not reached for is flushed by {@link #close} as far as it got; the stream is left open. Every failure to
 * write is an IOException. Not thread-safe.
 */
public interface RowPrinter<R> extends AutoCloseable {
  /** Writes what comes before the first row. Call it once, first. */
  void begin() throws IOException;

  /** Writes, or keeps to measure, one row; nothing of the row is referred to afterwards. */
  void row(R row) throws IOException;

  /** The same as {@link #row} for each; columns may be asked for their values by a second thread meanwhile. */
  default void rows(List<R> rows) throws IOException {
    for (R row : rows) {
      row(row);
    }
  }

  /** Writes what is left and, in tables, the totals; then flushes. */
  void end(Totals totals) throws IOException;

  /** Flushes what was not yet written, unless writing failed before. */
  @Override
  void close() throws IOException;
}
