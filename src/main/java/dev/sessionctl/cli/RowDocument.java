package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.Column;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.PrinterOptions;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.RowPrinters;
import dev.sessionctl.output.Totals;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a command lists, in whichever format: lines with a line of totals below, or one JSON document of which the rows
 * are an array. Used once.
 *
 * @param <R> what a row is of
 */
final class RowDocument<R> {

  private final String command;
  private final List<StoreRef> stores;
  private final String array;
  private Part head = json -> { };
  private Part tail = json -> { };
  private Supplier<Totals> totals = () -> Totals.NONE;

  /** Fields of an open JSON object. */
  @FunctionalInterface
  interface Part {
    void write(JsonGenerator json) throws IOException;
  }

  /** Prints the rows. */
  @FunctionalInterface
  interface Source<R> {
    void into(RowPrinter<R> printer) throws IOException;
  }

  /**
   * A list.
   *
   * @param stores the stores that the document names, or null when it names none
   * @param array the name of the array
   */
  RowDocument(String command, List<StoreRef> stores, String array) {
    this.command = command;
    this.stores = stores;
    this.array = array;
  }

  /** Has fields stand before the rows. */
  RowDocument<R> head(Part fields) {
    head = fields;
    return this;
  }

  /** Has fields stand behind the rows; asked when these are printed. */
  RowDocument<R> tail(Part fields) {
    tail = fields;
    return this;
  }

  /** Has a line stand below the rows, where there are people; asked when these are printed. */
  RowDocument<R> totals(Supplier<Totals> line) {
    totals = line;
    return this;
  }

  /** Prints the list to standard output. */
  void print(ListingOptions listing, List<Column<R>> shown, CliContext context, MessageOptions says, Source<R> rows)
      throws IOException {
    PrinterOptions<R> options = listing.printer(shown, context, says);
    if (listing.format() == OutputFormat.JSON) {
      try (JsonGenerator json = JsonOut.document(context.out())) {
        if (stores == null) {
          JsonDocuments.begin(json, command);
        } else {
          JsonDocuments.begin(json, command, stores);
        }
        head.write(json);
        json.writeArrayFieldStart(array);
        try (RowPrinter<R> printer = RowPrinters.inArray(options, json)) {
          rows.into(printer);
        }
        json.writeEndArray();
        tail.write(json);
        json.writeEndObject();
        JsonOut.endDocument(json);
      }
      return;
    }
    try (RowPrinter<R> printer = RowPrinters.create(listing.format(), options, context.out())) {
      printer.begin();
      rows.into(printer);
      printer.end(says.quiet() ? Totals.NONE : totals.get());
    }
  }
}
