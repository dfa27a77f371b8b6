package dev.sessionctl.storage.claudemem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The flat members of a small JSON file of the product: its settings, or what its worker says of itself. Older settings
 * have theirs one level down, in {@code env}.
 */
record Settings(Map<String, String> members) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST = 1_000;

  /** Reads it; empty where it cannot be read. */
  static Settings read(Path file) {
    try (InputStream in = Channels.newInputStream(DurableFiles.openForRead(file))) {
      return read(in);
    } catch (IOException e) {
      return new Settings(Map.of());
    }
  }

  /** The members up to where the text is none any more. */
  static Settings read(InputStream in) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(in)) {
      parser.nextToken();
      while (parser.nextToken() != null && members.size() < MOST) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken value = parser.nextToken();
          if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
            members.putIfAbsent(name, parser.getText());
          } else if (!name.equals("env")) {
            parser.skipChildren();
          }
        }
      }
    } catch (IOException e) {
      return new Settings(members);
    }
    return new Settings(members);
  }

  String dataDirectory() {
    String value = members.get("CLAUDE_MEM_DATA_DIR");
    return value == null || value.isBlank() ? null : value.strip();
  }

  String text(String name) {
    return members.get(name);
  }

  /** A whole number, or -1. */
  long number(String name) {
    try {
      return members.containsKey(name) ? Long.parseLong(members.get(name)) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
