package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads the text of one entry that comes from anywhere. */
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
}
