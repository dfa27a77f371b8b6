package dev.sessionctl.cli;

import picocli.CommandLine.Command;

/** What other commands set aside: seen, put back, removed for good. Its work is in the commands below it. */
@Command(
    name = "trash",
    commandListHeading = "%nCommands:%n",
    description = "Shows, puts back or purges what evict, compact and repair set aside.",
    exitCodeList = {"0:done", "2:bad arguments", "other:see the help of each command"},
    footer = "Example: sessionctl trash list")
final class TrashCommand extends BaseCommand {

  TrashCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() {
    throw new UsageException("say what to do with the trash: " + String.join(", ", CommandTable.below("trash")));
  }
}
