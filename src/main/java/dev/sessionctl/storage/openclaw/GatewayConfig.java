package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The few settings of an OpenClaw configuration that say where sessions lie and who wrote them. What cannot be
 * read for certain (no JSON5, an {@code $include} where a setting may come from, {@code ${VARIABLE}} in a path)
 * is unknown and never guessed.
 *
 * @param paths where it was looked for
 * @param present whether a configuration file exists
 * @param problem why {@link #store} and {@link #agents} are not to be trusted, or null when they are
 * @param store {@code session.store} as written, or null when it is not set or not known
 * @param version {@code meta.lastTouchedVersion}, or null
 * @param maxDiskBytes {@code session.maintenance.maxDiskBytes} as written, without quotes, or null
 * @param agents {@code agents.list[].id} in file order, not normalised
 */
record GatewayConfig(
    StatePaths paths,
    boolean present,
    String problem,
    String store,
    String version,
    String maxDiskBytes,
    List<String> agents) {

  /** Real ones have a few kilobytes. */
  static final int LIMIT = 4 * 1024 * 1024;

  /** The configuration of a product started like this program. */
  static GatewayConfig read(Environment environment) {
    return read(StatePaths.of(environment));
  }

  /** The configuration in a state directory. */
  static GatewayConfig read(Path state, Environment environment) {
    return read(StatePaths.ofState(state, environment));
  }

  /** The configuration of a process with other variables, or nothing when its place cannot be told. */
  static Optional<GatewayConfig> read(Map<String, String> variables, Environment environment) {
    return StatePaths.of(variables, environment).map(GatewayConfig::read);
  }

  static GatewayConfig read(StatePaths paths) {
    String text;
    try {
      text = text(paths.config());
    } catch (NoSuchFileException e) {
      return new GatewayConfig(paths, false, null, null, null, null, List.of());
    } catch (IOException e) {
      String problem = "cannot read " + paths.config() + ": " + StorageIoException.reason(e);
      return new GatewayConfig(paths, true, problem, null, null, null, List.of());
    }
    ConfigReader reader = new ConfigReader();
    String problem = reader.read(text);
    return new GatewayConfig(paths, true, problem == null ? null : paths.config() + ": " + problem,
        problem == null ? reader.store() : null, reader.version(), reader.maxDiskBytes(), reader.agents());
  }

  /** Whether it is certain where sessions lie. */
  boolean isKnown() {
    return problem == null;
  }

  /**
   * The index of an agent, or nothing when the configuration leaves it open.
   *
   * @param agent a normalised agent id
   */
  Optional<Path> storeOf(String agent) {
    if (!isKnown()) {
      return Optional.empty();
    }
    if (store == null) {
      return Optional.of(paths.state().resolve("agents").resolve(agent).resolve("sessions").resolve("sessions.json"));
    }
    return Optional.ofNullable(StatePaths.path(store.replace("{agentId}", agent), paths.home(), null));
  }

  private static String text(Path config) throws IOException {
    Path real = config.toRealPath();
    if (!FileStat.of(real).isRegularFile()) {
      throw new IOException("not a regular file");
    }
    try (FileChannel channel = DurableFiles.openForRead(real)) {
      if (channel.size() > LIMIT) {
        throw new IOException("larger than " + LIMIT + " bytes");
      }
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
  }
}
