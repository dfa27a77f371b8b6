package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code messages}; reused by the parser for the next one, so whoever wants to keep it has to copy. Not
 * safe for use by several threads.
 */
final class SessionMessage {

  /** From 0. */
  long index;
  /** Where its opening brace stands. */
  long start;
  /** Behind its closing brace. */
  long end;
  String role;
  long time = Session.UNKNOWN;
  SessionDocument.TimeState timeState = SessionDocument.TimeState.ABSENT;
  /** Where its content stands, or -1. */
  long contentStart;
  long contentEnd;
  /** Ids of tool calls in it. */
  final List<String> toolUses = new ArrayList<>(0);
  /** Ids that tool results in it answer. */
  final List<String> toolResults = new ArrayList<>(0);

  void begin(long at, long number) {
    index = number;
    start = at;
    end = -1;
    role = null;
    time = Session.UNKNOWN;
    timeState = SessionDocument.TimeState.ABSENT;
    contentStart = -1;
    contentEnd = -1;
    toolUses.clear();
    toolResults.clear();
  }

  /** Whether it has what the product writes into every message. */
  boolean isWhole() {
    return role != null && contentStart >= 0 && timeState == SessionDocument.TimeState.VALID;
  }

  /** Receives messages while a file is read. */
  @FunctionalInterface
  interface Visitor {
    Visitor NONE = message -> { };

    void message(SessionMessage message) throws java.io.IOException;
  }
}
