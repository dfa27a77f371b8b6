package dev.sessionctl.output;

/**
 * The line below a table.
 *
 * @param text one line for people; empty for none
 */
public record Totals(String text) {
  /** No line. */
  public static final Totals NONE = new Totals("");

  /** A count and its bytes: {@code 3 sessions, 12.3 MiB}. */
  public static Totals of(long count, String one, String many, long bytes) {
    return new Totals(count + " " + (count == 1 ? one : many) + ", " + Units.formatBytes(bytes));
  }
}
