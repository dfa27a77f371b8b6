package dev.sessionctl.output;

import java.util.Locale;

/** The values of {@code -o}. */
public enum OutputFormat {
  TABLE, WIDE, JSON, JSONL, TSV, CSV, NAME;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name as it is written on the command line, in lower case. */
  public String label() {
    return label;
  }

  /** Whether people read it: values are abbreviated and made safe for a terminal. */
  public boolean isHuman() {
    return this == TABLE || this == WIDE;
  }

  /**
   * The format of a name in any case, independent of the locale; throws IllegalArgumentException otherwise.
   */
  public static OutputFormat of(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    for (OutputFormat format : values()) {
      if (format.label.equals(wanted)) {
        return format;
      }
    }
    throw new IllegalArgumentException("'" + SafeText.truncate(SafeText.neutralise(text), 60)
        + "' is no output format: give table, wide, json, jsonl, tsv, csv or name");
  }

  @Override
  public String toString() {
    return label;
  }
}
