package dev.sessionctl.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link BackupCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class BackupCommandModel extends FieldBinding {

  private final BackupCommand command;
  private final int field;

  private BackupCommandModel(BackupCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(BackupCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.name("backup");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .commandListHeading("%nCommands:%n")
        .description(
            "Makes copies of stores beside their running gateways, shows them and checks them.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "Example: sessionctl backup create --all-stores /var/backups")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done",
            "2:bad arguments",
            "other:see the help of each command"));
    add1(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, BackupCommand command) {
    spec.addOption(new BackupCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new BackupCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.debug;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      default -> throw new IllegalStateException();
    }
  }
}
