package dev.sessionctl.storage.gemini;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the servers of claudecodeui by their arguments (1.34.0: {@code cloudcli}, a link to
 * {@code dist-server/server/cli.js}; checkouts start {@code server/index.js}, also through {@code tsx}).
 */
final class ServerProcess {

  private static final Set<String> PROGRAMS = Set.of("cloudcli", "claude-code-ui");
  private static final Set<String> RUNTIMES = Set.of("node", "nodejs", "bun", "deno", "tsx");
  /** Commands of {@code cloudcli} that start no server here. */
  private static final Set<String> OTHER_COMMANDS = Set.of("status", "help", "version", "update", "sandbox");

  private ServerProcess() {}

  /**
   * The argument that makes a process look like a server of the product.
   *
   * @param certain whether nothing else has such a name; {@code server/index.js} is that of many
   */
  record Program(String argument, boolean certain) {

    /**
     * Where the program lies, or null when that cannot be told.
     *
     * @param variables of the process, for the directory that a relative path begins in
     */
    Path path(Optional<Map<String, String>> variables) {
      try {
        Path path = Path.of(argument);
        String from = variables.map(values -> values.get("PWD")).orElse(null);
        return path.isAbsolute() ? path : from == null ? null : Path.of(from).resolve(path).normalize();
      } catch (InvalidPathException e) {
        return null;
      }
    }
  }

  /** What makes the process look like a server, or null when nothing does. */
  static Program programOf(List<String> arguments) {
    if (arguments.isEmpty()) {
      return null;
    }
    String first = name(arguments.get(0));
    int program = PROGRAMS.contains(first) ? 0 : isRuntime(first) ? firstFile(arguments) : -1;
    if (program < 0 || program + 1 < arguments.size() && OTHER_COMMANDS.contains(arguments.get(program + 1))) {
      return null;
    }
    String argument = arguments.get(program);
    if (PROGRAMS.contains(name(argument)) || isInPackage(argument)) {
      return new Program(argument, true);
    }
    boolean entry = argument.endsWith("server/index.js") || argument.endsWith("server/cli.js");
    return entry ? new Program(argument, false) : null;
  }

  private static boolean isInPackage(String argument) {
    boolean named = argument.contains("/@cloudcli-ai/cloudcli/") || argument.contains("/claude-code-ui/")
        || argument.contains("/claudecodeui/");
    return named && (argument.endsWith("/server/index.js") || argument.endsWith("/server/cli.js"));
  }

  private static boolean isRuntime(String name) {
    return RUNTIMES.contains(name) || name.startsWith("node") && name.substring(4).chars().allMatch(
        c -> c >= '0' && c <= '9' || c == '.' || c == '-');
  }

  /** The first argument that is no option; {@code tsx watch} and {@code bun run} name the file later. */
  private static int firstFile(List<String> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean file = argument.indexOf('/') >= 0 || argument.endsWith(".js") || PROGRAMS.contains(argument);
      if (file && !argument.startsWith("-") && !argument.endsWith(".json")) {
        // tsx and node with a loader name files of theirs before the program's.
        if (isPackageTool(argument)) {
          continue;
        }
        return i;
      }
    }
    return -1;
  }

  private static boolean isPackageTool(String argument) {
    return argument.endsWith("/.bin/tsx") || argument.contains("/node_modules/tsx/");
  }

  private static String name(String argument) {
    String name = argument.substring(argument.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
  }
}
