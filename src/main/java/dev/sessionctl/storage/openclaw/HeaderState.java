package dev.sessionctl.storage.openclaw;

import java.util.Locale;

/** What can be said of a transcript's header row. */
enum HeaderState {
  OK,
  /** Nothing but white space in the file. */
  EMPTY,
  /** The first row is another: on the next open the product replaces the whole file by a new header. */
  MISSING,
  /** Not 1, 2 or 3, the versions up to 2026.9.6. */
  UNKNOWN_VERSION,
  /** Names another session than the index does. */
  OTHER_SESSION;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Stable word for output. */
  String label() {
    return label;
  }
}
