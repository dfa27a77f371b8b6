package dev.sessionctl.storage;

import java.util.Locale;

/** What can be said from the disk of what a session is doing. */
public enum SessionState {
  /** A live process holds the session's own lock, or the product says that a run is under way. */
  RUNNING,
  /** The product recorded work that still has to be done: delivery, recovery, a queue. */
  PENDING,
  /** Nothing is going on. */
  IDLE,
  /** Put aside by the product or its user, but kept. */
  ARCHIVED,
  /** Its content is gone; only records of it are left, such as keep the product from doing its work again. */
  EVICTED;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
