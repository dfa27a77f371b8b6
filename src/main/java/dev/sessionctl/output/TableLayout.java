package dev.sessionctl.output;

import java.io.IOException;
import java.util.List;

/**
 * How wide the columns of a table are. Immutable and thread-safe.
 *
 * @param columns the columns that are shown
 * @param widths of each, in cells of a terminal
 * @param flexible the column that is cut, or -1
 * @param flexibleWidth what it is cut to
 * @param color whether colours are written
 */
record TableLayout<R>(List<Column<R>> columns, int[] widths, int flexible, int flexibleWidth, boolean color) {

  /** One absurdly long key must not pad every other row: wider cells overflow. */
  private static final int MAX_PADDED_WIDTH = 120;
  private static final int MIN_FLEXIBLE_WIDTH = 8;

  /** Measures the first rows, and the heading where there is one. */
  static <R> TableLayout<R> measure(List<Column<R>> columns, List<String[]> rows, boolean header, int limit,
      boolean color) {
    int[] widths = new int[columns.size()];
    int flexible = -1;
    int flexibleWidth = Integer.MAX_VALUE;
    int total = 2 * (widths.length - 1);
    for (int i = 0; i < widths.length; i++) {
      int widest = header ? SafeText.width(columns.get(i).header()) : 0;
      for (String[] cells : rows) {
        widest = Math.max(widest, SafeText.width(cells[i]));
      }
      widths[i] = widest;
      total += widest;
      if (flexible < 0 && columns.get(i).flexible()) {
        flexible = i;
      }
    }
    if (limit > 0 && flexible >= 0) {
      int heading = header ? SafeText.width(columns.get(flexible).header()) : 0;
      int least = Math.max(MIN_FLEXIBLE_WIDTH, heading);
      flexibleWidth = Math.max(least, limit - (total - widths[flexible]));
      widths[flexible] = Math.min(widths[flexible], flexibleWidth);
    }
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.min(widths[i], MAX_PADDED_WIDTH);
    }
    return new TableLayout<>(columns, widths, flexible, flexibleWidth, color);
  }

  /** Writes one line. */
  void print(String[] cells, Style[] paint, TextSink out) throws IOException {
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
          out.write(paint == null || paint[i] == null ? text : paint[i].apply(text, color));
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
