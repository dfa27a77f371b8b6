package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.Totals;
import dev.sessionctl.output.Units;
import dev.sessionctl.plan.NotConfirmedException;
import dev.sessionctl.storage.backup.AbandonedParts;
import dev.sessionctl.storage.backup.BackupCatalog;
import dev.sessionctl.storage.backup.BackupRemoval;
import dev.sessionctl.storage.backup.BackupRetention;
import dev.sessionctl.storage.backup.BackupRetention.Decision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes backups that no rule keeps. */
@Command(
    name = "prune",
    description = "Removes the backups of a directory that no rule keeps, for good. Rules count for backups of the same"
        + " stores; what a kept one rests on is kept, and so is what cannot be read.",
    exitCodeList = {
      "0:done, or nothing to do", "2:bad arguments, or no rule", "14:not confirmed",
      "16:a read or a removal failed; the rest was not begun"
    },
    footer = "Example: sessionctl backup prune /var/backups --keep-last 3 --keep-daily 7 --keep-weekly 4 --yes")
final class BackupPruneCommand extends BaseCommand {

  private static final List<Column<Decision>> ALL = List.of(
      Column.<Decision>text("action", "ACTION", row -> row.kept() ? "keep" : "remove"),
      Column.<Decision>text("name", "NAME", row -> row.backup().place().getFileName().toString()).asIdentity(),
      Column.<Decision>instant("at", "AT",
          row -> row.backup().manifest() == null ? null : row.backup().manifest().begun()),
      Column.<Decision>bytes("size", "SIZE", row -> row.backup().bytes() < 0 ? null : row.backup().bytes()),
      Column.<Decision>text("reason", "REASON", Decision::reason).asFlexible());

  @Parameters(arity = "1", paramLabel = "DIR", description = "The directory that holds the backups.")
  String directory;

  @Option(names = "--keep-last", order = 100, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Keep the newest N.")
  Long keepLast;

  @Option(names = "--keep-daily", order = 101, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Keep the newest one of each of the last N days that have any.")
  Long keepDaily;

  @Option(names = "--keep-weekly", order = 102, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Keep the newest one of each of the last N weeks that have any.")
  Long keepWeekly;

  @Option(names = {"-n", "--dry-run"}, order = 500, description = "Show the plan and change nothing.")
  boolean dryRun;

  @Option(names = {"-y", "--yes"}, order = 502, description = "Do not ask before changing.")
  boolean yes;

  @Option(names = "--no-input", order = 503, description = "Never ask; without --yes that means no.")
  boolean noInput;

  @Mixin
  ListingOptions listing;
  @Mixin
  MessageOptions says;

  BackupPruneCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    if (directory.isEmpty()) {
      throw new UsageException("DIR needs a name");
    }
    BackupRetention retention = new BackupRetention(or0(keepLast), or0(keepDaily), or0(keepWeekly));
    if (retention.last() + retention.daily() + retention.weekly() <= 0) {
      throw new UsageException("say what to keep with --keep-last, --keep-daily or --keep-weekly");
    }
    if (dryRun && given("--yes")) {
      throw new UsageException("--dry-run and --yes contradict each other");
    }
    List<String> known = ALL.stream().map(Column::name).toList();
    List<Column<Decision>> shown = new ArrayList<>();
    listing.columns(known, known).forEach(name -> shown.add(column(name)));
    if (listing.format() == OutputFormat.NAME && shown.stream().noneMatch(Column::identity)) {
      throw new UsageException("-o name prints the name; name no other columns");
    }
    String sort = listing.sort("none");
    if (sort != null && !known.contains(sort.startsWith("-") ? sort.substring(1) : sort)) {
      throw new UsageException("cannot sort by '" + sort + "': there are " + String.join(", ", known) + " and none");
    }
    List<Decision> decisions = retention.decide(
        BackupCatalog.of(context.environment().path(directory), context.environment()), context.environment().zone());
    List<Decision> going = decisions.stream().filter(each -> !each.kept()).toList();
    print(decisions, going, shown, sort);
    if (dryRun) {
      return ExitCode.OK;
    }
    if (!going.isEmpty()) {
      confirm(going.size());
    }
    AbandonedParts.remove(context.environment().path(directory), context.environment());
    // Newest first: what is still there after an interruption has all that it rests on.
    for (int i = going.size() - 1; i >= 0; i--) {
      BackupRemoval.remove(going.get(i).backup().place(), context.environment());
    }
    return ExitCode.OK;
  }

  private static long or0(Long number) {
    return number == null ? 0 : number;
  }

  private void confirm(int number) throws IOException {
    if (yes) {
      return;
    }
    Prompt prompt = new Prompt(context, !noInput);
    if (!prompt.canAsk()) {
      throw new NotConfirmedException("nobody can be asked here; say --yes to remove them");
    }
    if (!prompt.ask("Remove " + number + (number == 1 ? " backup" : " backups") + " for good?")) {
      throw new NotConfirmedException("not confirmed; nothing was removed");
    }
  }

  private void print(List<Decision> decisions, List<Decision> going, List<Column<Decision>> shown, String sort)
      throws IOException {
    long bytes = going.stream().mapToLong(each -> Math.max(0, each.backup().bytes())).sum();
    new RowDocument<Decision>("backup prune", null, "backups")
        .head(json -> json.writeBooleanField("dryRun", dryRun))
        .tail(json -> {
          json.writeObjectFieldStart("total");
          json.writeNumberField("remove", going.size());
          json.writeNumberField("bytes", bytes);
          json.writeEndObject();
        })
        .totals(() -> new Totals(going.size() + " of " + decisions.size() + " to be removed, "
            + Units.formatBytes(bytes)))
        .print(listing, shown, context, says, printer -> rows(decisions, printer, sort));
  }

  private void rows(List<Decision> decisions, RowPrinter<Decision> printer, String sort) throws IOException {
    Rows<Decision> rows = new Rows<>(sort == null ? null : RowOrder.of(sort, BackupPruneCommand::column,
        List.of("name")), listing.limit(), printer::row);
    for (Decision each : decisions) {
      rows.add(each);
    }
    rows.finish();
  }

  private static Column<Decision> column(String name) {
    return ALL.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
