package dev.sessionctl.storage.openclaw;

/** What a file in a sessions directory is. */
enum ArtifactKind {
  INDEX,
  /** Era A only: later releases neither take nor honour it. */
  INDEX_LOCK,
  /** {@code <index>.bak.<ms>}: rotated by size in 2026.2.17 to 2026.4.26. */
  INDEX_BACKUP,
  /** Unfinished write of the index, of any of three generations. */
  INDEX_TEMP,
  TRANSCRIPT,
  TRANSCRIPT_LOCK,
  ARCHIVE_RESET,
  ARCHIVE_DELETED,
  ARCHIVE_BAK,
  /** {@code .jsonl.bak-<pid>-<ms>}: no release ever removes one. */
  REPAIR_BACKUP,
  REPAIR_TEMP,
  /** Counts as a transcript for releases before 2026.4, as do trajectories. */
  CHECKPOINT,
  TRAJECTORY,
  TRAJECTORY_POINTER,
  SKILL_PROMPTS,
  USAGE_CACHE,
  USAGE_CACHE_TEMP,
  /** Original that a later release took over into its database. */
  MIGRATED,
  DOCTOR_BACKUP,
  /** Directory of cold transcripts (2026.9): the only copy of its content. */
  COLD,
  SESSIONS_D,
  SESSIONS_D_MIGRATING,
  SESSIONS_D_STAGING,
  SESSIONS_D_ORPHAN,
  OTHER
}
