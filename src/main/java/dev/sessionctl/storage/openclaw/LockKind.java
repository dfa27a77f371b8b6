package dev.sessionctl.storage.openclaw;

/**
 * What an OpenClaw lock file guards, and what follows from it (OpenClaw 2026.3.13 and 2026.7.1): the index lock
 * exists up to 2026.4.29, transcript locks up to the 2026.7 line, both with one protocol and different limits.
 */
enum LockKind {
  /** {@code sessions.json.lock}. */
  INDEX(30_000),
  /** {@code <transcript>.jsonl.lock}. */
  TRANSCRIPT(1_800_000);

  /**
   * What our transcript locks promise as their longest hold. Releases 2026.5.18 to 2026.5.28 take a lock over
   * once it is older than its own promise; the product's default is used.
   */
  static final long MAX_HOLD_MILLIS = 300_000;

  private final long staleMillis;

  LockKind(long staleMillis) {
    this.staleMillis = staleMillis;
  }

  /** Age in milliseconds from which the product takes such a lock away even from a running holder. */
  long staleMillis() {
    return staleMillis;
  }

  /** The kind that a lock file of this name has. */
  static LockKind ofFileName(String name) {
    return name.endsWith(".jsonl.lock") ? TRANSCRIPT : INDEX;
  }
}
