package dev.sessionctl.cli.docs;

import dev.sessionctl.cli.Version;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes the manual pages, in roff with the man macros. */
public final class ManPages {

  private static final String NAME = "sessionctl";

  private ManPages() {}

  /** The pages by file name. */
  public static Map<String, String> pages(CommandLine program) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(NAME + ".1", overview(program));
    CommandDocs.commands(program).forEach((name, command) ->
        pages.put(NAME + "-" + CommandDocs.joined(name, "-") + ".1", page(name, command)));
    return pages;
  }

  private static String overview(CommandLine program) {
    StringBuilder out = new StringBuilder(4000);
    header(out, NAME);
    section(out, "NAME");
    out.append(NAME).append(" \\- see, check and migrate the sessions that AI\\-agent gateways keep on disk\n");
    section(out, "SYNOPSIS");
    out.append(".B ").append(NAME).append("\n.I command\n[option ...]\n");
    section(out, "DESCRIPTION");
    out.append(escape("Works on the files themselves, also while the gateways run. Needs no daemon, calls no language"
        + " model, and changes nothing without being told to.")).append('\n');
    section(out, "COMMANDS");
    CommandDocs.commands(program).forEach((name, command) -> out.append(".TP\n.BR ").append(NAME).append("\\-")
        .append(escape(CommandDocs.joined(name, "-"))).append(" (1)\n").append(escape(describe(command))).append('\n'));
    section(out, "ENVIRONMENT");
    out.append(".TP\n.B SESSIONCTL_\\fIOPTION\\fR\n").append(escape("The value of an option that is not given, for"
        + " example SESSIONCTL_OUTPUT or SESSIONCTL_LOCK_WAIT.")).append('\n');
    out.append(".TP\n.B SESSIONCTL_CONFIG\n").append(escape("The configuration file to read instead of the usual"
        + " ones; /dev/null for none.")).append('\n');
    out.append(".TP\n.B NO_COLOR\n").append(escape("When set, nothing is coloured unless --color says so."))
        .append('\n');
    section(out, "FILES");
    out.append(".TP\n.I ~/.config/sessionctl/config.yaml\nOptions of this user.\n");
    out.append(".TP\n.I /etc/sessionctl/config.yaml\nOptions of this machine.\n");
    exitCodes(out, program.getCommandSpec());
    return out.toString();
  }

  private static String page(String name, CommandSpec command) {
    StringBuilder out = new StringBuilder(6000);
    String joined = CommandDocs.joined(name, "-");
    header(out, NAME + "-" + joined);
    section(out, "NAME");
    out.append(NAME).append("\\-").append(escape(joined)).append(" \\- ").append(escape(firstWords(describe(command))))
        .append('\n');
    section(out, "SYNOPSIS");
    out.append(".B ").append(NAME).append(' ').append(escape(name))
        .append(CommandDocs.below(command).isEmpty() ? "\n[option ...]\n"
            : "\n.RI ( " + String.join(" | ", CommandDocs.below(command).keySet()) + " )\n[option ...]\n");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      out.append(".RI [ ").append(escape(parameter.paramLabel()))
          .append(parameter.arity().max() > 1 ? " ...]" : " ]").append('\n');
    }
    section(out, "DESCRIPTION");
    out.append(escape(describe(command))).append('\n');
    if (!command.positionalParameters().isEmpty()) {
      section(out, "ARGUMENTS");
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        out.append(".TP\n.I ").append(escape(parameter.paramLabel())).append('\n')
            .append(escape(CommandDocs.describe(parameter.description()))).append('\n');
      }
    }
    section(out, "OPTIONS");
    for (OptionSpec option : CommandDocs.options(command)) {
      option(out, option);
    }
    String footer = CommandDocs.describe(command.usageMessage().footer());
    if (!footer.isEmpty()) {
      section(out, "NOTES");
      out.append(escape(footer)).append('\n');
    }
    exitCodes(out, command);
    section(out, "SEE ALSO");
    out.append(".BR ").append(NAME).append(" (1)\n");
    return out.toString();
  }

  private static void option(StringBuilder out, OptionSpec option) {
    out.append(".TP\n");
    for (int i = 0; i < option.names().length; i++) {
      out.append(i == 0 ? "" : ", ").append("\\fB").append(escape(option.names()[i])).append("\\fR");
    }
    if (CommandDocs.takesValue(option)) {
      out.append(" \\fI").append(escape(CommandDocs.describe(option.paramLabel()))).append("\\fR");
    }
    out.append('\n').append(escape(CommandDocs.describe(option.description()))).append('\n');
  }

  private static void exitCodes(StringBuilder out, CommandSpec command) {
    section(out, "EXIT STATUS");
    command.usageMessage().exitCodeList().forEach((code, meaning) ->
        out.append(".TP\n.B ").append(escape(code)).append('\n').append(escape(meaning)).append('\n'));
  }

  private static void header(StringBuilder out, String name) {
    // No date: a page that changes with the day it was made cannot be compared.
    out.append(".TH ").append(escape(name.toUpperCase(Locale.ROOT))).append(" 1 \"\" \"").append(NAME).append(' ')
        .append(Version.NUMBER).append("\" \"User Commands\"\n");
  }

  private static void section(StringBuilder out, String title) {
    out.append(".SH ").append(title).append('\n');
  }

  private static String describe(CommandSpec command) {
    return CommandDocs.describe(Ansi.OFF.string(String.join(" ", command.usageMessage().description())));
  }

  private static String firstWords(String text) {
    String first = text.contains(". ") ? text.substring(0, text.indexOf(". ")) : text;
    String plain = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    return plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
  }

  private static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    return escaped.startsWith(".") ? "\\&" + escaped : escaped;
  }
}
