package dev.sessionctl.storage.openclaw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which part of OpenClaw's layout a path is.
 *
 * @param state real path of the state directory, or null when the path does not tell ({@code session.store} can
 *     put an index anywhere)
 * @param sessions real path of the one sessions directory that was named, or null when a state directory was
 */
record StorePlace(Path state, Path sessions) {

  /**
   * Takes a state directory, a sessions directory, or an index or transcript in one. A directory is a state
   * directory when it has {@code agents} or a configuration and does not lie at a sessions directory's place.
   */
  static StorePlace of(Path path) {
    Path real = real(path);
    if (!Files.isDirectory(real)) {
      real = real.getParent() == null ? real : real.getParent();
    }
    Path state = stateOf(real);
    if (state != null) {
      return new StorePlace(state, real);
    }
    boolean isState = Files.exists(real.resolve("agents")) || Files.exists(real.resolve("openclaw.json"));
    return isState ? new StorePlace(real, null) : new StorePlace(null, real);
  }

  /** The state directory of {@code <state>/agents/<id>/sessions}, or null for another path. */
  static Path stateOf(Path sessions) {
    Path name = sessions.getFileName();
    Path agent = sessions.getParent();
    Path agents = agent == null ? null : agent.getParent();
    if (name == null || agents == null || agents.getFileName() == null) {
      return null;
    }
    boolean place = name.toString().equals("sessions") && agents.getFileName().toString().equals("agents");
    return place ? agents.getParent() : null;
  }

  /** The real path as far as it exists; what does not exist is taken as written. */
  static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path parent = absolute.getParent();
      return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
    }
  }

  /** Whether a directory lies in this place or the other way round. */
  boolean touches(Path directory) {
    Path other = real(directory);
    return meets(state, other) || meets(sessions, other);
  }

  private static boolean meets(Path own, Path other) {
    return own != null && (own.startsWith(other) || other.startsWith(own));
  }
}
