package dev.sessionctl.output;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.OutputStream;

/** Makes the printer of a format. Thread-safe. */
public final class RowPrinters {
  private RowPrinters() {}

  /**
   * A printer that writes to a stream and leaves it open.
   *
   * @throws IllegalArgumentException for {@link OutputFormat#JSON}, whose documents the commands write
   *     themselves (see {@link #inArray}), and for {@link OutputFormat#NAME} when no column is the identity
   */
  public static <R> RowPrinter<R> create(OutputFormat format, PrinterOptions<R> options, OutputStream out) {
    return switch (format) {
      case TABLE -> new TablePrinter<>(options, options.style().wide(), new TextSink(out));
      case WIDE -> new TablePrinter<>(options, true, new TextSink(out));
      case TSV -> new TsvPrinter<>(options, new TextSink(out));
      case CSV -> new CsvPrinter<>(options, new TextSink(out));
      case NAME -> new NamePrinter<>(options, new TextSink(out));
      case JSONL -> JsonRowPrinter.lines(options, out);
      case JSON -> throw new IllegalArgumentException("a JSON document is written by its command");
    };
  }

  /**
   * A printer of objects into the open array of a JSON document; the array, the document and the generator
   * stay with the caller, who also flushes it.
   */
  public static <R> RowPrinter<R> inArray(PrinterOptions<R> options, JsonGenerator generator) {
    return JsonRowPrinter.inArray(options, generator);
  }
}
