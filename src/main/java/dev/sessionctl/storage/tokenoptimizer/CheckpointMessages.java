package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;
import dev.sessionctl.storage.text.JsonLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The messages that a checkpoint kept: the sections {@code ### User (time)} below {@code ## Recent Messages} (2.4.19).
 * A text that holds such a line itself cannot be told from a further message.
 */
final class CheckpointMessages {

  private static final String SECTION = "## Recent Messages";
  private static final String HEADING = "### ";
  private static final int LONGEST_LINE = 1 << 20;

  private final Deque<Message> messages = new ArrayDeque<>();
  private final int wanted;
  private final StringBuilder text = new StringBuilder();
  private String role;
  private long time;

  private CheckpointMessages(int wanted) {
    this.wanted = wanted;
  }

  /** The last messages, oldest first; lines of more than a mebibyte are cut. */
  static List<Message> last(Path checkpoint, int wanted) throws IOException {
    CheckpointMessages reader = new CheckpointMessages(wanted);
    boolean inside = false;
    try (JsonLines lines = JsonLines.open(checkpoint, LONGEST_LINE)) {
      while (lines.next()) {
        String line =
            new String(lines.buffer(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8);
        if (inside) {
          reader.line(line);
        }
        inside |= line.equals(SECTION);
      }
    }
    reader.end();
    return List.copyOf(reader.messages);
  }

  private void line(String line) {
    if (!line.startsWith(HEADING)) {
      if (role != null) {
        text.append(line).append('\n');
      }
      return;
    }
    end();
    int open = line.lastIndexOf(" (");
    boolean timed = open > HEADING.length() && line.endsWith(")");
    role = line.substring(HEADING.length(), timed ? open : line.length()).toLowerCase(Locale.ROOT);
    time = timed ? IsoTime.parse(line, open + 2, line.length() - 1, ':') : Session.UNKNOWN;
  }

  private void end() {
    if (role != null) {
      messages.addLast(new Message(time, role, text.toString().strip()));
      if (messages.size() > wanted) {
        messages.removeFirst();
      }
    }
    text.setLength(0);
    role = null;
  }
}
