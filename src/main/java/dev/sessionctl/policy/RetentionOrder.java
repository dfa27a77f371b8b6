package dev.sessionctl.policy;

/** Which sessions go first when there are too many. */
public enum RetentionOrder {
  /** The one whose last activity is longest ago; activity renews a session. */
  LRU,
  /** The one that was created first, however recently it was used. */
  FIFO;

  private final String label = name().toLowerCase(java.util.Locale.ROOT);

  public String label() {
    return label;
  }

  /** The order of that label, or null. */
  public static RetentionOrder of(String label) {
    for (RetentionOrder order : values()) {
      if (order.label.equals(label)) {
        return order;
      }
    }
    return null;
  }
}
