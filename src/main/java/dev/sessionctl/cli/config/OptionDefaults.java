package dev.sessionctl.cli.config;

import dev.sessionctl.cli.UsageException;
import java.util.Set;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives picocli the {@link Settings} of one command. */
public final class OptionDefaults implements IDefaultValueProvider {

  /** What names a file of one run, or of the configuration itself, or never ends by itself. */
  private static final Set<String> OF_ONE_RUN = Set.of("--config", "--plan-out", "--apply", "--watch");

  private final String command;
  private final Settings settings;

  public OptionDefaults(String command, Settings settings) {
    this.command = command;
    this.settings = settings;
  }

  @Override
  public String defaultValue(ArgSpec arg) {
    Setting setting = setting(arg);
    if (setting == null) {
      return null;
    }
    if (arg.typeInfo().isBoolean()) {
      return switch (setting.value()) {
        case "true", "1" -> "true";
        case "false", "0" -> "false";
        default -> throw new UsageException(setting.source() + ": '" + setting.value() + "' is not true or false");
      };
    }
    return setting.value();
  }

  /** What is set for an argument, or null. */
  public Setting setting(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String name = option.longestName();
    return OF_ONE_RUN.contains(name) || !name.startsWith("--") ? null : settings.find(command, name.substring(2));
  }
}
