package dev.sessionctl.storage.change;

import java.time.Duration;
import java.util.Set;

/**
 * Shrinks what sessions take on disk without losing what the product needs; originals go to the trash.
 *
 * @param level how far to go: each level includes those before it
 * @param keys only these sessions, or null for all and for the files that belong to no session
 * @param thresholdPercent acts on a file or an index only where at least that share of it is gained; 0 for always
 * @param quietFor sessions that changed within that time are left alone
 */
public record Compaction(Level level, Set<String> keys, int thresholdPercent, Duration quietFor)
    implements ChangeRequest {

  /** How far a compaction goes. */
  public enum Level {
    /** Only what the product makes anew, what is there twice, and dead temporary files. */
    LOSSLESS,
    /** Also history that no context contains any more. */
    TRIM,
    /** Also branches that were given up. */
    BRANCHES
  }

  @Override
  public String command() {
    return "compact";
  }
}
