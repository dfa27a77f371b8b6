package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link RestoreCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class RestoreCommandModel extends FieldBinding {

  private final RestoreCommand command;
  private final int field;

  private RestoreCommandModel(RestoreCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(RestoreCommand command) {
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
            "Brings back what a backup holds: with --into all of it, below a directory that takes the "
            + "place of the home it was made in, with the paths in it rewritten; with --replace in the "
            + "place of a store, which goes to the trash; with --only single sessions, into a store that "
            + "may be in use. All is proved against the manifest before anything gets its place.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl restore /var/backups/sessions.tar.zst --into ~/restored",
            "         sessionctl restore before-update.tar.zst --replace -s ~/.openclaw --dry-run",
            "         sessionctl restore before-update.tar.zst --only agent:main:main -s ~/.openclaw")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "1:the backup is damaged or not to be believed, or something is in the way; nothing was "
            + "done",
            "2:bad arguments",
            "5:with --dry-run --exit-code: there is something to do",
            "10:no store found",
            "11:a lock or a live owner forbids it now",
            "12:the plan is not the saved one; nothing was done",
            "13:with --replace: sessions are newer than in the backup",
            "14:not confirmed",
            "15:a format that is not known, or that is not replaced in place",
            "16:a read or write failed"));
    add1(spec, command);
    add2(spec, command);
    add3(spec, command);
    add4(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, RestoreCommand command) {
    spec.addOption(new RestoreCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new RestoreCommandModel(command, 2).arguments()
        .type(String.class).arity("0..1").paramLabel("BACKUP")
        .description("What to bring back; - is standard input.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 3).option("--into").order(10)
        .type(String.class).paramLabel("DIR")
        .description(
            "The directory that takes the place of the home, made when it is missing: what was below "
            + "the one comes to lie below the other in the same way, everything else by its whole path. "
            + "Nothing that is there is overwritten.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 4).option("--from").order(11)
        .type(String.class).paramLabel("OLDROOT")
        .description(
            "What --into takes the place of instead of the home in which the backup was made; paths of "
            + "projects below it are rewritten, too.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 5).option("--replace").order(20)
        .type(boolean.class).paramLabel("<replace>")
        .description(
            "Put what the backup holds of the stores that --store names in their place, while no owner "
            + "lives.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 6).option("--only").order(25)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("KEY")
        .description(
            "Bring only this session back into the store that --store names, under the product's lock "
            + "and never over anything newer; repeatable.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 7).option("--over-newer").order(21)
        .type(boolean.class).paramLabel("<overNewer>")
        .description(
            "With --replace: also when sessions are newer than in the backup, or not in it.")
        .build());
  }

  private static void add2(CommandSpec spec, RestoreCommand command) {
    spec.addOption(new RestoreCommandModel(command, 8).option("--no-owner").order(30)
        .type(boolean.class).paramLabel("<noOwner>")
        .description(
            "Leave files to the user who restores them; root gives them back to their owners otherwise.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 9).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description("The store to change, or a state directory; repeatable.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 10).option("--all-stores").order(101)
        .type(boolean.class).paramLabel("<allStores>")
        .description("Change every store that 'sessionctl stores' shows.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 11).option("--format").order(102)
        .type(String.class).paramLabel("NAME")
        .description("Look for stores of this format only.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 12).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new ChangeOptions.Formats())
        .description("table (default), wide (every item) or jsonl.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 13).option("-n", "--dry-run").order(500)
        .type(boolean.class).paramLabel("<dryRun>")
        .description("Show the plan and change nothing.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 14).option("--exit-code").order(501)
        .type(boolean.class).paramLabel("<exitCode>")
        .description("With --dry-run: exit with 5 when there is something to do.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 15).option("-y", "--yes").order(502)
        .type(boolean.class).paramLabel("<yes>")
        .description("Do not ask before changing.")
        .build());
  }

  private static void add3(CommandSpec spec, RestoreCommand command) {
    spec.addOption(new RestoreCommandModel(command, 16).option("--no-input").order(503)
        .type(boolean.class).paramLabel("<noInput>")
        .description("Never ask; without --yes that means no.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 17).option("--lock-wait").order(504)
        .type(Duration.class).paramLabel("DURATION").converters(new Converters.ToDuration())
        .description("How long to wait for a gateway's lock; 10s by default.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 18).option("--assume-offline").order(505)
        .type(boolean.class).paramLabel("<assumeOffline>")
        .description(
            "State that no process writes the store that cannot be seen from here (containers).")
        .build());
    spec.addOption(new RestoreCommandModel(command, 19).option("--plan-out").order(507)
        .type(String.class).paramLabel("FILE")
        .description("Save the plan to this file and change nothing.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 20).option("--apply").order(508)
        .type(String.class).paramLabel("FILE")
        .description(
            "Carry out exactly the plan that was saved to this file, or nothing.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 21).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 22).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 23).option("--gateway-version").order(506)
        .type(String.class).paramLabel("VERSION")
        .description(
            "State the release of the running gateway or worker, where it does not say so itself: "
            + "OpenClaw up to 2026.4.29 locks its index, claude-mem from 13.11 on waits for locks, and "
            + "their stores may be changed beside them. claude-mem from 13.4 on reads no queue in its "
            + "database, which compact then empties.")
        .build());
  }

  private static void add4(CommandSpec spec, RestoreCommand command) {
    spec.addOption(new RestoreCommandModel(command, 24).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 25).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 26).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 27).option("--config").order(803)
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
      case 2 -> command.backup;
      case 3 -> command.into;
      case 4 -> command.from;
      case 5 -> command.replace;
      case 6 -> command.only;
      case 7 -> command.overNewer;
      case 8 -> command.noOwner;
      case 9 -> command.change.stores;
      case 10 -> command.change.allStores;
      case 11 -> command.change.format;
      case 12 -> command.change.output;
      case 13 -> command.change.dryRun;
      case 14 -> command.change.exitCode;
      case 15 -> command.change.yes;
      case 16 -> command.change.noInput;
      case 17 -> command.change.lockWait;
      case 18 -> command.change.assumeOffline;
      case 19 -> command.change.planOut;
      case 20 -> command.change.apply;
      case 21 -> command.change.priority.idleIo;
      case 22 -> command.change.progress.progress;
      case 23 -> command.gateway.gatewayVersion;
      case 24 -> command.says.quiet;
      case 25 -> command.says.verbose;
      case 26 -> command.says.color;
      case 27 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.backup = (String) value;
      case 3 -> command.into = (String) value;
      case 4 -> command.from = (String) value;
      case 5 -> command.replace = (boolean) value;
      case 6 -> command.only = (List<String>) value;
      case 7 -> command.overNewer = (boolean) value;
      case 8 -> command.noOwner = (boolean) value;
      case 9 -> command.change.stores = (List<String>) value;
      case 10 -> command.change.allStores = (boolean) value;
      case 11 -> command.change.format = (String) value;
      case 12 -> command.change.output = (OutputFormat) value;
      case 13 -> command.change.dryRun = (boolean) value;
      case 14 -> command.change.exitCode = (boolean) value;
      case 15 -> command.change.yes = (boolean) value;
      case 16 -> command.change.noInput = (boolean) value;
      case 17 -> command.change.lockWait = (Duration) value;
      case 18 -> command.change.assumeOffline = (boolean) value;
      case 19 -> command.change.planOut = (String) value;
      case 20 -> command.change.apply = (String) value;
      case 21 -> command.change.priority.idleIo = (boolean) value;
      case 22 -> command.change.progress.progress = (When) value;
      case 23 -> command.gateway.gatewayVersion = (String) value;
      case 24 -> command.says.quiet = (boolean) value;
      case 25 -> command.says.verbose = (boolean) value;
      case 26 -> command.says.color = (When) value;
      case 27 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
