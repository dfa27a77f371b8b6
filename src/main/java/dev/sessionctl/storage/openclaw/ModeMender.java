package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Finding;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out which modes have to change so that others can neither read nor replace what is in a store. */
final class ModeMender {

  /** What it mends. */
  static final Set<Flaw> FLAWS = EnumSet.of(Flaw.MODE_INDEX, Flaw.MODE_TRANSCRIPTS, Flaw.MODE_DIRECTORY);

  private static final int GROUP_AND_OTHERS = 0077;
  private static final int OTHERS = 0007;
  private static final int WRITE_OF_OTHERS = 0022;

  private ModeMender() {}

  /** The mendings for findings of these flaws; at most one for each path. */
  static List<Mending> mendings(List<Finding> findings, StoreFiles files) throws IOException {
    Map<Path, Integer> taken = new LinkedHashMap<>();
    for (Finding finding : findings) {
      if (finding.id().equals(Flaw.MODE_INDEX.id())) {
        take(taken, finding.path(), GROUP_AND_OTHERS);
      } else if (finding.id().equals(Flaw.MODE_DIRECTORY.id())) {
        take(taken, finding.path(), WRITE_OF_OTHERS);
      } else {
        Path state = StorePlace.stateOf(files.sessions());
        take(taken, state == null ? files.sessions() : state, OTHERS);
      }
    }
    List<Mending> mendings = new java.util.ArrayList<>();
    for (Map.Entry<Path, Integer> path : taken.entrySet()) {
      try {
        FileStat stat = FileStat.of(path.getKey());
        int after = stat.permissions() & ~path.getValue();
        if (!stat.isSymbolicLink() && after != stat.permissions()) {
          mendings.add(new ModeMending(path.getKey(), stat.permissions(), after));
        }
      } catch (NoSuchFileException e) {
        // Gone with its mode.
        continue;
      }
    }
    return mendings;
  }

  private static void take(Map<Path, Integer> taken, Path path, int bits) {
    taken.merge(path, bits, (one, other) -> one | other);
  }
}
