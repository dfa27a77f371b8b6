package dev.sessionctl.storage.gemini;

import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.gemini.SessionDocument.TimeState;
import java.util.HashSet;
import java.util.Set;

/** Counts what is odd about the messages of one session. */
final class MessageAudit implements SessionMessage.Visitor {

  private final Set<String> calls = new HashSet<>();
  private long previous = Session.UNKNOWN;
  private long withoutTime;
  private long outOfOrder;
  private long withoutCall;

  @Override
  public void message(SessionMessage message) {
    if (message.timeState != TimeState.VALID) {
      withoutTime++;
    } else {
      if (message.time < previous) {
        outOfOrder++;
      }
      previous = message.time;
    }
    calls.addAll(message.toolUses);
    for (String call : message.toolResults) {
      if (!calls.contains(call)) {
        withoutCall++;
      }
    }
  }

  /** Messages whose time is missing or no time. */
  long withoutTime() {
    return withoutTime;
  }

  /** Messages that are older than the one before. */
  long outOfOrder() {
    return outOfOrder;
  }

  /** Results of tools that no message before them called. */
  long withoutCall() {
    return withoutCall;
  }
}
