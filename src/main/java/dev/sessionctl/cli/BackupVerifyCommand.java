package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.Column;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.PrinterOptions;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.RowPrinters;
import dev.sessionctl.output.Totals;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.backup.BackupCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks backups. */
@Command(
    name = "verify",
    description = "Reads backups once, compares every file with the manifest, and follows each to the earlier ones that"
        + " hold content of it.",
    exitCodeList = {"0:nothing is wrong", "2:bad arguments", "4:something is wrong; each is named", "16:a read failed"},
    footer = "Example: sessionctl backup verify /var/backups/*.tar.zst")
final class BackupVerifyCommand extends BaseCommand {

  /**
   * Something that is wrong.
   *
   * @param backup where
   * @param path what in it, or null for all of it
   * @param message what it is
   */
  private record Problem(String backup, String path, String message) {}

  private static final List<Column<Problem>> ALL = List.of(
      Column.<Problem>text("backup", "BACKUP", Problem::backup).asIdentity(),
      Column.<Problem>text("path", "PATH", Problem::path),
      Column.<Problem>text("message", "MESSAGE", Problem::message).asFlexible());

  @Parameters(arity = "1..*", paramLabel = "BACKUP", description = "What to check; - is standard input.")
  List<String> backups = new ArrayList<>();

  @Mixin
  ListingOptions listing;
  @Mixin
  PriorityOptions priority;
  @Mixin
  MessageOptions says;

  BackupVerifyCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    List<String> known = ALL.stream().map(Column::name).toList();
    List<Column<Problem>> shown = new ArrayList<>();
    listing.columns(known, known).forEach(name -> shown.add(column(name)));
    if (listing.format() == OutputFormat.NAME && shown.stream().noneMatch(Column::identity)) {
      throw new UsageException("-o name prints the backup; name no other columns");
    }
    String sort = listing.sort("none");
    if (sort != null && !known.contains(sort.startsWith("-") ? sort.substring(1) : sort)) {
      throw new UsageException("cannot sort by '" + sort + "': there are " + String.join(", ", known) + " and none");
    }
    if (backups.contains("")) {
      throw new UsageException("BACKUP needs a name");
    }
    priority.apply(context, messages);
    return print(shown, sort);
  }

  private int print(List<Column<Problem>> shown, String sort) throws IOException {
    PrinterOptions<Problem> options = listing.printer(shown, context, says);
    long[] count = new long[1];
    if (listing.format() == OutputFormat.JSON) {
      try (JsonGenerator json = JsonOut.document(context.out())) {
        json.writeStartObject();
        json.writeNumberField("schemaVersion", JsonDocuments.SCHEMA_VERSION);
        json.writeStringField("command", "backup verify");
        json.writeArrayFieldStart("problems");
        BackupCheck check;
        try (RowPrinter<Problem> printer = RowPrinters.inArray(options, json)) {
          check = rows(printer, sort, count);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("summary");
        json.writeNumberField("problems", count[0]);
        json.writeNumberField("files", check.files());
        json.writeNumberField("bytes", check.bytes());
        json.writeEndObject();
        json.writeEndObject();
        JsonOut.endDocument(json);
      }
    } else {
      try (RowPrinter<Problem> printer = RowPrinters.create(listing.format(), options, context.out())) {
        printer.begin();
        BackupCheck check = rows(printer, sort, count);
        printer.end(says.quiet() ? Totals.NONE : new Totals(count[0] + (count[0] == 1 ? " problem" : " problems")
            + "; " + check.files() + " files, " + Units.formatBytes(check.bytes()) + " read"));
      }
    }
    return count[0] == 0 ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private BackupCheck rows(RowPrinter<Problem> printer, String sort, long[] count) throws IOException {
    Rows<Problem> rows = new Rows<>(sort == null ? null : RowOrder.of(sort, BackupVerifyCommand::column,
        List.of("backup", "path")), listing.limit(), printer::row);
    BackupCheck check = new BackupCheck(context.environment(), (backup, path, message) -> {
      count[0]++;
      rows.add(new Problem(backup == null ? "-" : backup.toString(), path, message));
    });
    for (String backup : backups) {
      if (backup.equals("-")) {
        check.check(context.in(), context.environment().workingDirectory());
      } else {
        check.check(context.environment().path(backup));
      }
    }
    rows.finish();
    return check;
  }

  private static Column<Problem> column(String name) {
    return ALL.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
