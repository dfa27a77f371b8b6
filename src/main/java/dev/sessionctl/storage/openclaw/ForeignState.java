package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ProcessInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether an OpenClaw process provably uses another state directory than a given store's. Its variables
 * prove it only when they name the directory: {@code --profile x} and {@code --dev} move it to a sibling
 * {@code ~/.openclaw-x} from inside the process, which its variables at start do not show (2026.3.13), and its
 * title hides the option. Its configuration must be readable too, since {@code session.store} can point anywhere.
 */
final class ForeignState {
  private ForeignState() {}

  /** Why the process may use the store, or null when it provably does not. */
  static String whyItMayBe(StorePlace store, ProcessInfo process, Environment environment) {
    Optional<Map<String, String>> variables = environment.processes().variables(process.pid());
    if (variables.isEmpty()) {
      return "its variables cannot be read, so it may use this store";
    }
    Optional<StatePaths> paths = StatePaths.of(variables.get(), environment);
    if (paths.isEmpty()) {
      return "its state directory cannot be told from its variables";
    }
    Path state = paths.get().state();
    if (store.touches(state)) {
      return "its state directory is " + state;
    }
    Path ours = store.state() == null ? store.sessions() : store.state();
    if (!paths.get().explicit() && StorePlace.real(paths.get().home()).equals(ours.getParent())) {
      return "it may run with a profile, whose state directory its variables do not show";
    }
    GatewayConfig config = GatewayConfig.read(paths.get());
    if (!config.isKnown()) {
      return "it is not known where it keeps sessions (" + config.problem() + ")";
    }
    return storeTouches(config, store) ? "its session.store is " + config.store() : null;
  }

  /** Whether {@code session.store} of a configuration may lead to the store, for whatever agent. */
  static boolean storeTouches(GatewayConfig config, StorePlace store) {
    if (config.store() == null) {
      return false;
    }
    String pattern = config.store();
    int agent = pattern.indexOf("{agentId}");
    // What stands before the agent's name; a name cut in two is left away.
    String fixed = agent < 0 ? pattern : pattern.substring(0, pattern.lastIndexOf('/', agent) + 1);
    Path path = fixed.isEmpty() ? null : StatePaths.path(fixed, config.paths().home(), null);
    if (path == null) {
      return true;
    }
    Path directory = agent < 0 ? path.getParent() : path;
    return directory == null || store.touches(directory);
  }
}
