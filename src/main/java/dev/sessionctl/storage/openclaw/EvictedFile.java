package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.FileIdentity;
import java.nio.file.Path;

/**
 * A file that goes into the trash.
 *
 * @param key the session it belongs to, or null
 * @param role what it is: {@code transcript}, {@code checkpoint}, {@code trajectory}, {@code archive},
 *     {@code left-over}
 * @param path where it is
 * @param identity which file it was when the plan was made
 */
record EvictedFile(String key, String role, Path path, FileIdentity identity) {

  static final String TRANSCRIPT = "transcript";
  static final String ARCHIVE = "archive";
  static final String LEFT_OVER = "left-over";

  /** Whether the product may write it under a lock of its own. */
  boolean isTranscript() {
    return role.equals(TRANSCRIPT);
  }

  /** Whether it goes by its age alone, whoever refers to its session. */
  boolean isAged() {
    return key == null && !isTranscript();
  }

  /** The role of a file that belongs to a session, or null when it is none that goes with it. */
  static String roleOf(ArtifactKind kind) {
    return switch (kind) {
      case TRANSCRIPT -> TRANSCRIPT;
      case CHECKPOINT -> "checkpoint";
      case TRAJECTORY, TRAJECTORY_POINTER -> "trajectory";
      case ARCHIVE_RESET, ARCHIVE_DELETED, ARCHIVE_BAK, REPAIR_BACKUP -> ARCHIVE;
      default -> null;
    };
  }

  /** The role of a file that goes by its age, or null when it never does. */
  static String agedRoleOf(ArtifactKind kind) {
    return switch (kind) {
      case ARCHIVE_RESET, ARCHIVE_DELETED, ARCHIVE_BAK, REPAIR_BACKUP, INDEX_BACKUP -> ARCHIVE;
      case INDEX_TEMP, USAGE_CACHE_TEMP, REPAIR_TEMP -> LEFT_OVER;
      default -> null;
    };
  }
}
