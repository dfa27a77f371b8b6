package dev.sessionctl.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The values of {@code --color} and {@code --progress}. */
enum When {
  AUTO, ALWAYS, NEVER, JSON;

  private final String label = name().toLowerCase(Locale.ROOT);

  static When of(String text) {
    for (When when : values()) {
      if (when.label.equals(text)) {
        return when;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is none of auto, always, never");
  }

  @Override
  public String toString() {
    return label;
  }

  /** What {@code --color} takes. */
  static final class ForColor implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "always", "never").iterator();
    }
  }

  /** What {@code --progress} takes. */
  static final class ForProgress implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "always", "never", "json").iterator();
    }
  }
}
