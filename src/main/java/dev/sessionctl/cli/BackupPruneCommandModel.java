package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link BackupPruneCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class BackupPruneCommandModel extends FieldBinding {

  private final BackupPruneCommand command;
  private final int field;

  private BackupPruneCommandModel(BackupPruneCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(BackupPruneCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.listing = new ListingOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("prune");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Removes the backups of a directory that no rule keeps, for good. Rules count for backups "
            + "of the same stores; what a kept one rests on is kept, and so is what cannot be read.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl backup prune /var/backups --keep-last 3 --keep-daily 7 --keep-weekly "
            + "4 --yes")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "2:bad arguments, or no rule",
            "14:not confirmed",
            "16:a read or a removal failed; the rest was not begun"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, BackupPruneCommand command) {
    spec.addOption(new BackupPruneCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new BackupPruneCommandModel(command, 2).arguments()
        .type(String.class).arity("1").required(true).paramLabel("DIR")
        .description("The directory that holds the backups.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 3).option("--keep-last").order(100)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Keep the newest N.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 4).option("--keep-daily").order(101)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description(
            "Keep the newest one of each of the last N days that have any.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 5).option("--keep-weekly").order(102)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description(
            "Keep the newest one of each of the last N weeks that have any.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 6).option("-n", "--dry-run").order(500)
        .type(boolean.class).paramLabel("<dryRun>")
        .description("Show the plan and change nothing.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 7).option("-y", "--yes").order(502)
        .type(boolean.class).paramLabel("<yes>")
        .description("Do not ask before changing.")
        .build());
  }

  private static void add2(CommandSpec spec, BackupPruneCommand command) {
    spec.addOption(new BackupPruneCommandModel(command, 8).option("--no-input").order(503)
        .type(boolean.class).paramLabel("<noInput>")
        .description("Never ask; without --yes that means no.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 9).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ListingOptions.Formats())
        .description("table (default), wide, json, jsonl, tsv, csv or name.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 10).option("--columns").order(301)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Columns to show, in order; +NAME adds to the usual ones.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 11).option("--sort").order(302)
        .type(String.class).paramLabel("COLUMN").parameterConsumer(new Converters.NextWord())
        .description(
            "Sort by a column, -COLUMN from high to low, or none: as stored, without holding rows in "
            + "memory.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 12).option("--limit").order(303)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Show the first N rows only.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 13).option("--no-header").order(304)
        .type(boolean.class).paramLabel("<noHeader>")
        .description("Leave out column names and totals.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 14).option("--utc").order(305)
        .type(boolean.class).paramLabel("<utc>")
        .description("Show times in UTC instead of the local zone.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 15).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
  }

  private static void add3(CommandSpec spec, BackupPruneCommand command) {
    spec.addOption(new BackupPruneCommandModel(command, 16).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 17).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new BackupPruneCommandModel(command, 18).option("--config").order(803)
        .type(String.class).paramLabel("FILE")
        .description(
            "Read this configuration file instead of the user's and the machine's.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.debug;
      case 2 -> command.directory;
      case 3 -> command.keepLast;
      case 4 -> command.keepDaily;
      case 5 -> command.keepWeekly;
      case 6 -> command.dryRun;
      case 7 -> command.yes;
      case 8 -> command.noInput;
      case 9 -> command.listing.output;
      case 10 -> command.listing.columns;
      case 11 -> command.listing.sort;
      case 12 -> command.listing.limit;
      case 13 -> command.listing.noHeader;
      case 14 -> command.listing.utc;
      case 15 -> command.says.quiet;
      case 16 -> command.says.verbose;
      case 17 -> command.says.color;
      case 18 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.directory = (String) value;
      case 3 -> command.keepLast = (Long) value;
      case 4 -> command.keepDaily = (Long) value;
      case 5 -> command.keepWeekly = (Long) value;
      case 6 -> command.dryRun = (boolean) value;
      case 7 -> command.yes = (boolean) value;
      case 8 -> command.noInput = (boolean) value;
      case 9 -> command.listing.output = (OutputFormat) value;
      case 10 -> command.listing.columns = (List<String>) value;
      case 11 -> command.listing.sort = (String) value;
      case 12 -> command.listing.limit = (Long) value;
      case 13 -> command.listing.noHeader = (boolean) value;
      case 14 -> command.listing.utc = (boolean) value;
      case 15 -> command.says.quiet = (boolean) value;
      case 16 -> command.says.verbose = (boolean) value;
      case 17 -> command.says.color = (When) value;
      case 18 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
