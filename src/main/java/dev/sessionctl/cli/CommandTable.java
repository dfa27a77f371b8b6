package dev.sessionctl.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * The commands by name. Only the one that the arguments name is built, because reading the annotations of all of
 * them would cost every start tens of milliseconds.
 */
public final class CommandTable {

  private static final Map<String, Function<CliContext, BaseCommand>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("list", ListCommand::new);
    COMMANDS.put("inspect", InspectCommand::new);
    COMMANDS.put("verify", VerifyCommand::new);
    COMMANDS.put("migrate", MigrateCommand::new);
    COMMANDS.put("stores", StoresCommand::new);
    COMMANDS.put("completion", CompletionCommand::new);
    COMMANDS.put("help", HelpCommand::new);
  }

  private CommandTable() {}

  /** The names, in the order of the help. */
  public static List<String> names() {
    return List.copyOf(COMMANDS.keySet());
  }

  /** The program with the command that the arguments begin with; with all of them when they begin otherwise. */
  static CommandLine commandLine(CliContext context, String[] args) {
    if (args.length > 0 && COMMANDS.containsKey(args[0])) {
      CommandLine root = new CommandLine(new RootCommand());
      add(root, args[0], context);
      return configure(root);
    }
    return complete(context);
  }

  /** The program with all its commands. */
  public static CommandLine complete(CliContext context) {
    CommandLine root = new CommandLine(new RootCommand());
    for (String name : COMMANDS.keySet()) {
      add(root, name, context);
    }
    return configure(root);
  }

  static boolean isOptionOfACommand(String option) {
    for (String name : COMMANDS.keySet()) {
      CommandLine line = new CommandLine(COMMANDS.get(name).apply(null));
      if (line.getCommandSpec().optionsMap().containsKey(option)) {
        return true;
      }
    }
    return false;
  }

  private static void add(CommandLine root, String name, CliContext context) {
    root.addSubcommand(name, COMMANDS.get(name).apply(context));
  }

  private static CommandLine configure(CommandLine root) {
    // Keys may begin with an @ and contain ${...}: both are data here, not syntax.
    root.setExpandAtFiles(false);
    root.setInterpolateVariables(false);
    root.setUsageHelpWidth(80);
    root.setUsageHelpAutoWidth(false);
    return root;
  }
}
