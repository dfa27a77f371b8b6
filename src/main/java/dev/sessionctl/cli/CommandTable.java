package dev.sessionctl.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * The commands by name. Only the one that the arguments name is built, and from its generated model: reading the
 * annotations would cost every start tens of milliseconds.
 */
public final class CommandTable {

  private static final List<String> NAMES =
      List.of("list", "inspect", "verify", "compact", "evict", "migrate", "repair", "trash", "backup", "restore",
          "locks", "stores", "shell", "completion", "help");

  private static final List<String> OF_TRASH = List.of("list", "restore", "purge");

  private static final List<String> OF_BACKUP = List.of("create", "list", "verify", "prune");

  private CommandTable() {}

  /** The names, in the order of the help. */
  public static List<String> names() {
    return NAMES;
  }

  /** The names of the commands below a command; none for most. */
  public static List<String> below(String name) {
    return switch (name) {
      case "trash" -> OF_TRASH;
      case "backup" -> OF_BACKUP;
      default -> List.of();
    };
  }

  /** All commands by their words, such as {@code trash} and {@code trash restore}, in the order of the help. */
  public static List<String> all() {
    List<String> all = new ArrayList<>();
    for (String name : NAMES) {
      all.add(name);
      below(name).forEach(each -> all.add(name + " " + each));
    }
    return all;
  }

  /** The words of the command that the arguments begin with, or nothing. */
  public static String named(String[] args) {
    if (args.length == 0 || !NAMES.contains(args[0])) {
      return "";
    }
    return args.length > 1 && below(args[0]).contains(args[1]) ? args[0] + " " + args[1] : args[0];
  }

  /** The program with the command that the arguments begin with; with all of them when they begin otherwise. */
  public static CommandLine commandLine(CliContext context, String[] args) {
    String named = named(args);
    if (named.isEmpty()) {
      return complete(context);
    }
    CommandLine root = root();
    add(root, args[0], named.equals(args[0]) ? below(named) : List.of(args[1]), context);
    return configure(root);
  }

  /** The program with all its commands. */
  public static CommandLine complete(CliContext context) {
    CommandLine root = root();
    for (String name : NAMES) {
      add(root, name, below(name), context);
    }
    return configure(root);
  }

  static boolean isOptionOfACommand(String option) {
    for (String name : all()) {
      if (CommandModels.of(create(name, null)).optionsMap().containsKey(option)) {
        return true;
      }
    }
    return false;
  }

  private static CommandLine root() {
    return new CommandLine(CommandModels.of(new RootCommand()));
  }

  private static void add(CommandLine root, String name, List<String> below, CliContext context) {
    CommandLine line = new CommandLine(CommandModels.of(create(name, context)));
    for (String each : below) {
      line.addSubcommand(each, new CommandLine(CommandModels.of(create(name + " " + each, context))));
    }
    root.addSubcommand(name, line);
  }

  /** A switch and no map of constructors: linking those would cost each start more than the choice itself. */
  static BaseCommand create(String name, CliContext context) {
    return switch (name) {
      case "list" -> new ListCommand(context);
      case "inspect" -> new InspectCommand(context);
      case "verify" -> new VerifyCommand(context);
      case "compact" -> new CompactCommand(context);
      case "evict" -> new EvictCommand(context);
      case "migrate" -> new MigrateCommand(context);
      case "repair" -> new RepairCommand(context);
      case "locks" -> new LocksCommand(context);
      case "trash" -> new TrashCommand(context);
      case "trash list" -> new TrashListCommand(context);
      case "trash restore" -> new TrashRestoreCommand(context);
      case "trash purge" -> new TrashPurgeCommand(context);
      case "backup" -> new BackupCommand(context);
      case "restore" -> new RestoreCommand(context);
      case "backup create" -> new BackupCreateCommand(context);
      case "backup list" -> new BackupListCommand(context);
      case "backup verify" -> new BackupVerifyCommand(context);
      case "backup prune" -> new BackupPruneCommand(context);
      case "stores" -> new StoresCommand(context);
      case "shell" -> new ShellCommand(context);
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
