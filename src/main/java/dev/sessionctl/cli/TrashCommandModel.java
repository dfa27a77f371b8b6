package dev.sessionctl.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link TrashCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class TrashCommandModel extends FieldBinding {

  private final TrashCommand command;
  private final int field;

  private TrashCommandModel(TrashCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(TrashCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.name("trash");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .commandListHeading("%nCommands:%n")
        .description(
            "Shows, puts back or purges what evict, compact and repair set aside.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer("Example: sessionctl trash list")
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

  private static void add1(CommandSpec spec, TrashCommand command) {
    spec.addOption(new TrashCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new TrashCommandModel(command, 1).option("--debug").order(899)
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
