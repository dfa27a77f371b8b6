package dev.sessionctl.storage.praisonai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sessionctl.storage.CorruptStoreException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where in a session's file its fields, and the elements of its lists, begin and end; of a field that stands there
 * twice, the last. Only of files that can be read.
 */
final class Spans {

  /** A value, from its first byte up to the one after its last. */
  record Span(long from, long to) {}

  /**
   * A field of an object.
   *
   * @param nameFrom where its name begins
   * @param value its value
   * @param token what kind of value
   * @param text of a whole number of moderate length, else null
   */
  record Field(long nameFrom, Span value, JsonToken token, String text) {}

  /** Longer ones do not fit into a {@code long}. */
  private static final int LONGEST_NUMBER = 18;

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Map<String, List<Span>> elements = new LinkedHashMap<>();
  private final Map<String, List<Map<String, Field>>> members = new LinkedHashMap<>();
  private final Map<String, Map<String, Field>> objects = new LinkedHashMap<>();
  private boolean repeated;
  private String number;
  private JsonParser in;

  private Spans() {}

  /** Looks through a file from its beginning. */
  static Spans of(FileChannel file) throws IOException {
    Spans spans = new Spans();
    try (JsonParser in = Json.FACTORY.createParser(new Utf8Guard(Channels.newInputStream(file.position(0))))) {
      in.disable(com.fasterxml.jackson.core.JsonParser.Feature.AUTO_CLOSE_SOURCE);
      spans.in = in;
      spans.root();
    }
    return spans;
  }

  private void root() throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new CorruptStoreException("is no object");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      long nameFrom = in.currentTokenLocation().getByteOffset();
      JsonToken token = in.nextToken();
      Span value = switch (name) {
        case "messages", "archived_messages", "children_ids" -> list(name, token, false);
        case "snapshots" -> list(name, token, true);
        case "last_compaction" -> object(name, token);
        default -> value();
      };
      repeated |= fields.put(name, new Field(nameFrom, value, token, token.isNumeric() ? number : null)) != null;
    }
  }

  private Span list(String name, JsonToken token, boolean inside) throws IOException {
    List<Span> found = new ArrayList<>();
    List<Map<String, Field>> inner = new ArrayList<>();
    elements.put(name, found);
    members.put(name, inner);
    if (token != JsonToken.START_ARRAY) {
      return value();
    }
    long from = in.currentTokenLocation().getByteOffset();
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      if (inside && next == JsonToken.START_OBJECT) {
        Map<String, Field> element = new LinkedHashMap<>();
        found.add(members(element));
        inner.add(element);
      } else {
        found.add(value());
        inner.add(Map.of());
      }
    }
    return new Span(from, in.currentLocation().getByteOffset());
  }

  private Span object(String name, JsonToken token) throws IOException {
    Map<String, Field> inner = new LinkedHashMap<>();
    objects.put(name, inner);
    return token == JsonToken.START_OBJECT ? members(inner) : value();
  }

  private Span members(Map<String, Field> inner) throws IOException {
    long from = in.currentTokenLocation().getByteOffset();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String member = in.currentName();
      long nameFrom = in.currentTokenLocation().getByteOffset();
      JsonToken token = in.nextToken();
      Span value = value();
      inner.put(member, new Field(nameFrom, value, token, token.isNumeric() ? number : null));
    }
    return new Span(from, in.currentLocation().getByteOffset());
  }

  /** The span of the value that the parser is at; it is read to its end. */
  private Span value() throws IOException {
    long from = in.currentTokenLocation().getByteOffset();
    if (in.currentToken().isNumeric()) {
      int length = in.getTextLength();
      number = in.currentToken() == JsonToken.VALUE_NUMBER_INT && length < LONGEST_NUMBER ? in.getText() : null;
      return new Span(from, from + length);
    }
    in.skipChildren();
    in.finishToken();
    return new Span(from, in.currentLocation().getByteOffset());
  }

  /** Whether some field of the root stands there twice, so that changing one of them is no safe thing. */
  boolean isRepeated() {
    return repeated;
  }

  /** A field of the root, or null. */
  Field field(String name) {
    return fields.get(name);
  }

  /** The elements of a list of the root. */
  List<Span> elements(String name) {
    return elements.getOrDefault(name, List.of());
  }

  /** The fields of each element of such a list, in its order. */
  List<Map<String, Field>> members(String name) {
    return members.getOrDefault(name, List.of());
  }

  /** The fields of an object of the root. */
  Map<String, Field> object(String name) {
    return objects.getOrDefault(name, Map.of());
  }

  /** Takes a field of the root out, with the comma that parted it from its neighbour. */
  void dropField(String name, Edits edits) {
    Field gone = fields.get(name);
    Field before = null;
    Field after = null;
    for (Field field : fields.values()) {
      if (field.nameFrom() < gone.nameFrom() && (before == null || field.nameFrom() > before.nameFrom())) {
        before = field;
      }
      if (field.nameFrom() > gone.nameFrom() && (after == null || field.nameFrom() < after.nameFrom())) {
        after = field;
      }
    }
    if (before != null) {
      edits.remove(before.value().to(), gone.value().to());
    } else {
      edits.remove(gone.nameFrom(), after == null ? gone.value().to() : after.nameFrom());
    }
  }

  /** Takes elements out of a list, with the commas and the space that parted them. */
  void dropElements(String name, boolean[] dropped, Edits edits) {
    List<Span> all = elements(name);
    int first = 0;
    while (first < dropped.length && dropped[first]) {
      first++;
    }
    if (first == dropped.length) {
      if (first > 0) {
        edits.replace(fields.get(name).value().from(), fields.get(name).value().to(), "[]");
      }
      return;
    }
    if (first > 0) {
      edits.remove(all.get(0).from(), all.get(first).from());
    }
    for (int i = first + 1; i < dropped.length; i++) {
      if (dropped[i]) {
        edits.remove(all.get(i - 1).to(), all.get(i).to());
      }
    }
  }
}
