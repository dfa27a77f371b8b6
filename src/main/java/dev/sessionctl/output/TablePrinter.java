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
  /** One absurdly long key must not pad every other row: wider cells overflow. */
  private static final int MAX_PADDED_WIDTH = 120;
  private static final int MIN_FLEXIBLE_WIDTH = 8;

  private final List<Column<R>> columns = new ArrayList<>();
  private final boolean header;
  private final boolean wide;
  private final HumanStyle style;
  private final TextSink out;
  private final List<String[]> kept = new ArrayList<>();
  private final List<Style[]> keptPaint = new ArrayList<>();
  private final boolean painted;
  private final Object[] lastValues;
  private final String[] lastCells;
  private int[] widths;
  private int flexible = -1;
  private int flexibleWidth = Integer.MAX_VALUE;

  TablePrinter(PrinterOptions<R> options, boolean wide, TextSink out) {
    boolean onlyWide = true;
    for (Column<R> column : options.columns()) {
      onlyWide &= column.wideOnly();
    }
    boolean anyPaint = false;
    for (Column<R> column : options.columns()) {
      if (wide || onlyWide || !column.wideOnly()) {
        columns.add(column);
        anyPaint |= column.paint() != null;
      }
    }
    this.header = options.header();
    this.wide = wide;
    this.style = options.style();
    this.painted = style.color() && anyPaint;
    this.lastValues = new Object[columns.size()];
    this.lastCells = new String[columns.size()];
    this.out = out;
  }

  @Override
  public void begin() {
    // The heading waits for the widths.
  }

  @Override
  public void row(R row) throws IOException {
    int n = columns.size();
    String[] cells = new String[n];
    Style[] paint = painted ? new Style[n] : null;
    for (int i = 0; i < n; i++) {
      Column<R> column = columns.get(i);
      cells[i] = cell(i, column.value().apply(row));
      if (painted && column.paint() != null) {
        paint[i] = column.paint().apply(row);
      }
    }
    if (widths != null) {
      print(cells, paint);
      return;
    }
    kept.add(cells);
    keptPaint.add(paint);
    if (kept.size() == MEASURED_ROWS) {
      printKept();
    }
  }

  /** The text of a value; columns of few different texts mostly repeat that of the row above. */
  private String cell(int i, Object value) {
    if (value == null || value != lastValues[i]) {
      lastCells[i] = Cells.human(columns.get(i).kind(), value, style);
      lastValues[i] = value;
    }
    return lastCells[i];
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
    if (widths != null) {
      return;
    }
    measure();
    if (header) {
      String[] cells = new String[columns.size()];
      Style[] bold = new Style[cells.length];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = columns.get(i).header();
      }
      Arrays.fill(bold, Style.BOLD);
      print(cells, style.color() ? bold : null);
    }
    for (int i = 0; i < kept.size(); i++) {
      print(kept.get(i), keptPaint.get(i));
    }
    kept.clear();
    keptPaint.clear();
  }

  private void measure() {
    widths = new int[columns.size()];
    int total = 2 * (widths.length - 1);
    for (int i = 0; i < widths.length; i++) {
      int widest = header ? SafeText.width(columns.get(i).header()) : 0;
      for (String[] cells : kept) {
        widest = Math.max(widest, SafeText.width(cells[i]));
      }
      widths[i] = widest;
      total += widest;
      if (flexible < 0 && columns.get(i).flexible()) {
        flexible = i;
      }
    }
    int limit = wide ? 0 : style.terminalWidth();
    if (limit > 0 && flexible >= 0) {
      int heading = header ? SafeText.width(columns.get(flexible).header()) : 0;
      int least = Math.max(MIN_FLEXIBLE_WIDTH, heading);
      flexibleWidth = Math.max(least, limit - (total - widths[flexible]));
      widths[flexible] = Math.min(widths[flexible], flexibleWidth);
    }
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.min(widths[i], MAX_PADDED_WIDTH);
    }
  }

  private void print(String[] cells, Style[] paint) throws IOException {
    int pending = 0;
    for (int i = 0; i < cells.length; i++) {
      String text = i == flexible ? SafeText.truncate(cells[i], flexibleWidth) : cells[i];
      boolean plain = SafeText.isPlain(text);
      int padding = widths[i] - (plain ? text.length() : SafeText.width(text));
      boolean right = columns.get(i).right();
      if (i == cells.length - 1 && !right) {
        text = withoutTrailingSpaces(text);
      }
      pending += right ? Math.max(0, padding) : 0;
      if (!text.isEmpty()) {
        out.spaces(pending);
        pending = 0;
        if (plain && (paint == null || paint[i] == null)) {
          out.writeAscii(text);
        } else {
          out.write(paint == null || paint[i] == null ? text : paint[i].apply(text, style.color()));
        }
      }
      pending += 2 + (right ? 0 : Math.max(0, padding));
    }
    out.write('\n');
  }

  private static String withoutTrailingSpaces(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
