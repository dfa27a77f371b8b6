package dev.sessionctl.storage;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
  /** Something is lost, or will be if the product runs on it. */
  ERROR,
  /** Something is wrong or wasteful, but nothing is lost by it now. */
  WARNING,
  /** Worth knowing; nothing to mend. */
  INFO;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
