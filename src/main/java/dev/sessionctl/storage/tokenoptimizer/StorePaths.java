package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.AdminArea;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where the plugin keeps what (2.4.19).
 *
 * @param root its directory {@code token-optimizer} in OpenClaw's state directory
 */
record StorePaths(Path root) {

  static final String CHECKPOINTS = "checkpoints";
  static final String READ_CACHE = "read-cache";
  static final String STATE = "policy-state.json";
  static final String MANIFEST = "manifest.jsonl";
  static final String EVENTS = "checkpoint-events.jsonl";
  private static final String DECISIONS = "decisions";

  /** Holds a directory for every session, and the log of events. */
  Path checkpoints() {
    return root.resolve(CHECKPOINTS);
  }

  /** The directory of one session. */
  Path session(String key) {
    return checkpoints().resolve(key);
  }

  Path readCache() {
    return root.resolve(READ_CACHE);
  }

  /** Holds an append-only log for every session. */
  Path decisions() {
    return readCache().resolve(DECISIONS);
  }

  /** Every directory in which this tool may change a file: those of the sessions and those of the read cache. */
  Set<Path> directories() throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    directories.add(checkpoints());
    directories.add(readCache());
    directories.add(decisions());
    for (String key : SessionScan.keys(this)) {
      directories.add(session(key));
    }
    return directories;
  }

  /** The log of captures; only where telemetry was asked for. */
  Path events() {
    return checkpoints().resolve(EVENTS);
  }

  /**
   * This tool's area lies in {@code root}, beside {@code checkpoints}: the plugin sweeps every directory in that, and
   * its doctor complains of every other name there.
   */
  AdminArea area() {
    return AdminArea.besides(checkpoints());
  }
}
