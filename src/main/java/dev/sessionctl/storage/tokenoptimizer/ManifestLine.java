package dev.sessionctl.storage.tokenoptimizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.text.IsoTime;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * One capture as {@code manifest.jsonl} records it (2.4.19).
 *
 * @param file the absolute path of the checkpoint, as recorded; or null
 * @param trigger why it was captured, or null
 * @param createdAt when, milliseconds since the epoch, or {@link Session#UNKNOWN}
 * @param messageCount messages of the transcript then, or {@link Session#UNKNOWN}
 */
record ManifestLine(String file, String trigger, long createdAt, long messageCount) {

  /** Reads one line; null when it is no JSON object, which every reader of the plugin passes over. */
  static ManifestLine parse(byte[] bytes, int start, int end) {
    String file = null;
    String trigger = null;
    long createdAt = Session.UNKNOWN;
    long messageCount = Session.UNKNOWN;
    try (JsonParser in = Json.FACTORY.createParser(bytes, start, end - start)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        switch (name) {
          case "file" -> file = text(in, value);
          case "trigger" -> trigger = text(in, value);
          case "createdAt" -> createdAt = time(text(in, value));
          case "messageCount" -> messageCount =
              value == JsonToken.VALUE_NUMBER_INT ? (long) in.getDoubleValue() : Session.UNKNOWN;
          default -> in.skipChildren();
        }
      }
      return in.nextToken() == null ? new ManifestLine(file, trigger, createdAt, messageCount) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static String text(JsonParser in, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return in.getText();
    }
    in.skipChildren();
    return null;
  }

  private static long time(String text) {
    return text == null ? Session.UNKNOWN : IsoTime.parse(text, 0, text.length(), ':');
  }

  /**
   * Name of the checkpoint when the recorded path leads into that directory, or null when it leads elsewhere or is
   * none.
   */
  String nameIn(SessionPlace session) {
    Path path = path(session.directory());
    return path != null && session.isHere(path.getParent()) ? path.getFileName().toString() : null;
  }

  /** Last part of the recorded path, or null. */
  String name(SessionPlace session) {
    Path path = path(session.directory());
    return path == null || path.getFileName() == null ? null : path.getFileName().toString();
  }

  /** The recorded path, or null when there is none or it is not absolute, which the plugin does not accept. */
  private Path path(Path sibling) {
    try {
      Path path = file == null ? null : sibling.getFileSystem().getPath(file).normalize();
      return path != null && path.isAbsolute() ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
