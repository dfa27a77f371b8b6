package dev.sessionctl.storage.claudemem;

/**
 * Whether the product reads the queue in a database. Since 13.4 it keeps its queue in memory, and what was in the
 * database then stays there for ever (13.4 to 13.25); the tables tell that from 13.9 on only, and that an older release
 * than 12.5 wrote them. In between it depends on which release runs.
 */
enum QueueReaders {
  /** Up to 13.3. */
  SOME,
  /** From 13.4 on. */
  NONE,
  /** 12.5 to 13.8, of which only some read it. */
  UNTOLD;

  /**
   * Decides it.
   *
   * @param release which release runs here, or null when that is not known; tables that it cannot have seen yet tell
   *     more than it does
   */
  static QueueReaders of(MemSchema schema, String release) {
    if (schema.isOfMemoryQueue()) {
      return NONE;
    }
    if (schema.keepsDone()) {
      return SOME;
    }
    if (release == null) {
      return UNTOLD;
    }
    return WorkerRelease.keepsQueueInMemory(release) ? NONE : SOME;
  }
}
