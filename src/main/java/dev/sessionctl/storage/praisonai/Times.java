package dev.sessionctl.storage.praisonai;

/** Times that a check, and everything that follows it, goes by. */
final class Times {

  /** What is younger may be work in progress. */
  static final long SETTLED_MILLIS = 15 * 60_000;

  /** Clocks of several machines differ; what lies further ahead is wrong. */
  static final long AHEAD_MILLIS = 5 * 60_000;

  private Times() {}
}
