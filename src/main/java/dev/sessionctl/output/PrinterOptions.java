package dev.sessionctl.output;

import java.util.List;
import java.util.Objects;

/**
 * What a printer prints.
 *
 * @param columns in order; at least one
 * @param header whether tables, TSV and CSV begin with the column names (and tables end with totals)
 * @param style how people see values; machine formats ignore it
 */
public record PrinterOptions<R>(List<Column<R>> columns, boolean header, HumanStyle style) {
  public PrinterOptions {
    columns = List.copyOf(columns);
    Objects.requireNonNull(style, "style");
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no columns to print");
    }
  }
}
