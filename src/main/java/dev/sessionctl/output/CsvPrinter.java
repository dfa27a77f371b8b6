package dev.sessionctl.output;

import java.io.IOException;
import java.util.List;

/**
 * Comma-separated values quoted as RFC 4180 says, but with {@code \n} line ends; null is an empty cell, the
 * empty string a quoted one. Keys and titles come from strangers and spreadsheets run formulas: a text cell
 * that begins with {@code = + - @}, a tab or a carriage return gets an apostrophe before it. Read data back
 * from JSON or TSV where that matters.
 */
final class CsvPrinter<R> implements RowPrinter<R> {
  private final List<Column<R>> columns;
  private final boolean header;
  private final TextSink out;

  CsvPrinter(PrinterOptions<R> options, TextSink out) {
    this.columns = options.columns();
    this.header = options.header();
    this.out = out;
  }

  @Override
  public void begin() throws IOException {
    if (header) {
      for (int i = 0; i < columns.size(); i++) {
        cell(i, columns.get(i).name(), false);
      }
      out.write('\n');
    }
  }

  @Override
  public void row(R row) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      Column<R> column = columns.get(i);
      cell(i, Cells.machine(column.kind(), column.value().apply(row)), column.kind() == ValueKind.TEXT);
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

  private void cell(int index, String text, boolean untrusted) throws IOException {
    if (index > 0) {
      out.write(',');
    }
    if (text == null) {
      return;
    }
    boolean formula = untrusted && !text.isEmpty() && startsFormula(text.charAt(0));
    if (!text.isEmpty() && !needsQuotes(text)) {
      if (formula) {
        out.write('\'');
      }
      out.write(text);
      return;
    }
    out.write('"');
    if (formula) {
      out.write('\'');
    }
    int from = 0;
    for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', from)) {
      out.write(text.substring(from, quote + 1)).write('"');
      from = quote + 1;
    }
    out.write(text.substring(from)).write('"');
  }

  private static boolean startsFormula(char c) {
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
  }

  private static boolean needsQuotes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '"' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }
}
