package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Picks settings out of an OpenClaw configuration, one token at a time. Of JSON5 everything is read that Jackson
 * reads with the same meaning; hexadecimal numbers, {@code \x} escapes and continued lines make it unknown.
 */
final class ConfigReader {

  private static final JsonFactory JSON5 = JsonFactory.builder()
      .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
      .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
      .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
      .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
      .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
      .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
      .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      // Of two equal keys the product takes the last; that one key hides another is no case to guess in.
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .build();

  private final Deque<String> path = new ArrayDeque<>();
  private final List<String> agents = new ArrayList<>();
  private String problem;
  private String store;
  private String version;
  private String maxDiskBytes;

  /** Reads a configuration; returns why its settings cannot be trusted, or null when they can. */
  String read(String text) {
    try (JsonParser parser = JSON5.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "not a JSON5 object";
      }
      object(parser);
      if (parser.nextToken() != null) {
        return "text after the end of the object";
      }
      return problem;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? "" : ": " + e.getMessage().lines().findFirst().orElse("");
      return "not readable as JSON5" + reason;
    }
  }

  String store() {
    return store;
  }

  String version() {
    return version;
  }

  String maxDiskBytes() {
    return maxDiskBytes;
  }

  List<String> agents() {
    return List.copyOf(agents);
  }

  private void object(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("$include")) {
        problem = "an $include may hold what is looked for";
        parser.skipChildren();
        continue;
      }
      if (name.indexOf('.') >= 0) {
        // Would read like a path below.
        parser.skipChildren();
        continue;
      }
      path.addLast(name);
      value(parser, value);
      path.removeLast();
    }
  }

  private void value(JsonParser parser, JsonToken value) throws IOException {
    switch (String.join(".", path)) {
      case "session", "session.maintenance", "meta", "agents", "agents.list.0" -> {
        if (value == JsonToken.START_OBJECT) {
          object(parser);
        } else {
          parser.skipChildren();
        }
      }
      case "agents.list" -> list(parser, value);
      case "session.store" -> store = path(parser, value);
      case "meta.lastTouchedVersion" -> version = scalar(parser, value);
      case "session.maintenance.maxDiskBytes" -> maxDiskBytes = scalar(parser, value);
      case "agents.list.0.id" -> {
        String id = scalar(parser, value);
        if (id != null) {
          agents.add(id);
        }
      }
      default -> parser.skipChildren();
    }
  }

  private void list(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    path.addLast("0");
    for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
      value(parser, item);
    }
    path.removeLast();
  }

  private String path(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return null;
    }
    String text = scalar(parser, value);
    if (text == null || value != JsonToken.VALUE_STRING) {
      problem = "session.store is not a text";
    } else if (text.contains("${")) {
      problem = "session.store names a variable of the gateway";
    } else if (text.isBlank()) {
      return null;
    }
    return text == null ? null : text.strip();
  }

  private static String scalar(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }
}
