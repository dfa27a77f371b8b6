package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link BackupListCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class BackupListCommandModel extends FieldBinding {

  private final BackupListCommand command;
  private final int field;

  private BackupListCommandModel(BackupListCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(BackupListCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.listing = new ListingOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("list");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Lists the backups of a directory by what their manifests say; nothing else of them is "
            + "read.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer("Example: sessionctl backup list /var/backups -o json")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done",
            "2:bad arguments",
            "3:one of them could not be read; the rest is listed",
            "16:a read failed"));
    add1(spec, command);
    add2(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, BackupListCommand command) {
    spec.addOption(new BackupListCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new BackupListCommandModel(command, 2).arguments()
        .type(String.class).arity("1").required(true).paramLabel("DIR")
        .description("The directory that holds the backups.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 3).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ListingOptions.Formats())
        .description("table (default), wide, json, jsonl, tsv, csv or name.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 4).option("--columns").order(301)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Columns to show, in order; +NAME adds to the usual ones.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 5).option("--sort").order(302)
        .type(String.class).paramLabel("COLUMN").parameterConsumer(new Converters.NextWord())
        .description(
            "Sort by a column, -COLUMN from high to low, or none: as stored, without holding rows in "
            + "memory.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 6).option("--limit").order(303)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Show the first N rows only.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 7).option("--no-header").order(304)
        .type(boolean.class).paramLabel("<noHeader>")
        .description("Leave out column names and totals.")
        .build());
  }

  private static void add2(CommandSpec spec, BackupListCommand command) {
    spec.addOption(new BackupListCommandModel(command, 8).option("--utc").order(305)
        .type(boolean.class).paramLabel("<utc>")
        .description("Show times in UTC instead of the local zone.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 9).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 10).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 11).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new BackupListCommandModel(command, 12).option("--config").order(803)
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
      case 3 -> command.listing.output;
      case 4 -> command.listing.columns;
      case 5 -> command.listing.sort;
      case 6 -> command.listing.limit;
      case 7 -> command.listing.noHeader;
      case 8 -> command.listing.utc;
      case 9 -> command.says.quiet;
      case 10 -> command.says.verbose;
      case 11 -> command.says.color;
      case 12 -> command.says.config;
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
      case 3 -> command.listing.output = (OutputFormat) value;
      case 4 -> command.listing.columns = (List<String>) value;
      case 5 -> command.listing.sort = (String) value;
      case 6 -> command.listing.limit = (Long) value;
      case 7 -> command.listing.noHeader = (boolean) value;
      case 8 -> command.listing.utc = (boolean) value;
      case 9 -> command.says.quiet = (boolean) value;
      case 10 -> command.says.verbose = (boolean) value;
      case 11 -> command.says.color = (When) value;
      case 12 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
