package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Tells the two proposed {@code sessions.d} layouts apart: the second (openclaw pull request 51946) has a
 * {@code state.json} of a certain kind; everything else is the first, in which a session's key may well be
 * {@code state}.
 */
final class DirectoryLayout {
  static final String KIND = "openclaw-session-store-directory";

  private static final JsonFactory JSON = new JsonFactory();

  private DirectoryLayout() {}

  /** Whether a {@code sessions.d} is of the second layout; an unreadable {@code state.json} makes it the first. */
  static boolean isSecond(Path directory) {
    Path state = directory.resolve("state.json");
    if (!Files.isRegularFile(state, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream in = Channels.newInputStream(DurableFiles.openForRead(state));
        JsonParser parser = JSON.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean kind = parser.currentName().equals("kind");
        if (parser.nextToken() == JsonToken.VALUE_STRING && kind) {
          return parser.getText().equals(KIND);
        }
        parser.skipChildren();
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
