package dev.sessionctl.output;

import java.io.IOException;

/**
 * The identity of each row on a line of its own, escaped by {@link LineEscapes}; rows without one are left
 * out.
 */
final class NamePrinter<R> implements RowPrinter<R> {
  private final Column<R> identity;
  private final TextSink out;

  NamePrinter(PrinterOptions<R> options, TextSink out) {
    Column<R> found = null;
    for (Column<R> column : options.columns()) {
      if (found == null && column.identity()) {
        found = column;
      }
    }
    if (found == null) {
      throw new IllegalArgumentException("no column to print names from");
    }
    this.identity = found;
    this.out = out;
  }

  @Override
  public void begin() {
    // No heading.
  }

  @Override
  public void row(R row) throws IOException {
    String name = Cells.machine(identity.kind(), identity.value().apply(row));
    if (name != null) {
      out.write(LineEscapes.escape(name)).write('\n');
    }
  }

  @Override
  public void end(Totals totals) throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
