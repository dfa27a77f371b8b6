package dev.sessionctl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Parameters;

/** Shows the help of a command, or a topic. */
@Command(
    name = "help",
    description = "Shows the help of a command, or one of the topics: formats, policies, safety, exit-codes, json,"
        + " environment, cron.",
    exitCodeList = {"0:done", "2:no such command or topic"},
    footer = "Example: sessionctl help safety")
public final class HelpCommand extends BaseCommand {

  /** The topics. */
  public static final List<String> TOPICS =
      List.of("formats", "policies", "safety", "exit-codes", "json", "environment", "cron");

  @Parameters(index = "0", paramLabel = "COMMAND|TOPIC", arity = "0..1", completionCandidates = Words.class,
      description = "What to explain.")
  String word;

  @Parameters(index = "1", paramLabel = "COMMAND", arity = "0..1",
      description = "The command below it, as in 'help trash restore'.")
  String below;

  HelpCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    Ansi ansi = context.terminal().out() ? Ansi.ON : Ansi.OFF;
    CommandLine program = CommandTable.complete(context);
    if (word == null) {
      Cli.print(context, program.getUsageMessage(ansi));
    } else if (below != null && CommandTable.below(word).contains(below)) {
      Cli.print(context, program.getSubcommands().get(word).getSubcommands().get(below).getUsageMessage(ansi));
    } else if (below == null && program.getSubcommands().containsKey(word)) {
      Cli.print(context, program.getSubcommands().get(word).getUsageMessage(ansi));
    } else if (below != null) {
      throw new UsageException("'" + word + "' has no command '" + below + "' below it");
    } else if (TOPICS.contains(word)) {
      Cli.print(context, topic(word));
    } else {
      List<String> all = new ArrayList<>(CommandTable.names());
      all.addAll(TOPICS);
      throw new UsageException("no command or topic '" + word + "'" + Suggestions.didYouMean(word, all)
          + " (topics: " + String.join(", ", TOPICS) + ")");
    }
    return ExitCode.OK;
  }

  /** The text of a topic. */
  static String topic(String name) throws IOException {
    try (InputStream in = HelpCommand.class.getResourceAsStream("/dev/sessionctl/help/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Everything there is help for. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      List<String> all = new ArrayList<>(CommandTable.names());
      all.addAll(TOPICS);
      return all.iterator();
    }
  }
}
