package dev.sessionctl.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** What every command has. Commands parse, ask the stores and print; they touch no file themselves. */
@Command(
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%n",
    abbreviateSynopsis = true,
    sortOptions = false)
abstract class BaseCommand {

  protected final CliContext context;
  protected final Messages messages;

  @Option(names = {"-h", "--help"}, usageHelp = true, order = 900, description = "Show this help and exit.")
  boolean help;

  @Option(names = "--debug", order = 899, description = "Show the stack trace of a failure.")
  boolean debug;

  BaseCommand(CliContext context) {
    this.context = context;
    // Without a context the command is only looked at, for its options.
    this.messages = context == null ? null : new Messages(context.err());
  }

  private ParseResult line;

  /** Told what stood on the command line, before {@link #run}. */
  final void parsed(ParseResult result) {
    line = result;
  }

  /** What stood on the command line, or null. */
  final ParseResult line() {
    return line;
  }

  /**
   * Whether one of these options stands on the command line itself. What only the environment or a configuration file
   * says is meant for the ways of a command that have a use for it, and must not get in the way of the others.
   */
  final boolean given(String... options) {
    if (line == null) {
      return false;
    }
    for (String option : options) {
      // picocli does not count an option as matched whose parameters have a consumer of their own.
      if (line.hasMatchedOption(option) || line.originalArgs().contains(option)
          || line.originalArgs().stream().anyMatch(word -> word.startsWith(option + "="))) {
        return true;
      }
    }
    return false;
  }

  /** Does the work and gives the exit code. */
  abstract int run() throws IOException;
}
