package dev.sessionctl.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.storage.PrivateOutput;
import dev.sessionctl.storage.Sha256;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangePlan;
import java.io.IOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Saves plans as JSON Lines: {@code document} with the arguments that made them, for each store {@code plan}, its
 * {@code item}s and {@code fingerprint}, and at last {@code end} with a hash of everything before it. The file appears
 * whole or not at all.
 */
public final class PlanWriter implements AutoCloseable {

  static final int SCHEMA_VERSION = 1;
  static final String TOOL = "sessionctl";

  private final PrivateOutput out;
  private final MessageDigest digest = Sha256.digest();
  private final JsonGenerator json;
  private int plans;

  /**
   * Begins a document.
   *
   * @param version the version of this program, which alone takes the document back
   * @param arguments the command line that makes the plans
   */
  public PlanWriter(PrivateOutput out, String version, List<String> arguments) throws IOException {
    this.out = out;
    this.json = JsonOut.lines(new DigestOutputStream(out.stream(), digest));
    begin("document");
    json.writeNumberField("schemaVersion", SCHEMA_VERSION);
    json.writeStringField("tool", TOOL);
    json.writeStringField("version", version);
    texts("arguments", arguments);
    end();
  }

  void plan(StoreRef store, ChangePlan plan) throws IOException {
    plans++;
    begin("plan");
    json.writeStringField("store", store.path().toString());
    json.writeStringField("format", store.format());
    json.writeStringField("summary", plan.summary());
    json.writeNumberField("items", plan.changes());
    json.writeNumberField("bytesBefore", plan.bytesBefore());
    json.writeNumberField("bytesAfter", plan.bytesAfter());
    texts("notices", plan.notices());
    end();
    plan.forEachItem(item -> {
      begin("item");
      json.writeStringField("key", item.key());
      json.writeStringField("path", item.path() == null ? null : item.path().toString());
      json.writeStringField("action", item.action());
      json.writeStringField("reason", item.reason());
      json.writeNumberField("bytes", item.bytes());
      end();
    });
    begin("fingerprint");
    json.writeStringField("store", store.path().toString());
    json.writeStringField("format", store.format());
    json.writeStringField("sha256", PlanFingerprint.of(store, plan));
    end();
  }

  /** Ends the document and puts it in place. */
  public void commit() throws IOException {
    json.flush();
    String hash = HexFormat.of().formatHex(digest.digest());
    begin("end");
    json.writeNumberField("plans", plans);
    json.writeStringField("sha256", hash);
    end();
    json.flush();
    out.commit();
  }

  private void begin(String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
  }

  private void texts(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void end() throws IOException {
    json.writeEndObject();
    JsonOut.endLine(json);
  }

  /** Without a commit nothing is left. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
