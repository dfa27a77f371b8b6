package dev.sessionctl.cli;

import dev.sessionctl.cli.shell.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Opens the prompt. Only this class leads to JLine, and it is only loaded for this command. */
@Command(
    name = "shell",
    description = "Opens a prompt that completes commands, options, stores and session keys; without a terminal it runs"
        + " the command lines of its standard input.",
    exitCodeList = {
      "0:left", "2:bad arguments", "10:no store at --store", "other:of a script: that of the line that failed"
    },
    footer = "Example: sessionctl shell -s ~/.openclaw")
final class ShellCommand extends BaseCommand {

  @Option(names = {"-s", "--store"}, order = 100, paramLabel = "PATH",
      description = "Stay in this store, as 'use PATH' does.")
  List<String> stores = new ArrayList<>();

  @Option(names = "--keep-going", order = 101,
      description = "Of a script: go on after a line that failed; otherwise the first one ends it.")
  boolean keepGoing;

  @Option(names = "--no-history", order = 102, description = "Neither read nor keep what was typed.")
  boolean noHistory;

  ShellCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    if (stores.size() > 1) {
      throw new UsageException("the shell stays in one store: give --store once");
    }
    return Shell.run(context, new Shell.Settings(stores.isEmpty() ? null : stores.get(0), keepGoing, !noHistory));
  }
}
