package dev.sessionctl.plan;

/**
 * How many sessions one run may take.
 *
 * @param count a number of sessions, or -1
 * @param percent a share of the sessions of a store, when there is no number
 */
public record DeleteLimit(long count, int percent) {

  public static final DeleteLimit USUAL = new DeleteLimit(-1, 50);

  /** Reads {@code 200} or {@code 50%}. */
  public static DeleteLimit of(String text) {
    if (text.matches("[0-9]{1,3}%")) {
      int percent = Integer.parseInt(text.substring(0, text.length() - 1));
      if (percent <= 100) {
        return new DeleteLimit(-1, percent);
      }
    } else if (text.matches("[0-9]{1,18}")) {
      return new DeleteLimit(Long.parseLong(text), 0);
    }
    throw new IllegalArgumentException("'" + text + "' is no limit: give a number of sessions, or 0% to 100%");
  }

  /** Whether so many of all may go. */
  public boolean allows(long going, long all) {
    return count >= 0 ? going <= count : going * 100 <= all * percent;
  }

  @Override
  public String toString() {
    return count >= 0 ? Long.toString(count) : percent + "%";
  }
}
