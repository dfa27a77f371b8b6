package dev.sessionctl.output;

/** The few ways to stress text on a terminal that understands ANSI escapes. */
public enum Style {
  BOLD("\u001b[1m"), DIM("\u001b[2m"), RED("\u001b[31m"), GREEN("\u001b[32m"), YELLOW("\u001b[33m");

  private static final String RESET = "\u001b[0m";

  private final String on;

  Style(String on) {
    this.on = on;
  }

  /** The text in this style, or the text itself when colour is not enabled or there is nothing to colour. */
  public String apply(String text, boolean enabled) {
    return enabled && !text.isEmpty() ? on + text + RESET : text;
  }
}
