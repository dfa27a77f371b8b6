package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link LocksCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class LocksCommandModel extends FieldBinding {

  private final LocksCommand command;
  private final int field;

  private LocksCommandModel(LocksCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(LocksCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.storeOptions = new StoreOptions();
    command.listing = new ListingOptions();
    command.limit = new LimitOptions();
    command.progress = new ProgressOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("locks");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Lists every lock with its holder, age and verdict; --break removes those of provably dead "
            + "holders.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer("Example: sessionctl locks --break -s ~/.openclaw --dry-run")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "1:failed",
            "2:bad arguments",
            "3:something was skipped or could not be read",
            "5:with --dry-run --exit-code: there is something to do",
            "10:no store found",
            "11:locks cannot be judged from here",
            "14:not confirmed",
            "15:this store cannot be changed that way",
            "16:a read or write failed"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, LocksCommand command) {
    spec.addOption(new LocksCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new LocksCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new LocksCommandModel(command, 2).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description(
            "A store, a state directory, or a home to search; repeatable. Default: where the products "
            + "keep their stores.")
        .build());
    spec.addOption(new LocksCommandModel(command, 3).option("--format").order(101)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new LocksCommandModel(command, 4).option("--all-stores").order(101)
        .type(boolean.class).paramLabel("<allStores>")
        .description("With --break: the locks of every store.")
        .build());
    spec.addOption(new LocksCommandModel(command, 5).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ListingOptions.Formats())
        .description("table (default), wide, json, jsonl, tsv, csv or name.")
        .build());
    spec.addOption(new LocksCommandModel(command, 6).option("--columns").order(301)
        .type(List.class).auxiliaryTypes(String.class).splitRegex(",").paramLabel("NAME")
        .description("Columns to show, in order; +NAME adds to the usual ones.")
        .build());
    spec.addOption(new LocksCommandModel(command, 7).option("--sort").order(302)
        .type(String.class).paramLabel("COLUMN").parameterConsumer(new Converters.NextWord())
        .description(
            "Sort by a column, -COLUMN from high to low, or none: as stored, without holding rows in "
            + "memory.")
        .build());
  }

  private static void add2(CommandSpec spec, LocksCommand command) {
    spec.addOption(new LocksCommandModel(command, 8).option("--limit").order(303)
        .type(Long.class).paramLabel("N").converters(new Converters.ToCount())
        .description("Show the first N rows only.")
        .build());
    spec.addOption(new LocksCommandModel(command, 9).option("--no-header").order(304)
        .type(boolean.class).paramLabel("<noHeader>")
        .description("Leave out column names and totals.")
        .build());
    spec.addOption(new LocksCommandModel(command, 10).option("--utc").order(305)
        .type(boolean.class).paramLabel("<utc>")
        .description("Show times in UTC instead of the local zone.")
        .build());
    spec.addOption(new LocksCommandModel(command, 11).option("--break").order(400)
        .type(boolean.class).paramLabel("<breakDead>")
        .description(
            "Remove the locks whose holders no longer run; no other lock is touched.")
        .build());
    spec.addOption(new LocksCommandModel(command, 12).option("-n", "--dry-run").order(500)
        .type(boolean.class).paramLabel("<dryRun>")
        .description("Show the plan and change nothing.")
        .build());
    spec.addOption(new LocksCommandModel(command, 13).option("--exit-code").order(501)
        .type(boolean.class).paramLabel("<exitCode>")
        .description("With --dry-run: exit with 5 when there is something to do.")
        .build());
    spec.addOption(new LocksCommandModel(command, 14).option("-y", "--yes").order(502)
        .type(boolean.class).paramLabel("<yes>")
        .description("Do not ask before changing.")
        .build());
    spec.addOption(new LocksCommandModel(command, 15).option("--no-input").order(503)
        .type(boolean.class).paramLabel("<noInput>")
        .description("Never ask; without --yes that means no.")
        .build());
  }

  private static void add3(CommandSpec spec, LocksCommand command) {
    spec.addOption(new LocksCommandModel(command, 16).option("--lock-wait").order(504)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("How long to wait for a gateway's lock; 10s by default.")
        .build());
    spec.addOption(new LocksCommandModel(command, 17).option("--assume-offline").order(505)
        .type(boolean.class).paramLabel("<assumeOffline>")
        .description(
            "State that no process writes the store that cannot be seen from here (containers).")
        .build());
    spec.addOption(new LocksCommandModel(command, 18).option("--max-duration").order(509)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description(
            "Begin nothing further after this time; the rest is reported as skipped.")
        .build());
    spec.addOption(new LocksCommandModel(command, 19).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
    spec.addOption(new LocksCommandModel(command, 20).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new LocksCommandModel(command, 21).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new LocksCommandModel(command, 22).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new LocksCommandModel(command, 23).option("--config").order(803)
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
      case 4 -> command.allStores;
      case 5 -> command.listing.output;
      case 6 -> command.listing.columns;
      case 7 -> command.listing.sort;
      case 8 -> command.listing.limit;
      case 9 -> command.listing.noHeader;
      case 10 -> command.listing.utc;
      case 11 -> command.breakDead;
      case 12 -> command.dryRun;
      case 13 -> command.exitCode;
      case 14 -> command.yes;
      case 15 -> command.noInput;
      case 16 -> command.lockWait;
      case 17 -> command.assumeOffline;
      case 18 -> command.limit.maxDuration;
      case 19 -> command.progress.progress;
      case 20 -> command.says.quiet;
      case 21 -> command.says.verbose;
      case 22 -> command.says.color;
      case 23 -> command.says.config;
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
      case 4 -> command.allStores = (boolean) value;
      case 5 -> command.listing.output = (OutputFormat) value;
      case 6 -> command.listing.columns = (List<String>) value;
      case 7 -> command.listing.sort = (String) value;
      case 8 -> command.listing.limit = (Long) value;
      case 9 -> command.listing.noHeader = (boolean) value;
      case 10 -> command.listing.utc = (boolean) value;
      case 11 -> command.breakDead = (boolean) value;
      case 12 -> command.dryRun = (boolean) value;
      case 13 -> command.exitCode = (boolean) value;
      case 14 -> command.yes = (boolean) value;
      case 15 -> command.noInput = (boolean) value;
      case 16 -> command.lockWait = (Duration) value;
      case 17 -> command.assumeOffline = (boolean) value;
      case 18 -> command.limit.maxDuration = (Duration) value;
      case 19 -> command.progress.progress = (When) value;
      case 20 -> command.says.quiet = (boolean) value;
      case 21 -> command.says.verbose = (boolean) value;
      case 22 -> command.says.color = (When) value;
      case 23 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
