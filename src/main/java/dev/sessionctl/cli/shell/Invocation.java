package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.CliContext;
import dev.sessionctl.cli.CommandTable;
import dev.sessionctl.output.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One command line as the shell understands it, without carrying it out. */
final class Invocation {

  /** Options beside which a store is not to be named, or is named already. */
  private static final List<String> NAMES_ITS_STORES =
      List.of("--store", "--all-stores", "--apply", "--into", "--help");
  /** Commands whose output nobody may end by having seen enough of it. */
  private static final Set<String> NEVER_PAGED = Set.of("completion", "create");

  private final List<String> words;
  private final int commandWords;
  private final CommandSpec spec;
  private final ParseResult result;

  private Invocation(List<String> words, int commandWords, CommandSpec spec, ParseResult result) {
    this.words = words;
    this.commandWords = commandWords;
    this.spec = spec;
    this.result = result;
  }

  static Invocation of(List<String> words, CliContext context) {
    String[] args = words.toArray(String[]::new);
    String named = CommandTable.named(args);
    if (named.isEmpty()) {
      return new Invocation(words, 0, null, null);
    }
    int count = named.split(" ").length;
    CommandLine line = CommandTable.commandLine(context, args);
    CommandLine command = line.getSubcommands().get(words.get(0));
    if (count == 2) {
      command = command.getSubcommands().get(words.get(1));
    }
    ParseResult result = null;
    try {
      result = line.parseArgs(args);
      while (result.hasSubcommand()) {
        result = result.subcommand();
      }
    } catch (ParameterException e) {
      // What is wrong is said by the command itself.
      result = null;
    }
    return new Invocation(words, count, command.getCommandSpec(), result);
  }

  /** The model of the command, or null when the line names none. */
  CommandSpec spec() {
    return spec;
  }

  /** The words with {@code --store} added where the command takes one and the line does not say. */
  List<String> at(String store) {
    if (store == null || spec == null || !spec.optionsMap().containsKey("--store")
        || NAMES_ITS_STORES.stream().anyMatch(this::has)) {
      return words;
    }
    List<String> all = new ArrayList<>(words.subList(0, commandWords));
    all.add("--store=" + store);
    all.addAll(words.subList(commandWords, words.size()));
    return all;
  }

  boolean hasAny(String... options) {
    for (String option : options) {
      if (has(option)) {
        return true;
      }
    }
    return false;
  }

  private boolean has(String option) {
    if (result != null) {
      return result.hasMatchedOption(option);
    }
    return words.stream().anyMatch(word -> word.equals(option) || word.startsWith(option + "="));
  }

  /**
   * Whether what it prints may be shown page by page: text for people, of a command that neither asks nor goes on by
   * itself. A plan has to be seen before its question.
   */
  boolean pageable() {
    if (result == null || spec == null || has("--watch") || has("--raw") || NEVER_PAGED.contains(spec.name())) {
      return false;
    }
    boolean asks = spec.optionsMap().containsKey("--yes") && !has("--dry-run")
        && !(spec.optionsMap().containsKey("--break") && !has("--break"));
    Object format = has("--output") ? result.matchedOption("--output").getValue() : OutputFormat.TABLE;
    return has("--help") || !asks && format instanceof OutputFormat known && known.isHuman();
  }
}
