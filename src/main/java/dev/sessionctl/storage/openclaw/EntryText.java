package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.text.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Reads the text of one entry, and changes one value in it without touching any other byte. */
final class EntryText {
  private EntryText() {}

  /** What the text says, or null when it is not exactly one JSON object or {@code null}, as the product keeps them. */
  static SessionEntry read(byte[] text) throws IOException {
    try {
      CanonicalHash.of(text);
      try (JsonParser in = Json.FACTORY.createParser(text)) {
        SessionEntry entry = new SessionEntry();
        JsonToken first = in.nextToken();
        entry.read(in);
        return first == JsonToken.START_OBJECT || first == JsonToken.VALUE_NULL ? entry : null;
      }
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /**
   * The text with another string as the value of a field of the entry itself; of a field that stands twice the last
   * one, which counts, is replaced.
   *
   * @return null when there is no string of that name
   */
  static byte[] withString(byte[] text, String field, String value) throws IOException {
    int from = -1;
    int to = -1;
    try (JsonParser in = Json.FACTORY.createParser(text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = in.currentName().equals(field);
        JsonToken token = in.nextToken();
        if (wanted && token == JsonToken.VALUE_STRING) {
          from = (int) in.currentTokenLocation().getByteOffset();
          // The rest of a string is read only when it is asked for.
          in.getText();
          to = (int) in.currentLocation().getByteOffset();
        } else if (wanted) {
          from = -1;
        }
        in.skipChildren();
      }
    }
    if (from < 0) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + value.length());
    out.write(text, 0, from);
    out.writeBytes(JsonText.quote(value));
    out.write(text, to, text.length - to);
    return out.toByteArray();
  }

  /** A string by its path of names, or null. */
  static String string(byte[] text, String... path) throws IOException {
    try (JsonParser in = Json.FACTORY.createParser(text)) {
      in.nextToken();
      for (int depth = 0; depth < path.length; depth++) {
        if (in.currentToken() != JsonToken.START_OBJECT || !enter(in, path[depth])) {
          return null;
        }
      }
      return in.currentToken() == JsonToken.VALUE_STRING && !in.getText().isBlank() ? in.getText() : null;
    }
  }

  private static boolean enter(JsonParser in, String name) throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = in.currentName().equals(name);
      in.nextToken();
      if (found) {
        return true;
      }
      in.skipChildren();
    }
    return false;
  }
}
