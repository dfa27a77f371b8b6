package dev.sessionctl.cli;

import dev.sessionctl.cli.config.OptionDefaults;
import dev.sessionctl.cli.config.Setting;
import dev.sessionctl.cli.config.Settings;
import dev.sessionctl.output.TextSink;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line and gives its exit code; never ends the process. */
public final class Cli {

  private Cli() {}

  /** Runs the program with those arguments. */
  public static int run(String[] args, CliContext surroundings) {
    CliContext context = surroundings.guarded();
    Messages messages = new Messages(context.err());
    String command = "sessionctl";
    boolean debug = isDebug(args, context);
    try {
      CommandLine line = CommandTable.commandLine(context, args);
      command = (command + " " + CommandTable.named(args)).strip();
      applySettings(line, "", Settings.load(context.environment(), args));
      int code = execute(line, args, context, false);
      context.out().flush();
      return code;
    } catch (ParameterException e) {
      Throwable cause = e.getCause() instanceof UsageException ? e.getCause() : new UsageException(explain(e));
      return Failures.report(cause, e.getCommandLine().getCommandSpec().qualifiedName(), debug, messages);
    } catch (IOException | RuntimeException | Error e) {
      return Failures.report(e, command, debug, messages);
    }
  }

  /** The exit code when standard output did not take something. */
  public static int outputFailed(IOException failure) {
    return Failures.codeOf(new OutputException(failure));
  }

  /**
   * Parses and runs.
   *
   * @param expanded whether these are the arguments that {@code --apply} stands for
   */
  private static int execute(CommandLine line, String[] args, CliContext context, boolean expanded)
      throws IOException {
    ParseResult result = line.parseArgs(args);
    CommandLine last = line;
    for (CommandLine parsed : result.asCommandLineList()) {
      if (parsed.isUsageHelpRequested()) {
        print(context, parsed.getUsageMessage(context.terminal().out() ? Ansi.ON : Ansi.OFF));
        return ExitCode.OK;
      }
      if (parsed.isVersionHelpRequested()) {
        print(context, Version.LINE + "\n");
        return ExitCode.OK;
      }
      last = parsed;
    }
    if (!expanded && last.getParseResult().hasMatchedOption("--apply")) {
      String[] saved = SavedArguments.expand(args, last.getParseResult(), context.environment());
      CommandLine again = CommandTable.commandLine(context, saved);
      applySettings(again, "", Settings.load(context.environment(), args));
      return execute(again, saved, context, true);
    }
    Object command = last.getCommand();
    if (!(command instanceof BaseCommand runnable)) {
      throw new ParameterException(line, "no command; there are " + String.join(", ", CommandTable.names()));
    }
    runnable.parsed(last.getParseResult());
    return runnable.run();
  }

  static void print(CliContext context, String text) throws IOException {
    try (TextSink out = new TextSink(context.out())) {
      out.write(text);
    }
  }

  private static void applySettings(CommandLine line, String words, Settings settings) {
    line.getSubcommands().forEach((name, subcommand) -> {
      subcommand.setDefaultValueProvider(new OptionDefaults(words + name, settings));
      applySettings(subcommand, words + name + " ", settings);
    });
  }

  private static String explain(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched);
    }
    String message = e.getMessage();
    if (e.getArgSpec() != null
        && e.getCommandLine().getDefaultValueProvider() instanceof OptionDefaults defaults
        && !e.getCommandLine().getParseResult().hasMatchedOption(e.getArgSpec().toString())) {
      Setting setting = defaults.setting(e.getArgSpec());
      if (setting != null) {
        message += " (from " + setting.source() + ")";
      }
    }
    return message;
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String word = e.getUnmatched().get(0);
    CommandLine line = e.getCommandLine();
    if (word.startsWith("-") && word.length() > 1) {
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      String hint = line.getParent() == null && CommandTable.isOptionOfACommand(name)
          ? "; options stand behind the command"
          : Suggestions.didYouMean(name, line.getCommandSpec().optionsMap().keySet());
      return "unknown option '" + name + "'" + hint;
    }
    if (line.getParent() == null) {
      return "unknown command '" + word + "'" + Suggestions.didYouMean(word, CommandTable.names());
    }
    if (!line.getSubcommands().isEmpty()) {
      return "unknown command '" + line.getCommandName() + " " + word + "'"
          + Suggestions.didYouMean(word, line.getSubcommands().keySet());
    }
    return "unexpected argument '" + word + "'";
  }

  private static boolean isDebug(String[] args, CliContext context) {
    for (String arg : args) {
      if (arg.equals("--debug")) {
        return true;
      }
    }
    String variable = context.environment().variable("SESSIONCTL_DEBUG");
    return "true".equals(variable) || "1".equals(variable);
  }
}
