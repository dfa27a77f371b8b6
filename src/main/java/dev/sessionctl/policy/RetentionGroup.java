package dev.sessionctl.policy;

/** What caps and {@code --keep-last} count by. */
public enum RetentionGroup {
  /** The whole store. */
  STORE,
  AGENT,
  KIND,
  /** The format's own column {@code channel}. */
  CHANNEL;

  private final String label = name().toLowerCase(java.util.Locale.ROOT);

  public String label() {
    return label;
  }

  /** The grouping of that label, or null. */
  public static RetentionGroup of(String label) {
    for (RetentionGroup group : values()) {
      if (group.label.equals(label)) {
        return group;
      }
    }
    return null;
  }
}
