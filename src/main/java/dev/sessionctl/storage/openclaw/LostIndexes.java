package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.NoStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds stores of which transcripts are there but no index: where the product would look for the index, or where an
 * operator says that it was. Where it is open whose the transcripts are nothing is found: when the configuration cannot
 * be read for certain, names another place, or puts several indexes into one directory of which more than one is gone.
 * An agent that has not begun has no transcripts, and so is none of them.
 */
final class LostIndexes {

  private final Environment environment;
  private final Discovery discovery;

  LostIndexes(Environment environment, Discovery discovery) {
    this.environment = environment;
    this.discovery = discovery;
  }

  /**
   * Reports those at a place.
   *
   * @param place an index that is gone, an agent's directory, a state directory, or a home directory
   * @throws NoStoreException when it is an index that is gone and cannot be told what belonged to it
   */
  void at(Path place) throws IOException {
    Path start = place.toAbsolutePath().normalize();
    if (!Files.exists(start)) {
      named(start);
    } else if (Files.isDirectory(start)) {
      if (start.getParent() != null && start.getParent().endsWith(Discovery.AGENTS)) {
        inState(start.getParent().getParent(), start.getFileName().toString());
      } else if (!inState(start, null)) {
        for (String name : Discovery.STATE_NAMES) {
          if (Files.isDirectory(start.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            inState(start.resolve(name), null);
          }
        }
      }
    }
  }

  /** An index that an operator names although it is gone. */
  private void named(Path index) throws IOException {
    StoreFiles files = new StoreFiles(index);
    if (files.sessions() == null || !Files.isDirectory(files.sessions()) || Files.isSymbolicLink(index)) {
      return;
    }
    Path state = StorePlace.stateOf(files.sessions());
    GatewayConfig config = state == null ? GatewayConfig.read(environment) : GatewayConfig.read(state, environment);
    Set<Path> configured = configured(config);
    boolean usual = state != null && files.indexName().equals(Discovery.INDEX);
    if (!isLost(files) || !usual && !configured.contains(index)) {
      return;
    }
    if (usual && config.isKnown() && config.store() != null && !configured.contains(index)) {
      throw new NoStoreException(index + " is gone, and " + config.paths().config() + " has the product look for"
          + " sessions elsewhere: " + config.store());
    }
    Path other = otherLost(index, configured);
    if (other != null) {
      throw new NoStoreException(index + " is gone, and so is " + other + ": it is not known which transcripts in "
          + files.sessions() + " belong to which");
    }
    discovery.report(files, OpenClawFormat.JSON);
  }

  /**
   * The indexes of one agent, or of all.
   *
   * @return whether it is a state directory
   */
  private boolean inState(Path state, String agent) throws IOException {
    boolean agents = Files.isDirectory(state.resolve(Discovery.AGENTS), LinkOption.NOFOLLOW_LINKS);
    GatewayConfig config = GatewayConfig.read(state, environment);
    if (!config.isKnown() || !agents && !config.present()) {
      return agents || config.present();
    }
    Set<Path> places = configured(config);
    if (config.store() == null && agents) {
      for (Path each : Discovery.subdirectories(state.resolve(Discovery.AGENTS))) {
        places.add(each.resolve(Discovery.SESSIONS).resolve(Discovery.INDEX));
      }
    }
    for (Path index : places) {
      StoreFiles files = new StoreFiles(index);
      boolean meant = agent == null || index.startsWith(state.resolve(Discovery.AGENTS).resolve(agent));
      if (meant && isLost(files) && otherLost(index, places) == null) {
        discovery.report(files, OpenClawFormat.JSON);
      }
    }
    return true;
  }

  /** Where the configuration has the product look, in a fixed order; where it says nothing of that, nothing. */
  private static Set<Path> configured(GatewayConfig config) {
    Set<Path> places = new TreeSet<>();
    if (config.isKnown() && config.store() != null) {
      List<String> agents = new ArrayList<>(List.of(AgentIds.DEFAULT));
      config.agents().forEach(agent -> agents.add(AgentIds.normalize(agent)));
      agents.forEach(agent -> config.storeOf(agent).ifPresent(places::add));
    }
    return places;
  }

  /** Another index of the same directory that is gone too, or null. */
  private static Path otherLost(Path index, Set<Path> places) {
    for (Path place : places) {
      if (!place.equals(index) && index.getParent().equals(place.getParent())
          && !Files.exists(place, LinkOption.NOFOLLOW_LINKS)
          && !Files.exists(new StoreFiles(place).directory(), LinkOption.NOFOLLOW_LINKS)) {
        return place;
      }
    }
    return null;
  }

  private boolean isLost(StoreFiles files) throws IOException {
    Path sessions = files.sessions();
    return Files.isDirectory(sessions) && !Files.exists(files.index(), LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(files.directory(), LinkOption.NOFOLLOW_LINKS)
        && !Generation.detect(sessions, StorePlace.stateOf(sessions), environment).era().isDatabase()
        && SessionsDirectory.list(sessions, files.indexName()).entries().values().stream()
            .anyMatch(entry -> entry.name().kind() == ArtifactKind.TRANSCRIPT);
  }
}
