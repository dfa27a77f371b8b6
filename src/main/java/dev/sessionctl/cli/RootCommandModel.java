package dev.sessionctl.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The model of {@link RootCommand}.
 *
 * <p>Generated from the annotations, whose reading would cost every start tens of milliseconds; do not edit.
 * After a change of them: {@code mvn test -Dtest=CommandModelTest -Dsessionctl.regenerate=true}.
 */
final class RootCommandModel extends FieldBinding {

  private final RootCommand command;
  private final int field;

  private RootCommandModel(RootCommand command, int field) {
    this.command = command;
    this.field = field;
  }

  static CommandSpec of(RootCommand command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.name("sessionctl");
    spec.usageMessage()
        .commandListHeading("%nCommands:%n")
        .customSynopsis(
            "sessionctl COMMAND [OPTION...]",
            "       sessionctl help [COMMAND|TOPIC]")
        .description(
            "%nSees, checks, mends and migrates the sessions that AI-agent gateways keep on disk.%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footer(
            "%nHelp topics: formats, safety, exit-codes, json, environment, cron.")
        .optionListHeading("%nOptions:%n")
        .exitCodeList(UsageMessageSpec.keyValuesMap(
            "0:done, or nothing to do",
            "2:bad arguments",
            "other:see 'sessionctl help exit-codes'"));
    add1(spec, command);
    return spec;
  }

  private static void add1(CommandSpec spec, RootCommand command) {
    spec.addOption(new RootCommandModel(command, 0).option("-h", "--help").usageHelp(true)
        .type(boolean.class).paramLabel("<help>")
        .description("Show this help and exit.")
        .build());
    spec.addOption(new RootCommandModel(command, 1).option("-V", "--version").versionHelp(true)
        .type(boolean.class).paramLabel("<version>")
        .description("Show the version and exit.")
        .build());
  }

  @Override
  Object read() {
    return switch (field) {
      case 0 -> command.help;
      case 1 -> command.version;
      default -> throw new IllegalStateException();
    };
  }

  @Override
  void write(Object value) {
    switch (field) {
      case 0 -> command.help = (boolean) value;
      case 1 -> command.version = (boolean) value;
      default -> throw new IllegalStateException();
    }
  }
}
