package dev.sessionctl.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** One JSON object a row with every column, null included: as lines, or into an array the caller opened. */
final class JsonRowPrinter<R> implements RowPrinter<R> {
  private final List<Column<R>> columns;
  private final SerializedString[] names;
  private final JsonGenerator generator;
  private final boolean lines;
  private boolean failed;

  private JsonRowPrinter(PrinterOptions<R> options, JsonGenerator generator, boolean lines) {
    this.columns = options.columns();
    this.names = new SerializedString[columns.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = new SerializedString(columns.get(i).name());
    }
    this.generator = generator;
    this.lines = lines;
  }

  static <R> RowPrinter<R> lines(PrinterOptions<R> options, OutputStream out) {
    try {
      return new JsonRowPrinter<>(options, JsonOut.lines(out), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing has been written yet
    }
  }

  static <R> RowPrinter<R> inArray(PrinterOptions<R> options, JsonGenerator generator) {
    return new JsonRowPrinter<>(options, generator, false);
  }

  @Override
  public void begin() {
    // Objects follow one another, or stand in the caller's array.
  }

  @Override
  public void row(R row) throws IOException {
    try {
      generator.writeStartObject();
      for (int i = 0; i < names.length; i++) {
        Column<R> column = columns.get(i);
        Object value = column.value().apply(row);
        generator.writeFieldName(names[i]);
        if (value instanceof Number n && column.kind().isInstant()) {
          generator.writeString(Units.formatInstant(n.longValue()));
        } else {
          JsonOut.writeValue(generator, value);
        }
      }
      generator.writeEndObject();
      if (lines) {
        JsonOut.endLine(generator);
      }
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public void end(Totals totals) throws IOException {
    flush();
  }

  @Override
  public void close() throws IOException {
    if (!failed) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (!lines) {
      return;
    }
    try {
      generator.flush();
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }
}
