package dev.sessionctl.storage.openclaw.sqlite;

import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of an agent's database: itself, the transcripts that were moved out of it, the originals of its import and
 * what that says of them. Paths in it are relative to the state directory, or found by the product's own names
 * (2026.9.6); none is rewritten.
 */
record AgentFiles(AgentPlaces agent) implements StoreTree {

  @Override
  public Path root() {
    return agent.state();
  }

  @Override
  public List<Path> places() {
    List<Path> places = new ArrayList<>(List.of(agent.database()));
    for (Path directory : List.of(agent.sessions(), agent.importArchive(), agent.manifests())) {
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        places.add(directory);
      }
    }
    return places;
  }

  @Override
  public Set<Path> formerRoots() {
    return Set.of();
  }

  @Override
  public Treatment treatment(Path directory, Path file) {
    return Treatment.KEEP;
  }

  @Override
  public Taking taking(Path directory, Path file) {
    String name = file.getFileName().toString();
    if (file.equals(directory.resolve(agent.state().relativize(agent.database())))) {
      return Taking.DATABASE;
    }
    return name.endsWith(".lock") || name.endsWith(".tmp") ? Taking.LEAVE
        : name.endsWith(".jsonl") ? Taking.APPENDED : Taking.REPLACED;
  }

  /** A transcript is in the database or has left it for a file before: so those files are looked for afterwards. */
  @Override
  public boolean isIndex(Path directory, Path file) {
    return taking(directory, file) == Taking.DATABASE;
  }
}
