package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lock files that running gateways leave: {@code <tmp>/openclaw-<uid>/gateway.<hash>.lock} (OpenClaw
 * 2026.3.13 and 2026.7.1), {@code <state>/tmp/openclaw-<uid>/gateway.*.lock} from 2026.8.1 on. They are missing
 * when a gateway was started with {@code OPENCLAW_ALLOW_MULTI_GATEWAY=1}, and another temporary directory of the
 * gateway hides them: finding one proves a gateway, finding none proves nothing.
 */
final class GatewayLocks {

  /**
   * One such file whose process runs.
   *
   * @param file where
   * @param process the gateway
   * @param config the absolute path of its configuration, or null
   * @param state its state directory where the file tells, or null
   */
  record Found(Path file, ProcessInfo process, Path config, Path state) {}

  private static final JsonFactory JSON = new JsonFactory();

  private GatewayLocks() {}

  /** All of running gateways, of every user whose directory can be read. */
  static List<Found> find(Path state, Environment environment) {
    Set<Path> roots = new LinkedHashSet<>();
    roots.add(environment.temporaryDirectory());
    roots.add(Path.of("/tmp"));
    if (state != null) {
      roots.add(state.resolve("tmp"));
    }
    List<Found> found = new ArrayList<>();
    for (Path root : roots) {
      for (Path directory : list(root, "openclaw-*")) {
        for (Path file : list(directory, "gateway.*.lock")) {
          live(file, environment).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  /** The name of the lock of a gateway with that configuration. */
  static String fileName(Path config) {
    byte[] hash = Sha256.digest().digest(config.toString().getBytes(StandardCharsets.UTF_8));
    return "gateway." + HexFormat.of().formatHex(hash, 0, 4) + ".lock";
  }

  private static List<Path> list(Path directory, String pattern) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
      entries.forEach(paths::add);
    } catch (IOException | DirectoryIteratorException e) {
      // Not there, or another user's: the processes themselves are looked at as well.
      return paths;
    }
    return paths;
  }

  private static Optional<Found> live(Path file, Environment environment) {
    try {
      Optional<LockFile> lock = LockFile.read(file);
      if (lock.isEmpty()) {
        return Optional.empty();
      }
      LockPayload payload = lock.get().payload();
      Optional<ProcessInfo> process = environment.processes().find(payload.pid());
      if (process.isEmpty() || payload.startTicks() >= 0 && process.get().startTicks() >= 0
          && payload.startTicks() != process.get().startTicks()) {
        return Optional.empty();
      }
      byte[] content = lock.get().content();
      return Optional.of(new Found(file, process.get(), text(content, "configPath"), text(content, "stateDir")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path text(byte[] content, String field) {
    try (JsonParser parser = JSON.createParser(new String(content, StandardCharsets.UTF_8))) {
      String value = null;
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = parser.currentName().equals(field);
          if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
            value = parser.getText();
          } else {
            parser.skipChildren();
          }
        }
      }
      return value == null ? null : StatePaths.path(value, null, null);
    } catch (IOException e) {
      return null;
    }
  }
}
