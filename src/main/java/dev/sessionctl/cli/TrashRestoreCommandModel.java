package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link TrashRestoreCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class TrashRestoreCommandModel extends FieldBinding {

  private final TrashRestoreCommand command;
  private final int field;

  private TrashRestoreCommandModel(TrashRestoreCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(TrashRestoreCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    command.change = new ChangeOptions();
    command.change.spec = spec;
    command.change.priority = new PriorityOptions();
    command.change.progress = new ProgressOptions();
    command.gateway = new GatewayOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("restore");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Puts back what a run set aside: files and entries, byte for byte, and modes, never over "
            + "anything newer; not damaged bytes in lost+found. Of a run of 'restore --replace' the "
            + "store as it was before, while no owner lives; what stands there now goes to the trash in "
            + "turn.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl trash restore 20261120T045500.123Z-9f3a1c2e -s ~/.openclaw --dry-run")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "1:failed, or nothing of the run can be put back",
            "2:bad arguments",
            "3:some items were skipped or failed",
            "5:with --dry-run --exit-code: there is something to do",
            "10:no store found",
            "11:a lock or a live owner forbids it now",
            "12:the store changed meanwhile; nothing was done",
            "13:of a run of 'restore --replace': sessions were active since",
            "14:not confirmed",
            "15:this store cannot be changed that way",
            "16:a read, write or sync failed"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, TrashRestoreCommand command) {
    spec.addOption(new TrashRestoreCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new TrashRestoreCommandModel(command, 2).arguments().index("0")
        .type(String.class).arity("0..1").paramLabel("RUN")
        .description("The run, as 'trash list' shows it.")
        .build());
    spec.addPositional(new TrashRestoreCommandModel(command, 3).arguments().index("1..*")
        .type(List.class).auxiliaryTypes(String.class).arity("0..*").paramLabel("KEY")
        .description("Put back only these sessions.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 4).option("--over-newer").order(10)
        .type(boolean.class).paramLabel("<overNewer>")
        .description(
            "Of a run of 'restore --replace': also when sessions were active since.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 5).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description("The store to change, or a state directory; repeatable.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 6).option("--all-stores").order(101)
        .type(boolean.class).paramLabel("<allStores>")
        .description("Change every store that 'sessionctl stores' shows.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 7).option("--format").order(102)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
  }

  private static void add2(CommandSpec spec, TrashRestoreCommand command) {
    spec.addOption(new TrashRestoreCommandModel(command, 8).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ChangeOptions.Formats())
        .description("table (default), wide (every item) or jsonl.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 9).option("-n", "--dry-run").order(500)
        .type(boolean.class).paramLabel("<dryRun>")
        .description("Show the plan and change nothing.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 10).option("--exit-code").order(501)
        .type(boolean.class).paramLabel("<exitCode>")
        .description("With --dry-run: exit with 5 when there is something to do.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 11).option("-y", "--yes").order(502)
        .type(boolean.class).paramLabel("<yes>")
        .description("Do not ask before changing.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 12).option("--no-input").order(503)
        .type(boolean.class).paramLabel("<noInput>")
        .description("Never ask; without --yes that means no.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 13).option("--lock-wait").order(504)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("How long to wait for a gateway's lock; 10s by default.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 14).option("--assume-offline").order(505)
        .type(boolean.class).paramLabel("<assumeOffline>")
        .description(
            "State that no process writes the store that cannot be seen from here (containers).")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 15).option("--plan-out").order(507)
        .type(String.class).paramLabel("FILE")
        .description("Save the plan to this file and change nothing.")
        .build());
  }

  private static void add3(CommandSpec spec, TrashRestoreCommand command) {
    spec.addOption(new TrashRestoreCommandModel(command, 16).option("--apply").order(508)
        .type(String.class).paramLabel("FILE")
        .description(
            "Carry out exactly the plan that was saved to this file, or nothing.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 17).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 18).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 19).option("--gateway-version").order(506)
        .type(String.class).paramLabel("VERSION")
        .description(
            "State the release of the running gateway or worker, where it does not say so itself: "
            + "OpenClaw up to 2026.4.29 locks its index, claude-mem from 13.11 on waits for locks, and "
            + "their stores may be changed beside them. claude-mem from 13.4 on reads no queue in its "
            + "database, which compact then empties.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 20).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 21).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 22).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new TrashRestoreCommandModel(command, 23).option("--config").order(803)
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
      case 2 -> command.run;
      case 3 -> command.keys;
      case 4 -> command.overNewer;
      case 5 -> command.change.stores;
      case 6 -> command.change.allStores;
      case 7 -> command.change.format;
      case 8 -> command.change.output;
      case 9 -> command.change.dryRun;
      case 10 -> command.change.exitCode;
      case 11 -> command.change.yes;
      case 12 -> command.change.noInput;
      case 13 -> command.change.lockWait;
      case 14 -> command.change.assumeOffline;
      case 15 -> command.change.planOut;
      case 16 -> command.change.apply;
      case 17 -> command.change.priority.idleIo;
      case 18 -> command.change.progress.progress;
      case 19 -> command.gateway.gatewayVersion;
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
      case 2 -> command.run = (String) value;
      case 3 -> command.keys = (List<String>) value;
      case 4 -> command.overNewer = (boolean) value;
      case 5 -> command.change.stores = (List<String>) value;
      case 6 -> command.change.allStores = (boolean) value;
      case 7 -> command.change.format = (String) value;
      case 8 -> command.change.output = (OutputFormat) value;
      case 9 -> command.change.dryRun = (boolean) value;
      case 10 -> command.change.exitCode = (boolean) value;
      case 11 -> command.change.yes = (boolean) value;
      case 12 -> command.change.noInput = (boolean) value;
      case 13 -> command.change.lockWait = (Duration) value;
      case 14 -> command.change.assumeOffline = (boolean) value;
      case 15 -> command.change.planOut = (String) value;
      case 16 -> command.change.apply = (String) value;
      case 17 -> command.change.priority.idleIo = (boolean) value;
      case 18 -> command.change.progress.progress = (When) value;
      case 19 -> command.gateway.gatewayVersion = (String) value;
      case 20 -> command.says.quiet = (boolean) value;
      case 21 -> command.says.verbose = (boolean) value;
      case 22 -> command.says.color = (When) value;
      case 23 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
