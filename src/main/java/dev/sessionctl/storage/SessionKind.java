package dev.sessionctl.storage;

import java.util.Locale;

/** What a session is for, told apart by its key or its product's own record. */
public enum SessionKind {
  MAIN,
  DIRECT,
  GROUP,
  CHANNEL,
  THREAD,
  CRON,
  SUBAGENT,
  HOOK,
  ACP,
  OTHER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word in output and for {@code --kind}. */
  public String label() {
    return label;
  }

  /** The kind with that label, or null. */
  public static SessionKind of(String label) {
    for (SessionKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    return null;
  }
}
