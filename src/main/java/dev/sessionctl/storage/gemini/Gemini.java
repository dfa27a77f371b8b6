package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
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
    if (Files.isDirectory(start.resolve(STATE).resolve(SESSIONS)) || Files.isDirectory(start.resolve(SESSIONS))
        || isPlaceOfSessions(start) || SESSIONS.equals(nameOf(start))) {
      GeminiDiscovery.at(start, found);
    }
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
