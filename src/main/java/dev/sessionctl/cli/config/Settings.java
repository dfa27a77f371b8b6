package dev.sessionctl.cli.config;

import dev.sessionctl.cli.UsageException;
import dev.sessionctl.storage.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What options are set to where the command line says nothing: by {@code SESSIONCTL_<OPTION>}, then by the user's
 * configuration file, then by the machine's. A file named by {@code --config} or {@code SESSIONCTL_CONFIG} stands
 * in for both.
 */
public final class Settings {

  private static final Path MACHINE = Path.of("/etc/sessionctl/config.yaml");

  private final Environment environment;
  private final List<Map<String, Setting>> files = new ArrayList<>();

  private Settings(Environment environment) {
    this.environment = environment;
  }

  /** Reads the files that apply to those arguments. */
  public static Settings load(Environment environment, String[] args) {
    Settings settings = new Settings(environment);
    String named = named(args);
    if (named != null) {
      Path file = environment.path(named);
      if (!Files.exists(file)) {
        throw new UsageException("no such configuration file: " + file);
      }
      settings.read(file);
      return settings;
    }
    String variable = environment.variable("SESSIONCTL_CONFIG");
    if (variable != null) {
      settings.read(environment.path(variable));
      return settings;
    }
    String base = environment.variable("XDG_CONFIG_HOME");
    // The XDG specification: a relative path is invalid and ignored.
    Path configuration = base != null && Path.of(base).isAbsolute()
        ? Path.of(base) : environment.home().resolve(".config");
    settings.read(configuration.resolve("sessionctl").resolve("config.yaml"));
    settings.read(MACHINE);
    return settings;
  }

  private void read(Path file) {
    if (Files.isRegularFile(file)) {
      files.add(ConfigFile.read(file));
    } else if (Files.isDirectory(file)) {
      throw new UsageException("the configuration file " + file + " is a directory");
    }
  }

  /** What is set for an option (its long name without dashes) of a command, or null. */
  public Setting find(String command, String option) {
    String name = variable(option);
    String value = environment.variable(name);
    if (value != null) {
      return new Setting(value, name);
    }
    if (ConfigKeys.allowed(command, option)) {
      for (Map<String, Setting> file : files) {
        Setting found = file.getOrDefault(command + "." + option, file.get(option));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** The environment variable of an option. */
  public static String variable(String option) {
    return "SESSIONCTL_" + option.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The file must be known before the arguments can be parsed with what it says. */
  private static String named(String[] args) {
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      if (args[i].startsWith("--config=")) {
        return args[i].substring("--config=".length());
      }
      if (args[i].equals("--config") && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return null;
  }
}
