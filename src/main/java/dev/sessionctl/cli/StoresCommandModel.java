package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link StoresCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class StoresCommandModel extends FieldBinding {

  private final StoresCommand command;
  private final int field;

  private StoresCommandModel(StoresCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(StoresCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.storeOptions = new StoreOptions();
    command.listing = new ListingOptions();
    command.watch = new WatchOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("stores");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Lists the stores of this machine: format, generation, sessions, bytes, owner, locks, "
            + "interrupted runs and what this tool keeps beside them.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer("Example: sessionctl stores -o json")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done",
            "2:bad arguments",
            "3:something could not be read, or a store is damaged; the rest is listed",
            "10:no store found",
            "16:a read failed"));
    add1(spec, command);
    add2(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, StoresCommand command) {
    spec.addOption(new StoresCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new StoresCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new StoresCommandModel(command, 2).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description(
            "A store, a state directory, or a home to search; repeatable. Default: where the products "
            + "keep their stores.")
        .build());
    spec.addOption(new StoresCommandModel(command, 3).option("--format").order(101)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new StoresCommandModel(command, 4).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ListingOptions.Formats())
        .description("table (default), wide, json, jsonl, tsv, csv or name.")
        .build());
    spec.addOption(new StoresCommandModel(command, 5).option("--columns").order(301)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Columns to show, in order; +NAME adds to the usual ones.")
        .build());
    spec.addOption(new StoresCommandModel(command, 6).option("--sort").order(302)
        .type(String.class).paramLabel("COLUMN").parameterConsumer(new Converters.NextWord())
        .description(
            "Sort by a column, -COLUMN from high to low, or none: as stored, without holding rows in "
            + "memory.")
        .build());
    spec.addOption(new StoresCommandModel(command, 7).option("--limit").order(303)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Show the first N rows only.")
        .build());
  }

  private static void add2(CommandSpec spec, StoresCommand command) {
    spec.addOption(new StoresCommandModel(command, 8).option("--no-header").order(304)
        .type(boolean.class).paramLabel("<noHeader>")
        .description("Leave out column names and totals.")
        .build());
    spec.addOption(new StoresCommandModel(command, 9).option("--utc").order(305)
        .type(boolean.class).paramLabel("<utc>")
        .description("Show times in UTC instead of the local zone.")
        .build());
    spec.addOption(new StoresCommandModel(command, 10).option("--watch").order(306)
        .type(Duration.class).arity("0..1").paramLabel("DURATION").converters(new Converters.ToDuration())
        .preprocessor(new WatchOptions.AttachedOnly())
        .description(
            "Show it anew after this time, 2s unless told, until interrupted: in place on a terminal; "
            + "with -o jsonl one document a round.")
        .build());
    spec.addOption(new StoresCommandModel(command, 11).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new StoresCommandModel(command, 12).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new StoresCommandModel(command, 13).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new StoresCommandModel(command, 14).option("--config").order(803)
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
      case 2 -> command.storeOptions.stores;
      case 3 -> command.storeOptions.format;
      case 4 -> command.listing.output;
      case 5 -> command.listing.columns;
      case 6 -> command.listing.sort;
      case 7 -> command.listing.limit;
      case 8 -> command.listing.noHeader;
      case 9 -> command.listing.utc;
      case 10 -> command.watch.every;
      case 11 -> command.says.quiet;
      case 12 -> command.says.verbose;
      case 13 -> command.says.color;
      case 14 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.storeOptions.stores = (List<String>) value;
      case 3 -> command.storeOptions.format = (String) value;
      case 4 -> command.listing.output = (OutputFormat) value;
      case 5 -> command.listing.columns = (List<String>) value;
      case 6 -> command.listing.sort = (String) value;
      case 7 -> command.listing.limit = (Long) value;
      case 8 -> command.listing.noHeader = (boolean) value;
      case 9 -> command.listing.utc = (boolean) value;
      case 10 -> command.watch.every = (Duration) value;
      case 11 -> command.says.quiet = (boolean) value;
      case 12 -> command.says.verbose = (boolean) value;
      case 13 -> command.says.color = (When) value;
      case 14 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
