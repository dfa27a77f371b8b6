package dev.sessionctl.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link ShellCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class ShellCommandModel extends FieldBinding {

  private final ShellCommand command;
  private final int field;

  private ShellCommandModel(ShellCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(ShellCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.name("shell");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Opens a prompt that completes commands, options, stores and session keys; without a "
            + "terminal it runs the command lines of its standard input.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer("Example: sessionctl shell -s ~/.openclaw")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:left",
            "2:bad arguments",
            "10:no store at --store",
            "other:of a script: that of the line that failed"));
    add1(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, ShellCommand command) {
    spec.addOption(new ShellCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new ShellCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addOption(new ShellCommandModel(command, 2).option("-s", "--store").order(100)
        .type(List.class).auxiliaryTypes(String.class).paramLabel("PATH")
        .description("Stay in this store, as 'use PATH' does.")
        .build());
    spec.addOption(new ShellCommandModel(command, 3).option("--keep-going").order(101)
        .type(boolean.class).paramLabel("<keepGoing>")
        .description(
            "Of a script: go on after a line that failed; otherwise the first one ends it.")
        .build());
    spec.addOption(new ShellCommandModel(command, 4).option("--no-history").order(102)
        .type(boolean.class).paramLabel("<noHistory>")
        .description("Neither read nor keep what was typed.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.debug;
      case 2 -> command.stores;
      case 3 -> command.keepGoing;
      case 4 -> command.noHistory;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  @SuppressWarnings("unchecked")
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.stores = (List<String>) value;
      case 3 -> command.keepGoing = (boolean) value;
      case 4 -> command.noHistory = (boolean) value;
      default -> throw new IllegalStateException();
    }
  }
}
