package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.List;

/** The parts that all JSON documents have in common; fields are only ever added. */
final class JsonDocuments {

  static final int SCHEMA_VERSION = 1;

  private JsonDocuments() {}

  /** Opens the document and names the command. */
  static void begin(JsonGenerator json, String command) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schemaVersion", SCHEMA_VERSION);
    json.writeStringField("command", command);
  }

  /** The same, and names its stores. */
  static void begin(JsonGenerator json, String command, List<StoreRef> stores) throws IOException {
    begin(json, command);
    json.writeArrayFieldStart("stores");
    for (StoreRef ref : stores) {
      json.writeStartObject();
      store(json, ref);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The fields of a store, into an open object. */
  static void store(JsonGenerator json, StoreRef ref) throws IOException {
    json.writeStringField("path", ref.path().toString());
    json.writeStringField("format", ref.format());
    json.writeStringField("generation", ref.generation());
    json.writeStringField("agent", ref.agent());
    json.writeStringField("note", ref.note());
  }

  static void total(JsonGenerator json, long sessions, long bytes) throws IOException {
    json.writeObjectFieldStart("total");
    json.writeNumberField("sessions", sessions);
    json.writeNumberField("bytes", bytes);
    json.writeEndObject();
  }
}
