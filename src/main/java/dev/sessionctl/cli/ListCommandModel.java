package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.storage.SessionKind;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link ListCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class ListCommandModel extends FieldBinding {

  private final ListCommand command;
  private final int field;

  private ListCommandModel(ListCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(ListCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.selectors = new SelectorOptions();
    command.storeOptions = new StoreOptions();
    command.listing = new ListingOptions();
    command.watch = new WatchOptions();
    command.progressOptions = new ProgressOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("list");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Lists the sessions of one, several or all discovered stores.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl list --older-than 30d --kind cron --sort -bytes")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, also when nothing matched",
            "1:a key that was named does not exist, or a store is damaged",
            "2:bad arguments",
            "3:something could not be read; the rest is listed",
            "10:no store found",
            "15:a store of a version that is not read",
            "16:a read failed"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    add4(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, ListCommand command) {
    spec.addOption(new ListCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new ListCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new ListCommandModel(command, 2).option("--kind").order(200)
        .type(List.class).auxiliaryTypes(SessionKind.class).splitRegex(",").paramLabel("KIND")
        .converters(new Converters.ToKind()).completionCandidates(new Converters.Kinds())
        .description(
            "Sessions of this kind: main, direct, group, channel, thread, cron, subagent, hook, acp, "
            + "other.")
        .build());
    spec.addOption(new ListCommandModel(command, 3).option("--agent").order(201)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Sessions of this agent.")
        .build());
    spec.addOption(new ListCommandModel(command, 4).option("--state").order(202)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("STATE")
        .description(
            "Sessions in this state (running, pending, idle, archived, evicted) or with this flag.")
        .build());
    spec.addOption(new ListCommandModel(command, 5).option("--older-than").order(203)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Last active longer ago than this: 90s, 15m, 24h, 7d, 2w.")
        .build());
    spec.addOption(new ListCommandModel(command, 6).option("--newer-than").order(204)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("Last active within this time.")
        .build());
    spec.addOption(new ListCommandModel(command, 7).option("--larger-than").order(205)
        .type(Long.class).paramLabel("SIZE").converters(new Converters.ToBytes())
        .description(
            "Larger on disk than this: 512K, 10M, 2G (1024) or kB, MB, GB (1000).")
        .build());
  }

  private static void add2(CommandSpec spec, ListCommand command) {
    spec.addOption(new ListCommandModel(command, 8).option("--ids-from").order(206)
        .type(String.class).paramLabel("FILE")
        .description(
            "Only sessions whose key or id is a line of this file; - is standard input.")
        .build());
    spec.addPositional(new ListCommandModel(command, 9).arguments().index("*")
        .type(List.class).auxiliaryTypes(String.class).arity("0..*").paramLabel("KEY")
        .description(
            "Session keys or patterns of keys: * ? [a-z], quoted from the shell.")
        .build());
    spec.addOption(new ListCommandModel(command, 10).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description(
            "A store, a state directory, or a home to search; repeatable. Default: where the products "
            + "keep their stores.")
        .build());
    spec.addOption(new ListCommandModel(command, 11).option("--format").order(101)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new ListCommandModel(command, 12).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ListingOptions.Formats())
        .description("table (default), wide, json, jsonl, tsv, csv or name.")
        .build());
    spec.addOption(new ListCommandModel(command, 13).option("--columns").order(301)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Columns to show, in order; +NAME adds to the usual ones.")
        .build());
    spec.addOption(new ListCommandModel(command, 14).option("--sort").order(302)
        .type(String.class).paramLabel("COLUMN").parameterConsumer(new Converters.NextWord())
        .description(
            "Sort by a column, -COLUMN from high to low, or none: as stored, without holding rows in "
            + "memory.")
        .build());
    spec.addOption(new ListCommandModel(command, 15).option("--limit").order(303)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Show the first N rows only.")
        .build());
  }

  private static void add3(CommandSpec spec, ListCommand command) {
    spec.addOption(new ListCommandModel(command, 16).option("--no-header").order(304)
        .type(boolean.class).paramLabel("<noHeader>")
        .description("Leave out column names and totals.")
        .build());
    spec.addOption(new ListCommandModel(command, 17).option("--utc").order(305)
        .type(boolean.class).paramLabel("<utc>")
        .description("Show times in UTC instead of the local zone.")
        .build());
    spec.addOption(new ListCommandModel(command, 18).option("--watch").order(306)
        .type(Duration.class).arity("0..1").paramLabel("DURATION").converters(new Converters.ToDuration())
        .preprocessor(new WatchOptions.AttachedOnly())
        .description(
            "Show it anew after this time, 2s unless told, until interrupted: in place on a terminal; "
            + "with -o jsonl one document a round.")
        .build());
    spec.addOption(new ListCommandModel(command, 19).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
    spec.addOption(new ListCommandModel(command, 20).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new ListCommandModel(command, 21).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new ListCommandModel(command, 22).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new ListCommandModel(command, 23).option("--config").order(803)
        .type(String.class).paramLabel("FILE")
        .description(
            "Read this configuration file instead of the user's and the machine's.")
        .build());
  }

  private static void add4(CommandSpec spec, ListCommand command) {
    spec.addOption(new ListCommandModel(command, 24).option("--summary").order(310)
        .type(boolean.class).paramLabel("<summary>")
        .description("Count sessions and bytes by kind and agent instead.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.debug;
      case 2 -> command.selectors.kinds;
      case 3 -> command.selectors.agents;
      case 4 -> command.selectors.states;
      case 5 -> command.selectors.olderThan;
      case 6 -> command.selectors.newerThan;
      case 7 -> command.selectors.largerThan;
      case 8 -> command.selectors.idsFrom;
      case 9 -> command.selectors.keys;
      case 10 -> command.storeOptions.stores;
      case 11 -> command.storeOptions.format;
      case 12 -> command.listing.output;
      case 13 -> command.listing.columns;
      case 14 -> command.listing.sort;
      case 15 -> command.listing.limit;
      case 16 -> command.listing.noHeader;
      case 17 -> command.listing.utc;
      case 18 -> command.watch.every;
      case 19 -> command.progressOptions.progress;
      case 20 -> command.says.quiet;
      case 21 -> command.says.verbose;
      case 22 -> command.says.color;
      case 23 -> command.says.config;
      case 24 -> command.summary;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.selectors.kinds = (List<SessionKind>) value;
      case 3 -> command.selectors.agents = (List<String>) value;
      case 4 -> command.selectors.states = (List<String>) value;
      case 5 -> command.selectors.olderThan = (Duration) value;
      case 6 -> command.selectors.newerThan = (Duration) value;
      case 7 -> command.selectors.largerThan = (Long) value;
      case 8 -> command.selectors.idsFrom = (String) value;
      case 9 -> command.selectors.keys = (List<String>) value;
      case 10 -> command.storeOptions.stores = (List<String>) value;
      case 11 -> command.storeOptions.format = (String) value;
      case 12 -> command.listing.output = (OutputFormat) value;
      case 13 -> command.listing.columns = (List<String>) value;
      case 14 -> command.listing.sort = (String) value;
      case 15 -> command.listing.limit = (Long) value;
      case 16 -> command.listing.noHeader = (boolean) value;
      case 17 -> command.listing.utc = (boolean) value;
      case 18 -> command.watch.every = (Duration) value;
      case 19 -> command.progressOptions.progress = (When) value;
      case 20 -> command.says.quiet = (boolean) value;
      case 21 -> command.says.verbose = (boolean) value;
      case 22 -> command.says.color = (When) value;
      case 23 -> command.says.config = (String) value;
      case 24 -> command.summary = (boolean) value;
      default -> throw new IllegalStateException();
    }
  }
}
