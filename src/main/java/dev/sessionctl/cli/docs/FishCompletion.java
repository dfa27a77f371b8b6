package dev.sessionctl.cli.docs;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes the completion script of fish. */
public final class FishCompletion {
  private FishCompletion() {}

  public static String script(CommandLine program) {
    Map<String, CommandSpec> commands = CommandDocs.commands(program);
    StringBuilder out = new StringBuilder(8000);
    out.append("""
        # fish completion of sessionctl; made by 'sessionctl completion fish'

        function __sessionctl_keys
            set -l words (commandline -opc)
            set -l store
            for i in (seq (count $words))
                if contains -- $words[$i] -s --store
                    set -a store --store $words[(math $i + 1)]
                end
            end
            sessionctl list -o name -q --sort none $store 2>/dev/null
        end

        function __sessionctl_runs
            set -l words (commandline -opc)
            set -l store
            for i in (seq (count $words))
                if contains -- $words[$i] -s --store
                    set -a store --store $words[(math $i + 1)]
                end
            end
            sessionctl trash list -o name -q $store 2>/dev/null
        end

        # Whether the first words are these: a word may name a command and one below another.
        function __sessionctl_is
            set -l words (commandline -opc)
            test (count $words) -gt (count $argv); or return 1
            test "$words[2..(math (count $argv) + 1)]" = "$argv"
        end

        complete -c sessionctl -f
        complete -c sessionctl -n __fish_use_subcommand -s h -l help -d 'Show this help and exit.'
        complete -c sessionctl -n __fish_use_subcommand -s V -l version -d 'Show the version and exit.'
        """);
    commands.forEach((name, command) -> out.append(name.contains(" ")
        ? "complete -c sessionctl -n '__sessionctl_is " + name.substring(0, name.indexOf(' '))
            + "; and test (count (commandline -opc)) -eq 2'"
        : "complete -c sessionctl -n __fish_use_subcommand").append(" -a ")
        .append(name.substring(name.indexOf(' ') + 1))
        .append(" -d ").append(quoted(CommandDocs.describe(command.usageMessage().description()))).append('\n'));
    for (Map.Entry<String, CommandSpec> command : commands.entrySet()) {
      String condition = "complete -c sessionctl -n '__sessionctl_is " + command.getKey() + "'";
      out.append('\n');
      for (OptionSpec option : CommandDocs.options(command.getValue())) {
        out.append(condition);
        option(out, option);
      }
      List<String> values = CommandDocs.argumentValues(command.getValue());
      if (CommandDocs.takesKeys(command.getValue())) {
        out.append(condition).append(" -a '(__sessionctl_keys)'\n");
      } else if (CommandDocs.takesRuns(command.getValue())) {
        out.append(condition).append(" -a '(__sessionctl_runs)'\n");
      } else if (!values.isEmpty()) {
        out.append(condition).append(" -a '").append(String.join(" ", values)).append("'\n");
      }
    }
    return out.toString();
  }

  private static void option(StringBuilder out, OptionSpec option) {
    for (String name : option.names()) {
      out.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (CommandDocs.takesValue(option)) {
      out.append(" -r");
      List<String> values = CommandDocs.values(option);
      if (!values.isEmpty()) {
        out.append(" -a '").append(String.join(" ", values)).append('\'');
      } else if (CommandDocs.takesPath(option)) {
        out.append(" -F");
      }
    }
    out.append(" -d ").append(quoted(CommandDocs.describe(option.description()))).append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
