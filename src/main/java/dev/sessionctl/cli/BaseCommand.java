package dev.sessionctl.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

  /** Does the work and gives the exit code. */
  abstract int run() throws IOException;
}
