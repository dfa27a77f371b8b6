package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link MigrateCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class MigrateCommandModel extends FieldBinding {

  private final MigrateCommand command;
  private final int field;

  private MigrateCommandModel(MigrateCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(MigrateCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.change = new ChangeOptions();
    command.change.spec = spec;
    command.change.priority = new PriorityOptions();
    command.change.progress = new ProgressOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("migrate");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Changes a store's layout and back, or moves a state directory with every path inside "
            + "rewritten.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl migrate --to sessions.d -s ~/.openclaw --dry-run")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "1:failed",
            "2:bad arguments",
            "3:some items were skipped or failed",
            "5:with --dry-run --exit-code: there is something to do",
            "10:no store found",
            "11:a lock or a live owner forbids it now",
            "12:the store changed meanwhile; nothing was done",
            "13:a guard rail stopped the plan",
            "14:not confirmed",
            "15:this store cannot be changed that way",
            "16:a read, write or sync failed"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    add4(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, MigrateCommand command) {
    spec.addOption(new MigrateCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 2).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description("The store to change, or a state directory; repeatable.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 3).option("--all-stores").order(101)
        .type(boolean.class).paramLabel("<allStores>")
        .description("Change every store that 'sessionctl stores' shows.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 4).option("--format").order(102)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 5).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ChangeOptions.Formats())
        .description("table (default), wide (every item) or jsonl.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 6).option("-n", "--dry-run").order(500)
        .type(boolean.class).paramLabel("<dryRun>")
        .description("Show the plan and change nothing.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 7).option("--exit-code").order(501)
        .type(boolean.class).paramLabel("<exitCode>")
        .description("With --dry-run: exit with 5 when there is something to do.")
        .build());
  }

  private static void add2(CommandSpec spec, MigrateCommand command) {
    spec.addOption(new MigrateCommandModel(command, 8).option("-y", "--yes").order(502)
        .type(boolean.class).paramLabel("<yes>")
        .description("Do not ask before changing.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 9).option("--no-input").order(503)
        .type(boolean.class).paramLabel("<noInput>")
        .description("Never ask; without --yes that means no.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 10).option("--lock-wait").order(504)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("How long to wait for a gateway's lock; 10s by default.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 11).option("--assume-offline").order(505)
        .type(boolean.class).paramLabel("<assumeOffline>")
        .description(
            "State that no process writes the store that cannot be seen from here (containers).")
        .build());
    spec.addOption(new MigrateCommandModel(command, 12).option("--plan-out").order(507)
        .type(String.class).paramLabel("FILE")
        .description("Save the plan to this file and change nothing.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 13).option("--apply").order(508)
        .type(String.class).paramLabel("FILE")
        .description(
            "Carry out exactly the plan that was saved to this file, or nothing.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 14).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 15).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
  }

  private static void add3(CommandSpec spec, MigrateCommand command) {
    spec.addOption(new MigrateCommandModel(command, 16).option("--to").order(10)
        .type(String.class).paramLabel("LAYOUT").completionCandidates(new MigrateCommand.Layouts())
        .description("Change to this layout: sessions.d or sessions.json.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 17).option("--layout").order(11)
        .type(Long.class).paramLabel("1|2").converters(new Converters.ToCount())
        .completionCandidates(new MigrateCommand.Variants())
        .description("Which variant of sessions.d; 1 by default.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 18).option("--keep-index").order(12)
        .type(boolean.class).paramLabel("<keepIndex>")
        .description("Leave sessions.json in place, for a trial.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 19).option("--gateway-reads").order(13)
        .type(String.class).paramLabel("LAYOUT").completionCandidates(new MigrateCommand.Layouts())
        .description("State that the running gateway reads this layout.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 20).option("--rollback").order(20)
        .type(boolean.class).paramLabel("<rollback>")
        .description("Take a migration back, with what was written since.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 21).option("--run").order(21)
        .type(String.class).paramLabel("RUN")
        .description("Which run to take back; the last by default.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 22).option("--relocate").order(30)
        .type(String.class).paramLabel("DEST")
        .description(
            "Move the store's state directory there and rewrite the paths inside.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 23).option("--copy").order(31)
        .type(boolean.class).paramLabel("<copy>")
        .description("Copy instead of moving.")
        .build());
  }

  private static void add4(CommandSpec spec, MigrateCommand command) {
    spec.addOption(new MigrateCommandModel(command, 24).option("--from").order(32)
        .type(String.class).paramLabel("OLDROOT")
        .description(
            "The root that paths inside begin with, when the directory came from elsewhere.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 25).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 26).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 27).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new MigrateCommandModel(command, 28).option("--config").order(803)
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
      case 2 -> command.change.stores;
      case 3 -> command.change.allStores;
      case 4 -> command.change.format;
      case 5 -> command.change.output;
      case 6 -> command.change.dryRun;
      case 7 -> command.change.exitCode;
      case 8 -> command.change.yes;
      case 9 -> command.change.noInput;
      case 10 -> command.change.lockWait;
      case 11 -> command.change.assumeOffline;
      case 12 -> command.change.planOut;
      case 13 -> command.change.apply;
      case 14 -> command.change.priority.idleIo;
      case 15 -> command.change.progress.progress;
      case 16 -> command.to;
      case 17 -> command.layout;
      case 18 -> command.keepIndex;
      case 19 -> command.gatewayReads;
      case 20 -> command.rollback;
      case 21 -> command.run;
      case 22 -> command.relocate;
      case 23 -> command.copy;
      case 24 -> command.from;
      case 25 -> command.says.quiet;
      case 26 -> command.says.verbose;
      case 27 -> command.says.color;
      case 28 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.change.stores = (List<String>) value;
      case 3 -> command.change.allStores = (boolean) value;
      case 4 -> command.change.format = (String) value;
      case 5 -> command.change.output = (OutputFormat) value;
      case 6 -> command.change.dryRun = (boolean) value;
      case 7 -> command.change.exitCode = (boolean) value;
      case 8 -> command.change.yes = (boolean) value;
      case 9 -> command.change.noInput = (boolean) value;
      case 10 -> command.change.lockWait = (Duration) value;
      case 11 -> command.change.assumeOffline = (boolean) value;
      case 12 -> command.change.planOut = (String) value;
      case 13 -> command.change.apply = (String) value;
      case 14 -> command.change.priority.idleIo = (boolean) value;
      case 15 -> command.change.progress.progress = (When) value;
      case 16 -> command.to = (String) value;
      case 17 -> command.layout = (Long) value;
      case 18 -> command.keepIndex = (boolean) value;
      case 19 -> command.gatewayReads = (String) value;
      case 20 -> command.rollback = (boolean) value;
      case 21 -> command.run = (String) value;
      case 22 -> command.relocate = (String) value;
      case 23 -> command.copy = (boolean) value;
      case 24 -> command.from = (String) value;
      case 25 -> command.says.quiet = (boolean) value;
      case 26 -> command.says.verbose = (boolean) value;
      case 27 -> command.says.color = (When) value;
      case 28 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
