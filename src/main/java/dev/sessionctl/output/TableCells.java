package dev.sessionctl.output;

import java.util.List;

/** Makes the cells of rows. Remembers those of the row above; not safe for use by several threads. */
final class TableCells<R> {

  private final List<Column<R>> columns;
  private final HumanStyle style;
  private final boolean painted;
  private final Object[] lastValues;
  private final String[] lastCells;

  /**
   * @param columns what is shown
   */
  TableCells(List<Column<R>> columns, HumanStyle style) {
    this.columns = columns;
    this.style = style;
    boolean anyPaint = false;
    for (Column<R> column : columns) {
      anyPaint |= column.paint() != null;
    }
    this.painted = style.color() && anyPaint;
    this.lastValues = new Object[columns.size()];
    this.lastCells = new String[columns.size()];
  }

  /** The texts of a row. */
  String[] of(R row) {
    String[] cells = new String[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(i, columns.get(i).value().apply(row));
    }
    return cells;
  }

  /** How the cells of a row are stressed, or null when none is. */
  Style[] paint(R row) {
    if (!painted) {
      return null;
    }
    Style[] paint = new Style[columns.size()];
    for (int i = 0; i < paint.length; i++) {
      paint[i] = columns.get(i).paint() == null ? null : columns.get(i).paint().apply(row);
    }
    return paint;
  }

  /** The text of a value; columns of few different texts mostly repeat that of the row above. */
  private String cell(int i, Object value) {
    if (value == null || value != lastValues[i]) {
      lastCells[i] = Cells.human(columns.get(i).kind(), value, style);
      lastValues[i] = value;
    }
    return lastCells[i];
  }
}
