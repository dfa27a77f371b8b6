package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreFormat;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.openclaw.sqlite.AgentDatabaseStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** One of the three ways in which OpenClaw keeps sessions. */
final class OpenClawFormat implements StoreFormat {

  /** {@code sessions.json}, 2026.1.29 to 2026.7. */
  static final String JSON = "openclaw-json";
  /** {@code sessions.d} in either layout; proposed, never released. */
  static final String DIRECTORY = "openclaw-dir";
  /** {@code openclaw-agent.sqlite}, from 2026.8.1. */
  static final String SQLITE = "openclaw-sqlite";

  private final String name;

  OpenClawFormat(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void discover(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    Discovery discovery = new Discovery(environment, ref -> {
      if (ref.format().equals(name)) {
        found.accept(ref);
      }
    });
    discovery.at(start);
  }

  @Override
  public void discoverLost(Path start, Environment environment, Consumer<StoreRef> found) throws IOException {
    if (name.equals(JSON)) {
      new LostIndexes(environment, new Discovery(environment, found)).at(start);
    }
  }

  @Override
  public List<Path> defaultLocations(Environment environment) {
    return List.of(StatePaths.of(environment).state());
  }

  @Override
  public Store open(StoreRef ref, Environment environment) {
    return name.equals(SQLITE) ? new AgentDatabaseStore(ref, environment) : OpenClawStore.open(ref, environment);
  }

  @Override
  public boolean isVersion(String text) {
    return ProductVersion.isVersion(text);
  }

  @Override
  public List<String> extraColumns() {
    // The database's own classes are loaded for a database only.
    return name.equals(SQLITE) ? List.of("status", "model", "channel", "chatType", "compactions", "parent", "windows")
        : SessionRows.EXTRA_COLUMNS;
  }
}
