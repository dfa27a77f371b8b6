package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which releases of OpenClaw wrote a sessions directory. A JSON index carries no version, so this is judged by
 * what lies around it; signs of a later release win over signs of an earlier one.
 *
 * @param era what follows for reading and changing
 * @param certain whether a process that writes the index now must be of that era. The version in the configuration
 *     only bounds it from below: a release leaves the stamp of an older one alone until it writes the
 *     configuration (2026.7.1, started on one of 2026.3.13). So {@link Era#LOCKED_JSON} that is not certain must
 *     not open a gate while an owner lives
 * @param evidence the sign it was told by, in words
 */
record Generation(Era era, boolean certain, String evidence) {

  private Generation(Era era, String evidence) {
    this(era, era != Era.UNKNOWN_JSON, evidence);
  }

  /**
   * Whether keys that differ in case only may be different sessions: a few channels of 2026.7 have opaque ids whose
   * case counts, while earlier releases treat such keys as one.
   */
  boolean mayKeepCase() {
    return era == Era.UNLOCKED_JSON;
  }

  /** The short name in output, such as {@code A}, {@code B}, {@code C} or {@code A-or-B}. */
  String label() {
    return era.label();
  }

  /**
   * Judges a sessions directory; reads a few files around it and changes nothing. Opens the agent's database read
   * only and without a library: see {@link DatabaseProbe} for the rule that follows.
   *
   * @param sessions the directory that holds, or would hold, {@code sessions.json}
   * @param state the state directory whose configuration tells the version, or null when it is not known
   */
  static Generation detect(Path sessions, Path state, Environment environment) {
    boolean json = Files.exists(sessions.resolve("sessions.json"), LinkOption.NOFOLLOW_LINKS);
    for (Path database : databases(sessions)) {
      try {
        if (DatabaseProbe.hasSessions(database)) {
          return new Generation(json ? Era.SQLITE_WITH_JSON : Era.SQLITE, "sessions in " + database);
        }
      } catch (IOException e) {
        return new Generation(Era.UNKNOWN_JSON, "cannot read " + database + ": " + StorageIoException.reason(e));
      }
    }
    Generation byVersion = state == null ? null : byVersion(state, json, environment);
    if (byVersion != null && byVersion.era().isDatabase()) {
      return byVersion;
    }
    Generation unlocked = unlockedByFiles(sessions, state);
    if (unlocked != null) {
      return unlocked;
    }
    Generation byLocks = byLocks(sessions, environment);
    if (byLocks != null && (byLocks.era() == Era.UNLOCKED_JSON || byVersion == null)) {
      return byLocks;
    }
    if (byVersion == null) {
      return new Generation(Era.UNKNOWN_JSON, "nothing tells the release");
    }
    boolean both = byLocks != null && byLocks.era() == byVersion.era();
    return both ? byLocks : byVersion;
  }

  private static Generation unlockedByFiles(Path sessions, Path state) {
    if (Files.isDirectory(sessions.resolve("skills-prompts"), LinkOption.NOFOLLOW_LINKS)) {
      return new Generation(Era.UNLOCKED_JSON, "skills-prompts, which 2026.5.28 introduced");
    }
    for (Path database : databases(sessions)) {
      if (Files.exists(database)) {
        return new Generation(Era.UNLOCKED_JSON, database + " without sessions, which 2026.5.30 introduced");
      }
    }
    Path shared = state == null ? null : state.resolve("state").resolve("openclaw.sqlite");
    return shared == null || !Files.exists(shared) ? null
        : new Generation(Era.UNLOCKED_JSON, shared + ", which the 2026.7 line introduced");
  }

  private static List<Path> databases(Path sessions) {
    Path beside = sessions.resolveSibling("agent").resolve("openclaw-agent.sqlite");
    // An index that was configured as X/agent/sessions.json has its database in the same directory.
    Path within = sessions.resolve("openclaw-agent.sqlite");
    return sessions.endsWith("agent") ? List.of(within, beside) : List.of(beside);
  }

  private static Generation byLocks(Path sessions, Environment environment) {
    Generation found = null;
    try {
      for (LockView lock : LockInspector.locksIn(sessions, environment)) {
        if (isOurs(lock, environment)) {
          continue;
        }
        boolean index = LockKind.ofFileName(lock.path().getFileName().toString()) == LockKind.INDEX;
        if (!index && LockFile.read(lock.path()).filter(file -> file.payload().maxHoldMillis() > 0).isPresent()) {
          return new Generation(Era.UNLOCKED_JSON, "maxHoldMs in " + lock.path() + ", which 2026.5.18 introduced");
        }
        if (index && lock.verdict() == LockVerdict.LIVE) {
          found = new Generation(Era.LOCKED_JSON, lock.path() + " is held by " + lock.holder());
        }
      }
    } catch (IOException e) {
      return null;
    }
    return found;
  }

  /** Locks of this tool say nothing of the product: it writes the same payload whatever the release. */
  private static boolean isOurs(LockView lock, Environment environment) {
    Optional<ProcessInfo> holder = environment.processes().find(lock.pid());
    return lock.pid() == environment.processes().self().pid()
        || holder.isPresent() && OpenClawProcess.isSessionctl(holder.get().arguments());
  }

  private static Generation byVersion(Path state, boolean json, Environment environment) {
    String version = GatewayConfig.read(state, environment).version();
    Era era = version == null ? null : ProductVersion.era(version);
    if (era == null) {
      return null;
    }
    if (era == Era.SQLITE && json) {
      era = Era.SQLITE_WITH_JSON;
    }
    return new Generation(era, false, "configuration last touched by " + version);
  }
}
