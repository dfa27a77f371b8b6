package dev.sessionctl.output;

import java.io.IOException;
import java.util.List;

/** Tab-separated values with names first; cells as {@link LineEscapes} writes them, null as an empty cell. */
final class TsvPrinter<R> implements RowPrinter<R> {
  private final List<Column<R>> columns;
  private final boolean header;
  private final TextSink out;

  TsvPrinter(PrinterOptions<R> options, TextSink out) {
    this.columns = options.columns();
    this.header = options.header();
    this.out = out;
  }

  @Override
  public void begin() throws IOException {
    if (header) {
      for (int i = 0; i < columns.size(); i++) {
        cell(i, columns.get(i).name());
      }
      out.write('\n');
    }
  }

  @Override
  public void row(R row) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      Column<R> column = columns.get(i);
      cell(i, Cells.machine(column.kind(), column.value().apply(row)));
    }
    out.write('\n');
  }

  @Override
  public void end(Totals totals) throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void cell(int index, String text) throws IOException {
    if (index > 0) {
      out.write('\t');
    }
    if (text != null) {
      out.write(LineEscapes.escape(text));
    }
  }
}
