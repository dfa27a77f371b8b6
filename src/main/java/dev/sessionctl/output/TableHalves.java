package dev.sessionctl.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Prints many rows of a table with two threads: every other slice is made beside in memory. */
final class TableHalves {

  /** Rows of a slice: some hundred kilobytes of text. */
  private static final int SLICE = 4096;

  private TableHalves() {}

  /** Prints rows in their order, those of a few on the calling thread alone. */
  static <R> void print(List<R> rows, TableLayout<R> layout, List<Column<R>> columns, HumanStyle style, TextSink out)
      throws IOException {
    TableCells<R> cells = new TableCells<>(columns, style);
    TableCells<R> besides = new TableCells<>(columns, style);
    int at = 0;
    for (; rows.size() - at >= 2 * SLICE; at += 2 * SLICE) {
      List<R> second = rows.subList(at + SLICE, at + 2 * SLICE);
      FutureTask<ByteArrayOutputStream> task = new FutureTask<>(() -> made(second, layout, besides));
      Thread thread = new Thread(task, "sessionctl-print");
      thread.setDaemon(true);
      thread.start();
      write(rows.subList(at, at + SLICE), layout, cells, out);
      out.write(result(task));
    }
    write(rows.subList(at, rows.size()), layout, cells, out);
  }

  private static <R> void write(List<R> rows, TableLayout<R> layout, TableCells<R> cells, TextSink out)
      throws IOException {
    for (R row : rows) {
      layout.print(cells.of(row), cells.paint(row), out);
    }
  }

  private static <R> ByteArrayOutputStream made(List<R> rows, TableLayout<R> layout, TableCells<R> cells)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(1 << 19);
    try (TextSink sink = new TextSink(text)) {
      write(rows, layout, cells, sink);
    }
    return text;
  }

  private static ByteArrayOutputStream result(FutureTask<ByteArrayOutputStream> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    }
  }
}
