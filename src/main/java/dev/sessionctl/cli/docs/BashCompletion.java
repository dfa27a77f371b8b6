package dev.sessionctl.cli.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes the completion script of bash; it needs nothing but bash 4. */
public final class BashCompletion {
  private BashCompletion() {}

  public static String script(CommandLine program) {
    Map<String, CommandSpec> commands = CommandDocs.commands(program);
    StringBuilder out = new StringBuilder(8000);
    out.append("""
        # bash completion of sessionctl; made by 'sessionctl completion bash'

        # Keys of the stores named on the line so far, quoted as the shell needs them.
        _sessionctl_keys() {
          local store=() i key prefix=
          for ((i = 2; i < last; i++)); do
            case ${words[i]} in
              -s|--store) store+=(--store "${words[i + 1]}") ;;
            esac
          done
          # A colon ends a word for the line editor, which then wants only what follows it.
          [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]] && prefix=${cur%"${cur##*:}"}
          while IFS= read -r key; do
            [[ $key == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "${key#"$prefix"}")")
          done < <(sessionctl list -o name -q --sort none "${store[@]}" 2>/dev/null)
        }

        # Runs that set something aside in the stores named on the line so far.
        _sessionctl_runs() {
          local store=() i
          for ((i = 2; i < last; i++)); do
            case ${words[i]} in
              -s|--store) store+=(--store "${words[i + 1]}") ;;
            esac
          done
          _sessionctl_words "$(sessionctl trash list -o name -q "${store[@]}" 2>/dev/null)"
        }

        _sessionctl_words() {
          mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
        }

        _sessionctl_files() {
          compopt -o filenames 2>/dev/null
          mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        }

        _sessionctl() {
          # Words by blanks, not as the line editor splits them: keys are full of colons.
          local line=${COMP_LINE:0:COMP_POINT} words cur prev last
          read -ra words <<<"$line"
          [[ $line == *[[:space:]] ]] && words+=('')
          last=$((${#words[@]} - 1))
          cur=${words[last]} prev=${words[last - 1]}
          if [[ $cur == --*=* ]]; then
            prev=${cur%%=*} cur=${cur#*=}
          fi
          COMPREPLY=()
          if ((last == 1)); then
        """);
    out.append("    _sessionctl_words \"").append(String.join(" ", program.getSubcommands().keySet()))
        .append(" --help --version\"\n    return\n  fi\n  case ${words[1]} in\n");
    for (String name : program.getSubcommands().keySet()) {
      out.append("    ").append(name).append(") _sessionctl_").append(name).append(" ;;\n");
    }
    out.append("  esac\n}\n");
    commands.forEach((name, command) -> function(out, name, command));
    out.append("\ncomplete -F _sessionctl sessionctl\n");
    return out.toString();
  }

  private static void function(StringBuilder out, String name, CommandSpec command) {
    out.append("\n_sessionctl_").append(CommandDocs.joined(name, "_")).append("() {\n");
    Map<String, CommandSpec> below = CommandDocs.below(command);
    if (!below.isEmpty()) {
      out.append("  if ((last == 2)); then\n    _sessionctl_words \"").append(String.join(" ", below.keySet()))
          .append(" --help\"\n    return\n  fi\n  case ${words[2]} in\n");
      below.keySet().forEach(word -> out.append("    ").append(word).append(") _sessionctl_").append(name).append('_')
          .append(word).append(" ;;\n"));
      out.append("  esac\n}\n");
      return;
    }
    out.append("  case $prev in\n");
    Map<String, String> actions = new LinkedHashMap<>();
    for (OptionSpec option : CommandDocs.options(command)) {
      if (CommandDocs.takesValue(option)) {
        actions.merge(action(option), String.join("|", option.names()), (one, more) -> one + "|" + more);
      }
    }
    actions.forEach((action, names) ->
        out.append("    ").append(names).append(") ").append(action).append("return ;;\n"));
    out.append("  esac\n  if [[ $cur == -* ]]; then\n    _sessionctl_words \"")
        .append(String.join(" ", CommandDocs.optionNames(command))).append("\"\n    return\n  fi\n");
    List<String> values = CommandDocs.argumentValues(command);
    if (CommandDocs.takesKeys(command)) {
      out.append("  _sessionctl_keys\n");
    } else if (CommandDocs.takesRuns(command)) {
      out.append("  _sessionctl_runs\n");
    } else if (!values.isEmpty()) {
      out.append("  _sessionctl_words \"").append(String.join(" ", values)).append("\"\n");
    }
    out.append("}\n");
  }

  private static String action(OptionSpec option) {
    List<String> values = CommandDocs.values(option);
    if (!values.isEmpty()) {
      return "_sessionctl_words \"" + String.join(" ", values) + "\"; ";
    }
    return CommandDocs.takesPath(option) ? "_sessionctl_files; " : "";
  }
}
