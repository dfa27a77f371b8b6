package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way in to the Gemini sessions of claudecodeui; everything else in this package is its own business, and none of
 * it is loaded where no such store can be.
 */
public final class Gemini implements StoreFormat {

  static final String NAME = "gemini";

  private static final String STATE = ".gemini";
  private static final String SESSIONS = "sessions";
  private static final int MOST_LOOKED_AT = 64;

  private Gemini() {}

  /** The formats of this product. */
  public static List<StoreFormat> formats() {
    return List.of(new Gemini());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    if (Files.isDirectory(start.resolve(STATE).resolve(SESSIONS)) || isPlaceOfSessions(start)
        || STATE.equals(nameOf(start)) || mayHold(start) || mayHold(start.resolve(SESSIONS))) {
      GeminiDiscovery.at(start, found);
    }
  }

  /** Whether a directory holds JSON files and nothing else, as far as one looks; OpenClaw's index is none of ours. */
  private static boolean mayHold(Path directory) throws IOException {
    if (!Files.isDirectory(directory) || Files.exists(directory.resolve("sessions.json"))
        || directory.toString().endsWith(".d")) {
      return false;
    }
    int looked = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        boolean json = name.endsWith(".json");
        if (!json && !name.startsWith(".")) {
          return false;
        }
        looked += json ? 1 : 0;
        if (looked == MOST_LOOKED_AT) {
          break;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return looked > 0;
  }

  @Override
  public List<Path> defaultLocations(Environment environment) {
    return List.of(placeIn(environment.home()));
  }

  @Override
  public Store open(StoreRef ref, Environment environment) {
    return new GeminiStore(ref, environment);
  }

  /** Nothing depends on what an operator says of its release: none takes a lock. */
  @Override
  public boolean isVersion(String text) {
    return false;
  }

  @Override
  public List<String> extraColumns() {
    return List.of("project", "cliSessionId", "file");
  }

  /** Where the product keeps the sessions of whoever has that home; no variable of its own moves it (1.34.0). */
  static Path placeIn(Path home) {
    return home.resolve(STATE).resolve(SESSIONS);
  }

  /** Whether a path is where the product looks, whatever stands there. */
  static boolean isPlaceOfSessions(Path path) {
    return SESSIONS.equals(nameOf(path)) && STATE.equals(nameOf(path.getParent()));
  }

  private static String nameOf(Path path) {
    return path == null || path.getFileName() == null ? null : path.getFileName().toString();
  }
}
