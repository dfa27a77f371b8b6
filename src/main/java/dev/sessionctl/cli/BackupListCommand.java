package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.Totals;
import dev.sessionctl.storage.backup.BackupCatalog;
import dev.sessionctl.storage.backup.BackupCatalog.Listed;
import dev.sessionctl.storage.backup.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the backups of a directory. */
@Command(
    name = "list",
    description = "Lists the backups of a directory by what their manifests say; nothing else of them is read.",
    exitCodeList = {
      "0:done", "2:bad arguments", "3:one of them could not be read; the rest is listed", "16:a read failed"
    },
    footer = "Example: sessionctl backup list /var/backups -o json")
final class BackupListCommand extends BaseCommand {

  private static final List<Column<Listed>> ALL = List.of(
      Column.<Listed>text("name", "NAME", row -> row.place().getFileName().toString()).asIdentity(),
      Column.<Listed>instant("at", "AT", row -> row.manifest() == null ? null : row.manifest().begun()),
      Column.<Listed>integer("stores", "STORES", of(Manifest::stores)),
      Column.<Listed>integer("sessions", "SESSIONS", of(Manifest::sessions)),
      Column.<Listed>integer("files", "FILES", of(Manifest::files)),
      Column.<Listed>bytes("bytes", "BYTES", of(Manifest::bytes)),
      Column.<Listed>bytes("size", "SIZE", row -> row.bytes() < 0 ? null : row.bytes()),
      Column.<Listed>integer("notTaken", "NOT TAKEN",
          of(manifest -> (long) manifest.notTaken().size())).withWideOnly(true),
      Column.<Listed>text("id", "ID", of(Manifest::id)).withWideOnly(true),
      Column.<Listed>text("base", "BASE", of(Manifest::base)),
      Column.<Listed>text("problem", "PROBLEM", Listed::problem).asFlexible(),
      Column.<Listed>text("path", "PATH", row -> row.place().toString()).withWideOnly(true));

  @Parameters(arity = "1", paramLabel = "DIR", description = "The directory that holds the backups.")
  String directory;

  @Mixin
  ListingOptions listing;
  @Mixin
  MessageOptions says;

  BackupListCommand(CliContext context) {
    super(context);
  }

  private static Function<Listed, Object> of(Function<Manifest, Object> value) {
    return row -> row.manifest() == null ? null : value.apply(row.manifest());
  }

  @Override
  int run() throws IOException {
    if (directory.isEmpty()) {
      throw new UsageException("DIR needs a name");
    }
    List<String> known = ALL.stream().map(Column::name).toList();
    List<Column<Listed>> shown = new ArrayList<>();
    listing.columns(known, known).forEach(name -> shown.add(column(name)));
    if (listing.format() == OutputFormat.NAME && shown.stream().noneMatch(Column::identity)) {
      throw new UsageException("-o name prints the name; name no other columns");
    }
    String sort = listing.sort("at");
    if (sort != null && !known.contains(sort.startsWith("-") ? sort.substring(1) : sort)) {
      throw new UsageException("cannot sort by '" + sort + "': there are " + String.join(", ", known) + " and none");
    }
    List<Listed> found = BackupCatalog.of(context.environment().path(directory), context.environment());
    print(found, shown, sort);
    return found.stream().allMatch(each -> each.manifest() != null) ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private void print(List<Listed> found, List<Column<Listed>> shown, String sort) throws IOException {
    new RowDocument<Listed>("backup list", null, "backups")
        .tail(json -> {
          json.writeObjectFieldStart("total");
          json.writeNumberField("backups", found.size());
          json.writeNumberField("bytes", size(found));
          json.writeEndObject();
        })
        .totals(() -> Totals.of(found.size(), "backup", "backups", size(found)))
        .print(listing, shown, context, says, printer -> rows(found, printer, sort));
  }

  private static long size(List<Listed> found) {
    return found.stream().mapToLong(each -> Math.max(0, each.bytes())).sum();
  }

  private void rows(List<Listed> found, RowPrinter<Listed> printer, String sort) throws IOException {
    Rows<Listed> rows = new Rows<>(sort == null ? null : RowOrder.of(sort, BackupListCommand::column,
        List.of("name")), listing.limit(), printer::row);
    for (Listed each : found) {
      rows.add(each);
    }
    rows.finish();
  }

  private static Column<Listed> column(String name) {
    return ALL.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
