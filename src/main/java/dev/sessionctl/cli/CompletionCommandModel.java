package dev.sessionctl.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link CompletionCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class CompletionCommandModel extends FieldBinding {

  private final CompletionCommand command;
  private final int field;

  private CompletionCommandModel(CompletionCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(CompletionCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.name("completion");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description(
            "Prints the completion script of a shell: source <(sessionctl completion bash)")
        .descriptionHeading("%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "The installer puts these scripts where the shells look for them.")
        .footerHeading("%n")
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .sortOptions(false)
        .exitCodeList(UsageMessageSpec.keyValuesMap("0:done", "2:bad arguments"));
    add1(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, CompletionCommand command) {
    spec.addOption(new CompletionCommandModel(command, 0).option("-h", "--help").order(900).usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new CompletionCommandModel(command, 1).option("--debug").order(899)
        .type(boolean.class).paramLabel("<debug>")
        .description("Show the stack trace of a failure.")
        .build());
    spec.addPositional(new CompletionCommandModel(command, 2).arguments()
        .type(String.class).arity("1").required(true).paramLabel("SHELL")
        .completionCandidates(new CompletionCommand.Shells())
        .description("bash, zsh or fish.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.debug;
      case 2 -> command.shell;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.debug = (boolean) value;
      case 2 -> command.shell = (String) value;
      default -> throw new IllegalStateException();
    }
  }
}
