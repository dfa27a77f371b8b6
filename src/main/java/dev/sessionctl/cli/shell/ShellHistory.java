package dev.sessionctl.cli.shell;

import dev.sessionctl.cli.Messages;
import dev.sessionctl.storage.HistoryFile;
import dev.sessionctl.storage.StorageIoException;
import java.io.IOException;
import java.time.Instant;
import org.jline.reader.impl.history.DefaultHistory;

/** The history of a line editor: what is kept in a file, and what is typed, which is added to it at once. */
final class ShellHistory extends DefaultHistory {

  private final HistoryFile file;
  private final Messages messages;
  private boolean usable;

  /** A history in a file; null for none that is kept. */
  ShellHistory(HistoryFile file, Messages messages) {
    this.file = file;
    this.messages = messages;
    this.usable = file != null;
    if (usable) {
      try {
        for (String entry : file.read()) {
          internalAdd(Instant.EPOCH, entry);
        }
      } catch (IOException e) {
        unusable(e);
      }
    }
  }

  @Override
  public void add(Instant time, String line) {
    int before = index();
    int size = size();
    String last = isEmpty() ? null : get(last());
    super.add(time, line);
    boolean added = index() != before || size() != size || !isEmpty() && !get(last()).equals(last);
    if (added && usable) {
      try {
        file.add(get(last()));
      } catch (IOException e) {
        unusable(e);
      }
    }
  }

  private void unusable(IOException failure) {
    usable = false;
    messages.say("warning: the history is not kept: " + StorageIoException.reason(failure));
  }
}
