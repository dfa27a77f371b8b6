package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way in to this package, and the format itself in one class: on a machine without the plugin nothing else of it
 * is loaded.
 */
public final class TokenOptimizer implements StoreFormat {

  /** The name of the format. */
  static final String NAME = "token-optimizer";

  /** The state directories in which the plugin looks for its own, first existing first (2.4.19, dashboard). */
  private static final List<String> STATE_NAMES = List.of(".openclaw", ".clawdbot", ".moltbot");

  private static final List<StoreFormat> FORMATS = List.of(new TokenOptimizer());

  private TokenOptimizer() {}

  /** The formats of this product. */
  public static List<StoreFormat> formats() {
    return FORMATS;
  }

  /** Whether a file of an OpenClaw state directory is one of the plugin's in which absolute paths of it stand. */
  public static boolean namesPaths(Path state, Path file) {
    return RelocatedTree.isManifest(state.resolve(NAME), file);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    Path place = start.toAbsolutePath().normalize();
    List<Path> roots = new ArrayList<>();
    roots.add(place);
    if (place.getParent() != null && place.endsWith(StorePaths.CHECKPOINTS)) {
      roots.add(place.getParent());
    }
    roots.add(place.resolve(NAME));
    for (String state : STATE_NAMES) {
      roots.add(place.resolve(state).resolve(NAME));
    }
    for (Path root : roots) {
      // Asked with one look each, so that a place of another product costs nothing more.
      if (Files.exists(root.resolve(StorePaths.CHECKPOINTS)) || Files.exists(root.resolve(StorePaths.READ_CACHE))) {
        Discovery.at(root, found);
      }
    }
  }

  /** The plugin honours no variable but HOME (2.4.19); {@code OPENCLAW_STATE_DIR} is not where it writes. */
  @Override
  public List<Path> defaultLocations(Environment environment) {
    List<Path> places = new ArrayList<>();
    for (String state : STATE_NAMES) {
      places.add(environment.home().resolve(state).resolve(NAME));
    }
    return places;
  }

  @Override
  public Store open(StoreRef ref, Environment environment) {
    return new TokenOptimizerStore(ref, new StorePaths(ref.path()), environment);
  }

  @Override
  public boolean leavesRecords() {
    return true;
  }

  @Override
  public List<String> extraColumns() {
    return List.of("checkpoints", "captured");
  }
}
