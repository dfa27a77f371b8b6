package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.Message;
import java.util.Deque;

/**
 * Keeps the last messages of the window.
 *
 * @param last where they are kept
 * @param wanted how many
 */
record Tail(Deque<Message> last, int wanted) implements MessageVisitor {
  @Override
  public void begin() {
    last.clear();
  }

  @Override
  public void message(boolean archived, long index, MessageFields message) {
    if (archived || wanted <= 0) {
      return;
    }
    String text = message.text != null ? message.text : message.listContent ? "[parts]" : "";
    for (String call : message.toolCalls) {
      text += (text.isEmpty() ? "" : "\n") + "[tool call " + call + "]";
    }
    last.add(new Message(message.millis(), message.role, text));
    if (last.size() > wanted) {
      last.remove();
    }
  }
}
