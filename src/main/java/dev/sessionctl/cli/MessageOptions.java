package dev.sessionctl.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much is said, in which colours, and which configuration applies. */
final class MessageOptions {

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = {"-q", "--quiet"}, order = 800, description = "Print no totals, notes or progress.")
  boolean quiet;

  @Option(names = {"-v", "--verbose"}, order = 801, description = "Say more about what is done.")
  boolean verbose;

  @Option(names = "--color", order = 802, paramLabel = "WHEN", converter = Converters.ToWhen.class,
      completionCandidates = When.ForColor.class,
      description = "Colour tables: auto (on a terminal, the default), always, never.")
  When color;

  @Option(names = "--config", order = 803, paramLabel = "FILE",
      description = "Read this configuration file instead of the user's and the machine's.")
  String config;

  /** Whether only data and errors are wanted. */
  boolean quiet() {
    if (quiet && verbose) {
      throw new ParameterException(spec.commandLine(), "--quiet and --verbose contradict each other");
    }
    return quiet;
  }

  boolean verbose() {
    return verbose && !quiet();
  }

  /** Whether what goes to standard output is coloured; honours {@code NO_COLOR}. */
  boolean color(CliContext context) {
    if (color == When.JSON) {
      throw new ParameterException(spec.commandLine(), "--color takes auto, always or never");
    }
    if (color == null || color == When.AUTO) {
      return context.terminal().out() && context.environment().variable("NO_COLOR") == null
          && !"dumb".equals(context.environment().variable("TERM"));
    }
    return color == When.ALWAYS;
  }
}
