package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.Column;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.PrinterOptions;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.RowPrinters;
import dev.sessionctl.output.Totals;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.List;

/** Prints findings as they are made, and what they come to. */
interface FindingPrinter extends FindingSink {

  void begin(List<StoreRef> stores) throws IOException;

  void end(FindingCounts counts, boolean complete) throws IOException;

  /** The fields, in the order that scripts rely on. */
  List<Column<Finding>> COLUMNS = List.of(
      Column.<Finding>text("id", "ID", Finding::id),
      Column.<Finding>text("severity", "SEVERITY", finding -> finding.severity().label()),
      Column.<Finding>text("store", "STORE", finding -> finding.store().path().toString()),
      Column.<Finding>text("key", "KEY", Finding::key),
      Column.<Finding>text("path", "PATH", finding -> finding.path() == null ? null : finding.path().toString()),
      Column.<Finding>text("message", "MESSAGE", Finding::message),
      Column.<Finding>text("fix", "FIX", Finding::fix));

  static FindingPrinter of(OutputFormat format, CliContext context, MessageOptions says, boolean header)
      throws IOException {
    if (format.isHuman()) {
      return new FindingText(context, says, header);
    }
    PrinterOptions<Finding> options =
        new PrinterOptions<>(COLUMNS, header, ListingOptions.style(context, says, true));
    return switch (format) {
      case JSON -> new Document(JsonOut.document(context.out()), options);
      case JSONL -> new Lines(JsonOut.lines(context.out()), options);
      default -> new Rows(RowPrinters.create(format, options, context.out()));
    };
  }

  /** The numbers of a check, into an open object. */
  static void summary(JsonGenerator json, FindingCounts counts, boolean complete) throws IOException {
    json.writeNumberField("errors", counts.of(Severity.ERROR));
    json.writeNumberField("warnings", counts.of(Severity.WARNING));
    json.writeNumberField("infos", counts.of(Severity.INFO));
    json.writeNumberField("checked", counts.checked());
    json.writeBooleanField("complete", complete);
  }

  /** One JSON document. */
  record Document(JsonGenerator json, RowPrinter<Finding> printer) implements FindingPrinter {
    Document(JsonGenerator json, PrinterOptions<Finding> options) {
      this(json, RowPrinters.inArray(options, json));
    }

    @Override
    public void begin(List<StoreRef> stores) throws IOException {
      JsonDocuments.begin(json, "verify", stores);
      json.writeArrayFieldStart("findings");
    }

    @Override
    public void finding(Finding finding) throws IOException {
      printer.row(finding);
    }

    @Override
    public void end(FindingCounts counts, boolean complete) throws IOException {
      json.writeEndArray();
      json.writeObjectFieldStart("summary");
      summary(json, counts, complete);
      json.writeEndObject();
      json.writeEndObject();
      JsonOut.endDocument(json);
    }
  }

  /** JSON Lines: {@code finding} and last {@code summary}. */
  record Lines(JsonGenerator json, List<Column<Finding>> columns) implements FindingPrinter {
    Lines(JsonGenerator json, PrinterOptions<Finding> options) {
      this(json, options.columns());
    }

    @Override
    public void begin(List<StoreRef> stores) {
      // Each line stands for itself.
    }

    @Override
    public void finding(Finding finding) throws IOException {
      json.writeStartObject();
      json.writeStringField("type", "finding");
      for (Column<Finding> column : columns) {
        json.writeFieldName(column.name());
        JsonOut.writeValue(json, column.value().apply(finding));
      }
      json.writeEndObject();
      JsonOut.endLine(json);
    }

    @Override
    public void end(FindingCounts counts, boolean complete) throws IOException {
      json.writeStartObject();
      json.writeStringField("type", "summary");
      summary(json, counts, complete);
      json.writeEndObject();
      JsonOut.endLine(json);
      json.flush();
    }
  }

  /** TSV and CSV. */
  record Rows(RowPrinter<Finding> printer) implements FindingPrinter {
    @Override
    public void begin(List<StoreRef> stores) throws IOException {
      printer.begin();
    }

    @Override
    public void finding(Finding finding) throws IOException {
      printer.row(finding);
    }

    @Override
    public void end(FindingCounts counts, boolean complete) throws IOException {
      printer.end(Totals.NONE);
    }
  }
}
