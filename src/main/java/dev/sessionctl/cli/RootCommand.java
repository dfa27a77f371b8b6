package dev.sessionctl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program itself. */
@Command(
    name = "sessionctl",
    synopsisHeading = "Usage: ",
    customSynopsis = {"sessionctl COMMAND [OPTION...]", "       sessionctl help [COMMAND|TOPIC]"},
    description = "%nSees, checks, mends and migrates the sessions that AI-agent gateways keep on disk.%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footer = "%nHelp topics: formats, safety, exit-codes, json, environment, cron.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or nothing to do", "2:bad arguments", "other:see 'sessionctl help exit-codes'"
    })
final class RootCommand {

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and exit.")
  boolean version;
}
