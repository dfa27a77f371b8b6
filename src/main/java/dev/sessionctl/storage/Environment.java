package dev.sessionctl.storage;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Everything the program takes from its surroundings, in one object, so that tests can supply all of it.
 *
 * @param variables environment variables
 * @param clock wall clock; only differences of the same clock are compared with file times
 * @param zones gives the zone for human output; asked only when a time is shown, since its rules take long to load
 * @param home the user's home directory, as {@code HOME} or the account names it
 * @param workingDirectory directory against which relative paths are resolved
 * @param temporaryDirectory what {@code os.tmpdir()} of a gateway started like us would give
 * @param userId effective numeric user id, or -1 where the platform has none
 * @param processes the process table
 * @param fileSystems tells what kind of file system a path lies on, and how full it is
 * @param flusher makes many new files durable at once
 * @param courtesy lets other processes go first, when asked
 * @param random source of names that must not collide; never of secrets
 */
public record Environment(
    Map<String, String> variables,
    Clock clock,
    Supplier<ZoneId> zones,
    Path home,
    Path workingDirectory,
    Path temporaryDirectory,
    long userId,
    ProcessTable processes,
    FileSystems fileSystems,
    BulkFlusher flusher,
    Courtesy courtesy,
    RandomGenerator random) {

  /** The same with a zone that is known already. */
  public Environment(Map<String, String> variables, Clock clock, ZoneId zone, Path home, Path workingDirectory,
      Path temporaryDirectory, long userId, ProcessTable processes, FileSystems fileSystems, BulkFlusher flusher,
      Courtesy courtesy, RandomGenerator random) {
    this(variables, clock, () -> zone, home, workingDirectory, temporaryDirectory, userId, processes, fileSystems,
        flusher, courtesy, random);
  }

  /** The value of a variable with surrounding white space removed, or null when unset or blank. */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      return null;
    }
    String trimmed = value.strip();
    return trimmed.isEmpty() ? null : trimmed;
  }

  /** The zone for human output. */
  public ZoneId zone() {
    return zones.get();
  }

  /** Milliseconds since the epoch by this environment's clock. */
  public long now() {
    return clock.millis();
  }

  /**
   * Turns what a person or a configuration wrote into an absolute normalised path: a leading {@code ~} is the
   * home directory, everything else is relative to the working directory.
   *
   * @throws java.nio.file.InvalidPathException when the text is no path on this platform
   */
  public Path path(String text) {
    if (text.equals("~")) {
      return home;
    }
    if (text.startsWith("~/")) {
      return home.resolve(text.substring(2)).normalize();
    }
    return workingDirectory.resolve(text).normalize();
  }
}
