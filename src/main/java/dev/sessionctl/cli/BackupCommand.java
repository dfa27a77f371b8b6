package dev.sessionctl.cli;

import picocli.CommandLine.Command;

/** Copies of stores: made, seen, checked. Its work is in the commands below it. */
@Command(
    name = "backup",
    commandListHeading = "%nCommands:%n",
    description = "Makes copies of stores beside their running gateways, shows them and checks them.",
    exitCodeList = {"0:done", "2:bad arguments", "other:see the help of each command"},
    footer = "Example: sessionctl backup create --all-stores /var/backups")
final class BackupCommand extends BaseCommand {

  BackupCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() {
    throw new UsageException("say what to do with backups: " + String.join(", ", CommandTable.below("backup")));
  }
}
