package dev.sessionctl.storage.openclaw;

/** The ids of agents, which name their directories and stand in the keys of their sessions. Stateless. */
final class AgentIds {
  static final String DEFAULT = "main";

  private static final int LENGTH = 64;

  private AgentIds() {}

  /** An agent id as directories and keys carry it: 2026.3.13 to 2026.9.6 turn everything else into this. */
  static String normalize(String agent) {
    String text = agent == null ? "" : JsText.trim(agent);
    if (text.isEmpty()) {
      return DEFAULT;
    }
    boolean ascii = isPlain(text);
    text = JsText.trimLower(text);
    if (ascii) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    boolean replaced = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean valid = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
      if (valid || !replaced) {
        out.append(valid ? c : '-');
      }
      replaced = !valid;
    }
    int from = 0;
    int to = out.length();
    while (from < to && out.charAt(from) == '-') {
      from++;
    }
    while (to > from && out.charAt(to - 1) == '-') {
      to--;
    }
    String name = out.substring(from, Math.min(to, from + LENGTH));
    return name.isEmpty() ? DEFAULT : name;
  }

  private static boolean isPlain(String text) {
    if (text.length() > LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!alphanumeric && (i == 0 || c != '-' && c != '_')) {
        return false;
      }
    }
    return true;
  }
}
