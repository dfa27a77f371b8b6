package dev.sessionctl.cli;

import java.util.List;
import picocli.CommandLine;

/**
 * The commands by name. Only the one that the arguments name is built, and from its generated model: reading the
 * annotations would cost every start tens of milliseconds.
 */
public final class CommandTable {

  private static final List<String> NAMES =
      List.of("list", "inspect", "verify", "migrate", "repair", "locks", "stores", "completion", "help");

  private CommandTable() {}

  /** The names, in the order of the help. */
  public static List<String> names() {
    return NAMES;
  }

  /** The program with the command that the arguments begin with; with all of them when they begin otherwise. */
  static CommandLine commandLine(CliContext context, String[] args) {
    if (args.length > 0 && NAMES.contains(args[0])) {
      CommandLine root = root();
      add(root, args[0], context);
      return configure(root);
    }
    return complete(context);
  }

  /** The program with all its commands. */
  public static CommandLine complete(CliContext context) {
    CommandLine root = root();
    for (String name : NAMES) {
      add(root, name, context);
    }
    return configure(root);
  }

  static boolean isOptionOfACommand(String option) {
    for (String name : NAMES) {
      if (CommandModels.of(create(name, null)).optionsMap().containsKey(option)) {
        return true;
      }
    }
    return false;
  }

  private static CommandLine root() {
    return new CommandLine(CommandModels.of(new RootCommand()));
  }

  private static void add(CommandLine root, String name, CliContext context) {
    root.addSubcommand(name, new CommandLine(CommandModels.of(create(name, context))));
  }

  /** A switch and no map of constructors: linking those would cost each start more than the choice itself. */
  static BaseCommand create(String name, CliContext context) {
    return switch (name) {
      case "list" -> new ListCommand(context);
      case "inspect" -> new InspectCommand(context);
      case "verify" -> new VerifyCommand(context);
      case "migrate" -> new MigrateCommand(context);
      case "repair" -> new RepairCommand(context);
      case "locks" -> new LocksCommand(context);
      case "stores" -> new StoresCommand(context);
      case "completion" -> new CompletionCommand(context);
      case "help" -> new HelpCommand(context);
      default -> throw new IllegalArgumentException(name);
    };
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
