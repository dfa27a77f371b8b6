package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Session;

/**
 * What one file says. Filled by {@link SessionParser} as far as the file can be read, so that a damaged one tells what
 * stands before the damage. Times are milliseconds since the epoch or {@link Session#UNKNOWN}.
 */
final class SessionDocument {

  /** Whether the product (1.34.0) loads the file, and if not, why. */
  enum Condition {
    /** It does. */
    SOUND,
    /** No byte, or white space only: truncated by a writer that did not come to write. */
    EMPTY,
    /** A byte order mark, which {@code JSON.parse} refuses. */
    BYTE_ORDER_MARK,
    /** It ends in the middle: a writer that did not come to its end. */
    TORN,
    /** A complete document and more: two writers at once. */
    TRAILING,
    /** Something that is no JSON stands in it. */
    INVALID,
    /** JSON, but without what the loader asks for; it skips the file. */
    NO_SESSION
  }

  /** A recorded time, and whether there is one. */
  enum TimeState { ABSENT, NULL, VALID, INVALID }

  Condition condition = Condition.SOUND;
  /** What is wrong, one line, or null. */
  String problem;
  /** Where the damage begins, or -1. */
  long damagedAt = -1;
  /** Size of the file when it was read. */
  long size;
  /** Behind the first complete document, or -1. */
  long documentEnd = -1;

  /** The id where it is a text that is not empty, else null. */
  String id;
  /** Whether there is an id of another kind. */
  boolean oddId;
  String projectPath;
  String cliSessionId;
  long createdAt = Session.UNKNOWN;
  TimeState created = TimeState.ABSENT;
  long lastActivity = Session.UNKNOWN;
  TimeState active = TimeState.ABSENT;

  /** Whether {@code messages} is a list all of whose entries the loader can take. */
  boolean hasMessages;
  /** Complete messages, or {@link Session#UNKNOWN} when they were not counted. */
  long messages = Session.UNKNOWN;
  /** What the product shows as the summary, or null. */
  String title;
  long firstMessage = Session.UNKNOWN;
  long lastMessage = Session.UNKNOWN;

  /** Where the list of messages closes, or -1. */
  long messagesClose = -1;
  /** Where the value of {@code lastActivity} stands, or -1. */
  long activeStart = -1;
  long activeEnd = -1;

  /** What a check made of the messages; only for a check. */
  MessageAudit audit;

  /** Whether a session can be shown: the file has a complete document that is one. */
  boolean isReadable() {
    return condition == Condition.SOUND || condition == Condition.TRAILING;
  }

  /** Newest time in the content. */
  long newestTime() {
    return Math.max(lastActivity, lastMessage);
  }

  void damaged(Condition found, String why, long at) {
    condition = found;
    problem = why;
    damagedAt = at;
  }
}
