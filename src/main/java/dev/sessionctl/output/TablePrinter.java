package dev.sessionctl.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Aligned columns for people. The first rows are kept until their widths are known; later rows use the same
 * widths and push to the right where a cell is longer, so that memory stays small.
 */
final class TablePrinter<R> implements RowPrinter<R> {
  /** Rows that are measured before anything is printed. */
  static final int MEASURED_ROWS = 1000;

  private final List<Column<R>> columns = new ArrayList<>();
  private final boolean header;
  private final boolean wide;
  private final HumanStyle style;
  private final TextSink out;
  private final TableCells<R> cells;
  private final List<String[]> kept = new ArrayList<>();
  private final List<Style[]> keptPaint = new ArrayList<>();
  private TableLayout<R> layout;

  TablePrinter(PrinterOptions<R> options, boolean wide, TextSink out) {
    boolean onlyWide = true;
    for (Column<R> column : options.columns()) {
      onlyWide &= column.wideOnly();
    }
    for (Column<R> column : options.columns()) {
      if (wide || onlyWide || !column.wideOnly()) {
        columns.add(column);
      }
    }
    this.header = options.header();
    this.wide = wide;
    this.style = options.style();
    this.cells = new TableCells<>(columns, style);
    this.out = out;
  }

  @Override
  public void begin() {
    // The heading waits for the widths.
  }

  @Override
  public void row(R row) throws IOException {
    if (layout != null) {
      layout.print(cells.of(row), cells.paint(row), out);
      return;
    }
    kept.add(cells.of(row));
    keptPaint.add(cells.paint(row));
    if (kept.size() == MEASURED_ROWS) {
      printKept();
    }
  }

  @Override
  public void rows(List<R> rows) throws IOException {
    int i = 0;
    while (i < rows.size() && layout == null) {
      row(rows.get(i++));
    }
    TableHalves.print(rows.subList(i, rows.size()), layout, columns, style, out);
  }

  @Override
  public void end(Totals totals) throws IOException {
    printKept();
    if (header && !totals.text().isEmpty()) {
      out.write('\n').write(SafeText.neutralise(totals.text())).write('\n');
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    if (!out.failed()) {
      if (!kept.isEmpty()) {
        printKept();
      }
      out.close();
    }
  }

  private void printKept() throws IOException {
    if (layout != null) {
      return;
    }
    layout = TableLayout.measure(columns, kept, header, wide ? 0 : style.terminalWidth(), style.color());
    if (header) {
      String[] heading = new String[columns.size()];
      Style[] bold = new Style[heading.length];
      for (int i = 0; i < heading.length; i++) {
        heading[i] = columns.get(i).header();
      }
      Arrays.fill(bold, Style.BOLD);
      layout.print(heading, style.color() ? bold : null, out);
    }
    for (int i = 0; i < kept.size(); i++) {
      layout.print(kept.get(i), keptPaint.get(i), out);
    }
    kept.clear();
    keptPaint.clear();
  }
}
