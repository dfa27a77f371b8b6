package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where OpenClaw keeps its state and its configuration, by the rules of 2026.3.13, which later releases only
 * narrow (from 2026.4.15 fewer legacy names, later no {@code CLAWDBOT_} variables).
 *
 * @param home the home directory that {@code ~} stands for
 * @param state the state directory; need not exist
 * @param config the configuration file; need not exist
 * @param explicit whether a variable names the state directory. Without one a process started with
 *     {@code --profile} or {@code --dev} uses another directory, and its variables do not tell
 */
record StatePaths(Path home, Path state, Path config, boolean explicit) {

  private static final List<String> NAMES = List.of("OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR", "OPENCLAW_HOME",
      "HOME", "USERPROFILE", "OPENCLAW_CONFIG_PATH", "CLAWDBOT_CONFIG_PATH");
  private static final List<String> LEGACY_STATE = List.of(".clawdbot", ".moldbot", ".moltbot");
  private static final List<String> LEGACY_CONFIG = List.of("clawdbot.json", "moldbot.json", "moltbot.json");

  /** The paths for a product started like this program. */
  static StatePaths of(Environment environment) {
    return resolve(environment.variables(), environment, environment.workingDirectory()).orElseThrow(
        () -> new IllegalStateException("a working directory resolves every path"));
  }

  /**
   * The paths for a process with other variables, or nothing when they cannot be told: a relative path means
   * nothing here, since its working directory is not known, and outside ASCII the process's encoding is not.
   */
  static Optional<StatePaths> of(Map<String, String> variables, Environment environment) {
    for (String name : NAMES) {
      if (variables.getOrDefault(name, "").chars().anyMatch(c -> c > 0x7e)) {
        return Optional.empty();
      }
    }
    return resolve(variables, environment, null);
  }

  private static Optional<StatePaths> resolve(Map<String, String> variables, Environment environment, Path base) {
    Path home = home(variables, environment, base);
    if (home == null) {
      return Optional.empty();
    }
    String named = first(variables, "OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR");
    Path state = named == null ? defaultState(home) : path(named, home, base);
    String configured = first(variables, "OPENCLAW_CONFIG_PATH", "CLAWDBOT_CONFIG_PATH");
    if (state == null) {
      return Optional.empty();
    }
    Path config = configured == null ? defaultConfig(state) : path(configured, home, base);
    return config == null ? Optional.empty() : Optional.of(new StatePaths(home, state, config, named != null));
  }

  /** The paths of a state directory that was named to us, with nothing said by variables. */
  static StatePaths ofState(Path state, Environment environment) {
    return new StatePaths(environment.home(), state, defaultConfig(state), true);
  }

  private static Path home(Map<String, String> variables, Environment environment, Path base) {
    String user = first(variables, "HOME", "USERPROFILE");
    Path ordinary = user == null ? environment.home() : path(user, environment.home(), base);
    String own = first(variables, "OPENCLAW_HOME");
    return own == null || ordinary == null ? ordinary : path(own, ordinary, base);
  }

  private static Path defaultState(Path home) {
    Path usual = home.resolve(".openclaw");
    if (Files.exists(usual)) {
      return usual;
    }
    return LEGACY_STATE.stream().map(home::resolve).filter(Files::exists).findFirst().orElse(usual);
  }

  private static Path defaultConfig(Path state) {
    Path usual = state.resolve("openclaw.json");
    if (Files.exists(usual)) {
      return usual;
    }
    return LEGACY_CONFIG.stream().map(state::resolve).filter(Files::exists).findFirst().orElse(usual);
  }

  /** An absolute path, or null when the text is none and there is nothing to resolve it against. */
  static Path path(String text, Path home, Path base) {
    try {
      if (text.equals("~")) {
        return home;
      }
      if (text.startsWith("~/")) {
        return home.resolve(text.substring(2)).normalize();
      }
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path.normalize();
      }
      return base == null ? null : base.resolve(path).normalize();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String first(Map<String, String> variables, String... names) {
    for (String name : names) {
      String value = variables.get(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }
}
