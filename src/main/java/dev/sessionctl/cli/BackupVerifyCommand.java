package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.RowPrinter;
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
    long[] count = new long[3];
    new RowDocument<Problem>("backup verify", null, "problems")
        .tail(json -> {
          json.writeObjectFieldStart("summary");
          json.writeNumberField("problems", count[0]);
          json.writeNumberField("files", count[1]);
          json.writeNumberField("bytes", count[2]);
          json.writeEndObject();
        })
        .totals(() -> new Totals(count[0] + (count[0] == 1 ? " problem" : " problems") + "; " + count[1] + " files, "
            + Units.formatBytes(count[2]) + " read"))
        .print(listing, shown, context, says, printer -> rows(printer, sort, count));
    return count[0] == 0 ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private void rows(RowPrinter<Problem> printer, String sort, long[] count) throws IOException {
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
    count[1] = check.files();
    count[2] = check.bytes();
  }

  private static Column<Problem> column(String name) {
    return ALL.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
