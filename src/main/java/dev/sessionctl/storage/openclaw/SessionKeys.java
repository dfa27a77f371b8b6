package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.SessionKind;

/**
 * Reads the keys of OpenClaw's session index, {@code agent:<agent>:<rest>} and the older un-prefixed ones, by
 * scanning characters: {@code list} does this for every session. All methods accept a key as it is stored, in any
 * case, and see it as the product does (2026.3.8 to 2026.9.6). Stateless.
 */
final class SessionKeys {
  static final String DEFAULT_MAIN_KEY = "main";

  private static final String AGENT = "agent";
  private static final String THREAD = ":thread:";
  private static final String TOPIC = ":topic:";

  private SessionKeys() {}

  /** The key by which the product matches: trimmed and lower-cased as JavaScript does it. */
  static String canonical(String key) {
    return JsText.trimLower(key);
  }

  /** The normalised agent id in a key, or null for a legacy key without one and for {@code global}. */
  static String agent(String key) {
    return agentOf(canonical(key), null);
  }

  /**
   * The same.
   *
   * @param text a canonical key
   * @param likely an id that this method returned before, or null; it is returned again when the key spells it
   */
  static String agentOf(String text, String likely) {
    int rest = restStart(text);
    if (rest < 0) {
      return null;
    }
    int from = skipColons(text, skipColons(text, 0) + AGENT.length());
    int to = text.indexOf(':', from);
    return likely != null && isWord(text, from, to, likely) ? likely : AgentIds.normalize(text.substring(from, to));
  }

  /**
   * What a session is for. The first word after the agent decides when it is one of the product's own purposes;
   * then a thread suffix, then the words {@code group}, {@code channel}, {@code direct} in the key, and only then
   * what the entry says.
   *
   * @param chatType the entry's {@code chatType}, or null
   * @param mainKey {@code session.mainKey} of the configuration, or null for the default
   */
  static SessionKind kind(String key, String chatType, String mainKey) {
    return kindOf(canonical(key), chatType, mainKey);
  }

  /** The same of a canonical key. */
  static SessionKind kindOf(String text, String chatType, String mainKey) {
    int start = restStart(text);
    int from = Math.max(start, 0);
    if (isMain(text, from, mainKey) || start < 0 && text.equals("global")) {
      return SessionKind.MAIN;
    }
    SessionKind kind = byPurpose(text, from);
    if (kind == null && threadMarker(text) > 0) {
      kind = SessionKind.THREAD;
    }
    if (kind == null) {
      kind = byWords(text, from);
    }
    return kind == null ? byChatType(chatType) : kind;
  }

  /** The canonical key without its last {@code :thread:} or {@code :topic:} suffix, or null when it has none. */
  static String threadParent(String key) {
    String text = canonical(key);
    int marker = threadMarker(text);
    return marker > 0 ? text.substring(0, marker) : null;
  }

  /** The id after the last {@code :thread:} or {@code :topic:} of the canonical key, or null. */
  static String threadId(String key) {
    return threadIdOf(canonical(key));
  }

  /** The same of a canonical key. */
  static String threadIdOf(String text) {
    int marker = threadMarker(text);
    return marker > 0 ? JsText.trim(text.substring(text.indexOf(':', marker + 1) + 1)) : null;
  }

  /** Where the part after {@code agent:<id>:} begins, or -1; empty parts between colons do not count. */
  private static int restStart(String text) {
    int from = skipColons(text, 0);
    if (!text.startsWith(AGENT, from) || from + AGENT.length() >= text.length()
        || text.charAt(from + AGENT.length()) != ':') {
      return -1;
    }
    int agent = skipColons(text, from + AGENT.length());
    int end = text.indexOf(':', agent);
    if (end < 0) {
      return -1;
    }
    int rest = skipColons(text, end);
    return rest < text.length() ? rest : -1;
  }

  private static int skipColons(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == ':') {
      i++;
    }
    return i;
  }

  private static boolean isMain(String text, int from, String mainKey) {
    int length = text.length() - from;
    if (length == DEFAULT_MAIN_KEY.length() && text.startsWith(DEFAULT_MAIN_KEY, from)) {
      return true;
    }
    if (mainKey == null) {
      return false;
    }
    String main = canonical(mainKey);
    return length == main.length() && text.startsWith(main, from);
  }

  private static SessionKind byPurpose(String text, int from) {
    int end = text.indexOf(':', from);
    switch (text.substring(from, end < 0 ? text.length() : end)) {
      case "cron":
        return end < 0 ? null : SessionKind.CRON;
      case "subagent":
        return end < 0 ? null : SessionKind.SUBAGENT;
      case "hook":
        return end < 0 ? null : SessionKind.HOOK;
      case "acp", "acp-bridge":
        return end < 0 ? null : SessionKind.ACP;
      case "node", "openai", "openresponses", "explicit", "dashboard", "temp":
        return end < 0 ? null : SessionKind.OTHER;
      default:
        boolean own = text.startsWith("tui-", from) || text.startsWith("dreaming-", from)
            || text.endsWith(":heartbeat");
        return own ? SessionKind.OTHER : text.contains(":subagent:") ? SessionKind.SUBAGENT : null;
    }
  }

  private static SessionKind byWords(String text, int from) {
    SessionKind kind = null;
    for (int at = from; at <= text.length(); ) {
      int end = text.indexOf(':', at);
      end = end < 0 ? text.length() : end;
      if (isWord(text, at, end, "group") || text.startsWith("@g.us", end - "@g.us".length()) && end > at) {
        return SessionKind.GROUP;
      }
      if (isWord(text, at, end, "channel")) {
        kind = SessionKind.CHANNEL;
      } else if (kind == null && (isWord(text, at, end, "direct") || isWord(text, at, end, "dm"))) {
        kind = SessionKind.DIRECT;
      }
      at = end + 1;
    }
    boolean phone = from == 0 && text.length() > 1 && text.charAt(0) == '+';
    return kind == null && phone ? SessionKind.DIRECT : kind;
  }

  private static boolean isWord(String text, int from, int to, String word) {
    return to - from == word.length() && text.startsWith(word, from);
  }

  private static SessionKind byChatType(String chatType) {
    if (chatType == null) {
      return SessionKind.OTHER;
    }
    return switch (canonical(chatType)) {
      case "direct", "dm" -> SessionKind.DIRECT;
      case "group" -> SessionKind.GROUP;
      case "channel" -> SessionKind.CHANNEL;
      case "thread" -> SessionKind.THREAD;
      default -> SessionKind.OTHER;
    };
  }

  private static boolean isThreadMarker(String text, int colon) {
    // Nearly no colon gets beyond its next character.
    return colon + 1 < text.length() && text.charAt(colon + 1) == 't'
        && (text.startsWith(THREAD, colon) || text.startsWith(TOPIC, colon));
  }

  /** Index of the last thread marker with a base before and an id after it, or -1. */
  private static int threadMarker(String text) {
    int marker = text.lastIndexOf(':');
    while (marker > 0 && !isThreadMarker(text, marker)) {
      marker = text.lastIndexOf(':', marker - 1);
    }
    if (marker <= 0) {
      return -1;
    }
    int id = text.indexOf(':', marker + 1) + 1;
    return JsText.trim(text.substring(id)).isEmpty() ? -1 : marker;
  }
}
