package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
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
    command.priority = new PriorityOptions();
    command.progress = new ProgressOptions();
    command.says = new MessageOptions();
    command.says.spec = spec;
    spec.name("restore");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Brings back what a backup holds, below a directory that takes the place of the home it "
            + "was made in, with the paths in it rewritten. Nothing that is there is overwritten.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl restore /var/backups/sessions.tar.zst --into ~/restored")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done",
            "1:the backup is damaged or not to be believed, or something is in the way; nothing was "
            + "done",
            "2:bad arguments",
            "15:a format that is not known",
            "16:a read or write failed; nothing is left of it"));
    add1(spec, command);
    add2(spec, command);
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
        .type(String.class).arity("1").required(true).paramLabel("BACKUP")
        .description("What to bring back; - is standard input.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 3).option("--into").order(200)
        .type(String.class).paramLabel("DIR")
        .description(
            "The directory that takes the place of the home, made when it is missing: what was below "
            + "the one comes to lie below the other in the same way, everything else by its whole path.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 4).option("--from").order(201)
        .type(String.class).paramLabel("OLDROOT")
        .description(
            "What --into takes the place of instead of the home in which the backup was made; paths of "
            + "projects below it are rewritten, too.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 5).option("--no-owner").order(202)
        .type(boolean.class).paramLabel("<noOwner>")
        .description(
            "Leave files to the user who restores them; root gives them back to their owners otherwise.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 6).option("-o", "--output").order(300)
        .type(OutputFormat.class).paramLabel("FORMAT").converters(new Converters.ToFormat())
        .completionCandidates(new BackupCreateCommand.Formats())
        .description("table (default) or json.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 7).option("--idle-io").order(600)
        .type(boolean.class).paramLabel("<idleIo>")
        .description(
            "Let other processes use the disk and the processor first; needs ionice.")
        .build());
  }

  private static void add2(CommandSpec spec, RestoreCommand command) {
    spec.addOption(new RestoreCommandModel(command, 8).option("--progress").order(700)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForProgress())
        .description(
            "Report progress on standard error: auto (on a terminal, after a second; the default), "
            + "always, never, json.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 9).option("-q", "--quiet").order(800)
        .type(boolean.class).paramLabel("<quiet>")
        .description("Print no totals, notes or progress.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 10).option("-v", "--verbose").order(801)
        .type(boolean.class).paramLabel("<verbose>")
        .description("Say more about what is done.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 11).option("--color").order(802)
        .type(When.class).paramLabel("WHEN").converters(new Converters.ToWhen())
        .completionCandidates(new When.ForColor())
        .description(
            "Colour tables: auto (on a terminal, the default), always, never.")
        .build());
    spec.addOption(new RestoreCommandModel(command, 12).option("--config").order(803)
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
      case 5 -> command.noOwner;
      case 6 -> command.output;
      case 7 -> command.priority.idleIo;
      case 8 -> command.progress.progress;
      case 9 -> command.says.quiet;
      case 10 -> command.says.verbose;
      case 11 -> command.says.color;
      case 12 -> command.says.config;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.backup = (String) value;
      case 3 -> command.into = (String) value;
      case 4 -> command.from = (String) value;
      case 5 -> command.noOwner = (boolean) value;
      case 6 -> command.output = (OutputFormat) value;
      case 7 -> command.priority.idleIo = (boolean) value;
      case 8 -> command.progress.progress = (When) value;
      case 9 -> command.says.quiet = (boolean) value;
      case 10 -> command.says.verbose = (boolean) value;
      case 11 -> command.says.color = (When) value;
      case 12 -> command.says.config = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
