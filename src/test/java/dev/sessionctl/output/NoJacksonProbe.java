package dev.sessionctl.output;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Prints in every format that is not JSON; run by a class loader that has no JSON library. */
public final class NoJacksonProbe implements Runnable {
  @Override
  public void run() {
    for (OutputFormat format : OutputFormat.values()) {
      if (format == OutputFormat.JSON || format == OutputFormat.JSONL) {
        continue;
      }
      PrinterOptions<Session> options =
          new PrinterOptions<>(Session.COLUMNS, true, HumanStyle.plain(Session.NOW));
      try (RowPrinter<Session> printer = RowPrinters.create(format, options, new Streams.Counting())) {
        printer.begin();
        printer.row(Session.SAMPLE.get(0));
        printer.end(Totals.NONE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try (Progress progress = Progress.json(new Streams.Counting(), System::nanoTime)) {
      progress.phase("x", 1);
    }
  }
}
