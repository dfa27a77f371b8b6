package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import java.io.IOException;
import java.util.List;

/** One inspected session as a JSON object: the row of {@code list} and what goes beyond it. */
final class DetailJson {
  private DetailJson() {}

  static void write(JsonGenerator json, SessionDetail detail, boolean withMessages) throws IOException {
    json.writeStartObject();
    session(json, detail.session());
    json.writeFieldName("fields");
    JsonOut.writeValue(json, detail.fields());
    json.writeArrayFieldStart("artifacts");
    for (Artifact artifact : detail.artifacts()) {
      json.writeStartObject();
      json.writeStringField("path", artifact.path().toString());
      json.writeStringField("role", artifact.role());
      json.writeNumberField("bytes", artifact.bytes());
      time(json, "modified", artifact.modified());
      json.writeBooleanField("shared", artifact.shared());
      json.writeEndObject();
    }
    json.writeEndArray();
    locks(json, detail.locks());
    owners(json, detail.owners());
    json.writeFieldName("transcript");
    JsonOut.writeValue(json, detail.transcript());
    if (withMessages) {
      json.writeArrayFieldStart("lastMessages");
      for (Message message : detail.messages()) {
        json.writeStartObject();
        time(json, "time", message.time());
        json.writeStringField("role", message.role());
        json.writeStringField("text", message.text());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  static void locks(JsonGenerator json, List<LockView> locks) throws IOException {
    json.writeArrayFieldStart("locks");
    for (LockView lock : locks) {
      json.writeStartObject();
      json.writeStringField("path", lock.path().toString());
      json.writeStringField("target", lock.target() == null ? null : lock.target().toString());
      number(json, "pid", lock.pid() < 0 ? Session.UNKNOWN : lock.pid());
      time(json, "since", lock.since());
      json.writeStringField("verdict", lock.verdict().label());
      json.writeStringField("holder", lock.holder());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void owners(JsonGenerator json, List<Owner> owners) throws IOException {
    json.writeArrayFieldStart("owners");
    for (Owner owner : owners) {
      json.writeStartObject();
      number(json, "pid", owner.pid() < 0 ? Session.UNKNOWN : owner.pid());
      json.writeStringField("what", owner.what());
      json.writeStringField("evidence", owner.evidence());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void session(JsonGenerator json, Session session) throws IOException {
    json.writeStringField("store", session.store().path().toString());
    json.writeStringField("key", session.key());
    json.writeStringField("id", session.id());
    json.writeStringField("kind", session.kind().label());
    json.writeStringField("agent", session.agent());
    json.writeStringField("title", session.title());
    time(json, "createdAt", session.createdAt());
    time(json, "lastActivity", session.lastActivity());
    number(json, "messages", session.messages());
    number(json, "tokens", session.tokens());
    number(json, "bytes", session.bytes());
    json.writeStringField("state", session.state().label());
    json.writeFieldName("flags");
    JsonOut.writeValue(json, session.flags());
  }

  private static void time(JsonGenerator json, String name, long millis) throws IOException {
    json.writeStringField(name, millis == Session.UNKNOWN ? null : Units.formatInstant(millis));
  }

  private static void number(JsonGenerator json, String name, long value) throws IOException {
    json.writeFieldName(name);
    JsonOut.writeValue(json, SessionColumns.known(value));
  }
}
