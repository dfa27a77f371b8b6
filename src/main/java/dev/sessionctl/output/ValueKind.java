package dev.sessionctl.output;

/** What a column's values mean, from which both their forms follow: for people and for machines. */
public enum ValueKind {
  /** String, list of strings or Boolean; people see it neutralised, cut to the screen where it must be. */
  TEXT,
  /** A whole number, written the same for both. */
  INTEGER,
  /** A number of bytes: {@code 12.3 MiB} for people, the integer for machines. */
  BYTES,
  /** Epoch milliseconds: wall-clock time in the reader's zone for people, RFC 3339 UTC for machines. */
  INSTANT,
  /** Epoch milliseconds: how long ago for people, RFC 3339 UTC for machines. */
  AGE,
  /** Milliseconds: {@code 1d12h} for people, the integer for machines. */
  DURATION;

  boolean isInstant() {
    return this == INSTANT || this == AGE;
  }
}
