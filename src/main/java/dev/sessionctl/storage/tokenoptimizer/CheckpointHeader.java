package dev.sessionctl.storage.tokenoptimizer;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.FileStat;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * What the leading lines of a checkpoint say (2.4.19). The text below them is never looked at here.
 *
 * @param version what the title says, or null when there is no such title
 * @param capturedAt milliseconds since the epoch, or {@link Session#UNKNOWN}
 * @param session the session's id as it was made a name, or null
 * @param trigger why it was captured, or null
 * @param reason in words, or null
 * @param fill percent of the context, or null
 * @param quality of a hundred, or null
 * @param messages how many messages it holds, or {@link Session#UNKNOWN}
 */
record CheckpointHeader(String version, long capturedAt, String session, String trigger, String reason, String fill,
    String quality, long messages) {

  private static final String TITLE = "# Session Checkpoint (";
  private static final int LONGEST = 16 << 10;

  /** Reads the head of a checkpoint. */
  static CheckpointHeader read(Path path) throws IOException {
    if (!FileStat.of(path).isRegularFile()) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    ByteBuffer head = ByteBuffer.allocate(LONGEST);
    try (FileChannel channel = DurableFiles.openForRead(path)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {
        continue;
      }
    }
    return parse(new String(head.array(), 0, head.position(), StandardCharsets.UTF_8));
  }

  private static CheckpointHeader parse(String text) {
    String version = null;
    long capturedAt = Session.UNKNOWN;
    String session = null;
    String trigger = null;
    String reason = null;
    String fill = null;
    String quality = null;
    long messages = Session.UNKNOWN;
    for (String line : text.split("\r?\n", -1)) {
      if (version == null) {
        if (!line.startsWith(TITLE) || !line.endsWith(")")) {
          break;
        }
        version = line.substring(TITLE.length(), line.length() - 1);
      } else if (!line.startsWith("> ")) {
        break;
      } else if (line.startsWith("> Captured at ")) {
        String time = line.substring("> Captured at ".length());
        capturedAt = IsoTime.parse(time, 0, time.length(), ':');
      } else if (line.startsWith("> Session: ")) {
        session = line.substring("> Session: ".length());
      } else if (line.startsWith("> Trigger: ")) {
        trigger = line.substring("> Trigger: ".length());
      } else if (line.startsWith("> Reason: ")) {
        reason = line.substring("> Reason: ".length());
      } else if (line.startsWith("> Fill: ")) {
        fill = line.substring("> Fill: ".length());
      } else if (line.startsWith("> Quality: ")) {
        quality = line.substring("> Quality: ".length());
      } else if (line.startsWith("> Messages preserved: ")) {
        messages = number(line.substring("> Messages preserved: ".length()));
      }
    }
    return new CheckpointHeader(version, capturedAt, session, trigger, reason, fill, quality, messages);
  }

  private static long number(String text) {
    return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(text) : Session.UNKNOWN;
  }

  /** Whether it begins as every checkpoint does. */
  boolean isCheckpoint() {
    return version != null && trigger != null;
  }
}
