package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way in to this package, and the format itself in one class: where there is no such database nothing else of it is
 * loaded.
 */
public final class ClaudeMem implements StoreFormat {

  static final String NAME = "claude-mem";
  static final String DATABASE = "claude-mem.db";

  private static final String HOME = ".claude-mem";
  private static final List<StoreFormat> FORMATS = List.of(new ClaudeMem());

  private ClaudeMem() {}

  /** The formats of this product. */
  public static List<StoreFormat> formats() {
    return FORMATS;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    if (Files.isRegularFile(start)) {
      // The index of another product, which is what is named most.
      if (start.toString().endsWith(".json")) {
        return;
      }
      MemDiscovery.atFile(start, environment, found);
      return;
    }
    for (Path place : List.of(start.resolve(DATABASE), start.resolve(HOME).resolve(DATABASE))) {
      if (Files.isRegularFile(place)) {
        MemDiscovery.report(place, environment, found);
      }
    }
  }

  /**
   * The directory of the variable, of the settings, or the usual one (from 10.5.6 on); releases before that used the
   * usual one whatever was set, so it is looked at in any case.
   */
  @Override
  public List<Path> defaultLocations(Environment environment) {
    Path usual = environment.home().resolve(HOME);
    List<Path> places = new ArrayList<>();
    String named = environment.variable("CLAUDE_MEM_DATA_DIR");
    Path settings = usual.resolve("settings.json");
    if (named == null && Files.isRegularFile(settings)) {
      named = Settings.read(settings).dataDirectory();
    }
    try {
      if (named != null) {
        places.add(environment.path(named));
      }
    } catch (InvalidPathException e) {
      // Then the product does not find it either.
      places.clear();
    }
    if (!places.contains(usual)) {
      places.add(usual);
    }
    return places;
  }

  @Override
  public Store open(StoreRef ref, Environment environment) {
    return new ClaudeMemStore(ref, environment);
  }

  @Override
  public boolean isVersion(String text) {
    return WorkerRelease.isRelease(text);
  }

  @Override
  public List<String> extraColumns() {
    return List.of("project", "prompts", "observations", "summaries", "queued", "status");
  }
}
