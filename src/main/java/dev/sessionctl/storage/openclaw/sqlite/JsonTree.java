package dev.sessionctl.storage.openclaw.sqlite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small JSON document as maps, lists, texts and numbers; the parser's own limits bound its depth. */
final class JsonTree {

  /** Thread-safe; rows of transcripts are bounded by who reads them. */
  static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .build();

  private JsonTree() {}

  /** The value at hand; the parser is left on its last token. */
  static Object value(JsonParser in) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          members.put(name, value(in));
        }
        return members;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(in));
        }
        return items;
      }
      case VALUE_STRING -> {
        return in.getText();
      }
      case VALUE_NUMBER_INT -> {
        return in.getTextLength() <= 18 ? (Object) in.getLongValue() : in.getText();
      }
      default -> {
        return in.currentToken() == JsonToken.VALUE_NULL ? null : in.getText();
      }
    }
  }

  /** A member of an object, or null. */
  static Object at(Object value, String... path) {
    Object here = value;
    for (String name : path) {
      here = here instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return here;
  }

  /** A text in it, or null. */
  static String text(Object value, String... path) {
    return at(value, path) instanceof String text ? text : null;
  }

  /** The items of a list in it, none where there is no list. */
  static List<?> list(Object value, String... path) {
    return at(value, path) instanceof List<?> list ? list : List.of();
  }
}
