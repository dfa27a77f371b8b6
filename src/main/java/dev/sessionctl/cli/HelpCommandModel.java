package dev.sessionctl.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link HelpCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class HelpCommandModel extends FieldBinding {

  private final HelpCommand command;
  private final int field;

  private HelpCommandModel(HelpCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(HelpCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.name("help");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Shows the help of a command, or one of the topics: formats, policies, safety, exit-codes, "
            + "json, environment, cron.")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer("Example: sessionctl help safety")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap("0:done", "2:no such command or topic"));
    add1(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, HelpCommand command) {
    spec.addOption(new HelpCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new HelpCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new HelpCommandModel(command, 2).arguments().index("0")
        .type(String.class).arity("0..1").paramLabel("COMMAND|TOPIC").completionCandidates(new HelpCommand.Words())
        .description("What to explain.")
        .build());
    spec.addPositional(new HelpCommandModel(command, 3).arguments().index("1")
        .type(String.class).arity("0..1").paramLabel("COMMAND")
        .description("The command below it, as in 'help trash restore'.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.debug;
      case 2 -> command.word;
      case 3 -> command.below;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.word = (String) value;
      case 3 -> command.below = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
