package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a directory of sessions lies: {@code <root>/sessions}, or {@code <root>/sessions/projects/<8 hex>}, which has
 * the same kind of files for one project (praisonaiagents 1.7.0).
 *
 * @param directory the directory itself
 * @param project whether it is one of a project
 */
record Place(Path directory, boolean project) {

  static final String PROJECTS = "projects";
  private static final int PROJECT_NAME = 8;

  /** Told by its path. */
  static Place of(Path directory) {
    Path parent = directory.getParent();
    boolean project = parent != null && parent.endsWith(PROJECTS) && isProjectName(directory.getFileName().toString());
    return new Place(directory, project);
  }

  /** The first digits of a hash: of a remote, a root commit, an id or a path. */
  static boolean isProjectName(String name) {
    return name.length() == PROJECT_NAME && name.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }

  /** The sessions directory of the product. */
  Path sessions() {
    return project ? directory.getParent().getParent() : directory;
  }

  /** The product's root directory. */
  Path root() {
    Path parent = sessions().getParent();
    return parent == null ? sessions() : parent;
  }

  /** This tool's area: one for a root, since the legacy copies of a session lie in other directories of it. */
  AdminArea area() {
    return AdminArea.besides(sessions());
  }

  /** Every directory in which a run may have changed something. */
  List<Path> allDirectories(Environment environment) throws IOException {
    List<Path> all = new ArrayList<>(List.of(sessions()));
    all.addAll(Discovery.projects(sessions()));
    all.addAll(spillDirectories(environment));
    all.add(root().resolve(Shares.DIRECTORY));
    for (String run : Listing.of(directory).runs) {
      all.add(directory.resolve(run));
    }
    return all;
  }

  /**
   * Directories that may hold messages which a process could not write (since 1.6.163). Their place is decided once a
   * process, by what exists then, so a fresh installation may have two.
   */
  List<Path> spillDirectories(Environment environment) {
    Set<Path> states = new LinkedHashSet<>();
    states.add(root());
    Path home = root().getParent();
    boolean inHome = home != null && PraisonFormat.ROOT_NAMES.contains(root().getFileName().toString());
    if (inHome) {
      PraisonFormat.ROOT_NAMES.forEach(name -> states.add(home.resolve(name)));
      states.add(home.resolve(".local/state").resolve(PraisonFormat.NAME));
    }
    if (new PraisonFormat().defaultLocations(environment).contains(root())) {
      String state = environment.variable("XDG_STATE_HOME");
      states.add(state != null && state.startsWith("/") ? environment.path(state).resolve(PraisonFormat.NAME)
          : environment.home().resolve(".local/state").resolve(PraisonFormat.NAME));
    }
    List<Path> found = new ArrayList<>();
    for (Path state : states) {
      Path spill = state.resolve("state").resolve("session_spill");
      if (Files.isDirectory(spill, LinkOption.NOFOLLOW_LINKS)) {
        found.add(spill);
      }
    }
    return found;
  }
}
