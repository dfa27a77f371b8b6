package dev.sessionctl.storage.openclaw;

/** The ways OpenClaw has kept its index, which decide how a foreign tool may change it. */
enum Era {
  /** {@code sessions.json} under {@code sessions.json.lock}: 2026.1.29 to 2026.4.29. */
  LOCKED_JSON("A"),
  /** {@code sessions.json} that no lock guards: 2026.5.2 to 2026.7.1, and the 2026.6.33 and 2026.7.33 lines. */
  UNLOCKED_JSON("B"),
  /** {@code openclaw-agent.sqlite}: from 2026.7.2-beta.1, stable from 2026.8.1. */
  SQLITE("C"),
  /** The database, and beside it a {@code sessions.json} that has not been imported. */
  SQLITE_WITH_JSON("C+json"),
  /**
   * {@code sessions.json} or nothing, and no sign of the release. To be treated like {@link #UNLOCKED_JSON}: that
   * a lock is honoured must be known, not hoped. Taking it as well does no harm.
   */
  UNKNOWN_JSON("A-or-B");

  private final String label;

  Era(String label) {
    this.label = label;
  }

  /** The short name in output. */
  String label() {
    return label;
  }

  /** Whether the product itself takes {@code sessions.json.lock} around every change of the index. */
  boolean honoursIndexLock() {
    return this == LOCKED_JSON;
  }

  /** Whether sessions are rows of a database, which only the product may change. */
  boolean isDatabase() {
    return this == SQLITE || this == SQLITE_WITH_JSON;
  }
}
