package dev.sessionctl.cli.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the generators, and the shell, need to know of the commands, taken from picocli's model. */
public final class CommandDocs {

  private static final Set<String> PATHS =
      Set.of("--store", "--config", "--ids-from", "--relocate", "--from", "--into", "--base", "--plan-out",
          "--apply");

  private CommandDocs() {}

  /** The commands by their words, such as {@code trash} and {@code trash list}, in the order of the help. */
  public static Map<String, CommandSpec> commands(CommandLine program) {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    program.getSubcommands().forEach((name, line) -> {
      commands.put(name, line.getCommandSpec());
      below(line.getCommandSpec()).forEach((word, spec) -> commands.put(name + " " + word, spec));
    });
    return commands;
  }

  /** The commands below a command by their last word; none for most. */
  public static Map<String, CommandSpec> below(CommandSpec command) {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    command.subcommands().forEach((name, line) -> commands.put(name, line.getCommandSpec()));
    return commands;
  }

  /** A command's words as one name. */
  public static String joined(String words, String by) {
    return words.replace(" ", by);
  }

  /** The options in the order of the help. */
  public static List<OptionSpec> options(CommandSpec command) {
    List<OptionSpec> options = new ArrayList<>(command.options());
    options.sort((one, other) -> Integer.compare(one.order(), other.order()));
    return options;
  }

  /** Every name of every option. */
  public static List<String> optionNames(CommandSpec command) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : options(command)) {
      names.addAll(List.of(option.names()));
    }
    return names;
  }

  public static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  public static boolean takesPath(OptionSpec option) {
    return PATHS.contains(option.longestName());
  }

  /** The values an argument may have, or an empty list when they are not known. */
  public static List<String> values(ArgSpec arg) {
    List<String> values = new ArrayList<>();
    if (arg.completionCandidates() != null && !arg.typeInfo().isBoolean()) {
      arg.completionCandidates().forEach(values::add);
    }
    return values;
  }

  /** Whether the command's arguments are session keys. */
  public static boolean takesKeys(CommandSpec command) {
    return firstArgument(command).equals("KEY");
  }

  /** Whether the command's arguments are runs that set something aside. */
  public static boolean takesRuns(CommandSpec command) {
    return firstArgument(command).equals("RUN");
  }

  /** How the command's first argument is called; empty when it takes none. */
  public static String firstArgument(CommandSpec command) {
    return command.positionalParameters().isEmpty() ? "" : command.positionalParameters().get(0).paramLabel();
  }

  /** The values that the command's arguments may have, where they are known. */
  public static List<String> argumentValues(CommandSpec command) {
    List<String> values = new ArrayList<>();
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      values.addAll(values(parameter));
    }
    return values;
  }

  /** What a command or an option does, in one line. */
  public static String describe(String... lines) {
    return String.join(" ", lines).replace("%n", " ").replace("%%", "%").strip();
  }
}
