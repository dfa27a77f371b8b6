package dev.sessionctl.storage;

import java.util.Locale;

/** What can be said of a lock file's holder. */
public enum LockVerdict {
  /** The holder runs. */
  LIVE,
  /** The holder is gone; the product would take the lock over. */
  DEAD,
  /** The process id runs, but as another process than the one that took the lock. */
  RECYCLED,
  /** The holder runs, but has held longer than the product honours. */
  TOO_OLD,
  /** Nothing can be said of the holder: no readable payload, or another pid namespace. */
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  public String label() {
    return label;
  }
}
