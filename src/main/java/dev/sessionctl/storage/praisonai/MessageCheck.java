package dev.sessionctl.storage.praisonai;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks through the messages of one session for what only all of them together show. */
final class MessageCheck implements MessageVisitor {

  private static final int MOST_NAMED = 3;

  private final Set<String> calls = new HashSet<>();
  private final List<String> orphans = new ArrayList<>();
  private long orphanCount;
  private long copies;
  private long copyBytes;
  private long lastCopyBytes;

  @Override
  public void begin() {
    calls.clear();
    orphans.clear();
    orphanCount = 0;
    copies = 0;
    copyBytes = 0;
    lastCopyBytes = 0;
  }

  @Override
  public void message(boolean archived, long index, MessageFields message) {
    if (message.sessionDataBytes > 0 && !archived) {
      copies++;
      copyBytes += message.sessionDataBytes;
      lastCopyBytes = message.sessionDataBytes;
    }
    if (archived) {
      return;
    }
    calls.addAll(message.toolCalls);
    if (message.toolCallId != null && !calls.contains(message.toolCallId)) {
      orphanCount++;
      if (orphans.size() < MOST_NAMED) {
        orphans.add(Long.toString(index));
      }
    }
  }

  /** How many results of tools come without a call before them in the window. */
  long orphans() {
    return orphanCount;
  }

  /** Positions of the first of them. */
  String firstOrphans() {
    return String.join(", ", orphans);
  }

  /** How many copies of the whole session a gateway keeps in messages, of which only the last counts. */
  long copies() {
    return copies;
  }

  /** Bytes of those that a later one supersedes. */
  long supersededBytes() {
    return copyBytes - lastCopyBytes;
  }
}
