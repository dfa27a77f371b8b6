package dev.sessionctl.cli.docs;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes the completion script of zsh. */
public final class ZshCompletion {
  private ZshCompletion() {}

  public static String script(CommandLine program) {
    Map<String, CommandSpec> commands = CommandDocs.commands(program);
    StringBuilder out = new StringBuilder(8000);
    out.append("""
        #compdef sessionctl
        # zsh completion of sessionctl; made by 'sessionctl completion zsh'

        _sessionctl_keys() {
          local -a store keys
          local i
          for ((i = 2; i < CURRENT; i++)); do
            [[ $words[i] == (-s|--store) ]] && store+=(--store "$words[i+1]")
          done
          keys=("${(@f)$(sessionctl list -o name -q --sort none $store 2>/dev/null)}")
          compadd -a keys
        }

        _sessionctl_runs() {
          local -a store runs
          local i
          for ((i = 2; i < CURRENT; i++)); do
            [[ $words[i] == (-s|--store) ]] && store+=(--store "$words[i+1]")
          done
          runs=("${(@f)$(sessionctl trash list -o name -q $store 2>/dev/null)}")
          compadd -a runs
        }

        _sessionctl() {
          local curcontext=$curcontext state line
          local -a commands
          commands=(
        """);
    commands.forEach((name, command) -> out.append(name.contains(" ") ? "" : "    '" + name + ":"
        + quoted(CommandDocs.describe(command.usageMessage().description()), false) + "'\n"));
    out.append("""
          )
          _arguments -C \\
            '(- *)'{-h,--help}'[Show this help and exit.]' \\
            '(- *)'{-V,--version}'[Show the version and exit.]' \\
            '1:command:->command' \\
            '*::argument:->argument'
          case $state in
            command) _describe -t commands command commands ;;
            argument)
              case $words[1] in
        """);
    for (Map.Entry<String, CommandSpec> command : commands.entrySet()) {
      Map<String, CommandSpec> below = CommandDocs.below(command.getValue());
      if (!below.isEmpty()) {
        out.append("        ").append(command.getKey()).append(")\n          _arguments -C '1:command:(")
            .append(String.join(" ", below.keySet())).append(")' '*::argument:->below'\n          case $words[1] in\n");
        below.forEach((word, spec) -> branch(out, word, spec));
        out.append("          esac\n          ;;\n");
      } else if (!command.getKey().contains(" ")) {
        branch(out, command.getKey(), command.getValue());
      }
    }
    out.append("      esac\n      ;;\n  esac\n}\n\n_sessionctl \"$@\"\n");
    return out.toString();
  }

  private static void branch(StringBuilder out, String word, CommandSpec command) {
    out.append("        ").append(word).append(")\n          _arguments");
    for (OptionSpec option : CommandDocs.options(command)) {
      out.append(" \\\n            ").append(option(option));
    }
    arguments(out, command);
    out.append("\n          ;;\n");
  }

  private static void arguments(StringBuilder out, CommandSpec command) {
    List<String> values = CommandDocs.argumentValues(command);
    if (CommandDocs.takesKeys(command)) {
      out.append(" \\\n            '*:session key:_sessionctl_keys'");
    } else if (CommandDocs.takesRuns(command)) {
      out.append(" \\\n            '*:run:_sessionctl_runs'");
    } else if (!values.isEmpty()) {
      out.append(" \\\n            '1:word:(").append(String.join(" ", values)).append(")'");
    }
  }

  private static String option(OptionSpec option) {
    String[] names = option.names();
    StringBuilder out = new StringBuilder(100);
    boolean repeatable = option.isMultiValue();
    boolean value = CommandDocs.takesValue(option);
    if (names.length > 1) {
      out.append(repeatable ? "'*'" : "'(" + String.join(" ", names) + ")'").append('{');
      for (int i = 0; i < names.length; i++) {
        out.append(i == 0 ? "" : ",").append(names[i]).append(value && names[i].startsWith("--") ? "=" : "");
      }
      out.append("}'");
    } else {
      out.append('\'').append(repeatable ? "*" : "").append(names[0]).append(value ? "=" : "");
    }
    out.append('[').append(quoted(CommandDocs.describe(option.description()), true)).append(']');
    if (value) {
      out.append(':').append(quoted(CommandDocs.describe(option.paramLabel()), true)).append(':');
      List<String> values = CommandDocs.values(option);
      if (!values.isEmpty()) {
        out.append('(').append(String.join(" ", values)).append(')');
      } else if (CommandDocs.takesPath(option)) {
        out.append("_files");
      }
    }
    return out.append('\'').toString();
  }

  /** Fit for single quotes, and for the brackets of a specification. */
  private static String quoted(String text, boolean specification) {
    String escaped = text.replace("'", "'\\''");
    return specification ? escaped.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
        : escaped.replace(":", "\\:");
  }
}
