package dev.sessionctl.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * JSON Lines: {@code plan}, an {@code item} for each of its items with the result {@code planned}, after the run an
 * {@code item} for each that was skipped or failed, {@code error} when the run failed, and last {@code summary}.
 * What was planned and is not named again is done when the summary's exit code is 0 or 3.
 */
public final class JsonPlanReporter implements PlanReporter {

  private final OutputStream out;
  private JsonGenerator json;
  private String run;

  public JsonPlanReporter(OutputStream out) {
    this.out = out;
  }

  @Override
  public void plan(String runId, StoreRef store, ChangePlan plan, List<String> notices) throws IOException {
    run = runId;
    begin("plan");
    json.writeStringField("run", runId);
    json.writeStringField("store", store.path().toString());
    json.writeStringField("format", store.format());
    json.writeStringField("summary", plan.summary());
    json.writeNumberField("items", plan.changes());
    json.writeNumberField("bytes", plan.bytesBefore());
    json.writeArrayFieldStart("notices");
    for (String notice : plan.notices()) {
      json.writeString(notice);
    }
    for (String notice : notices) {
      json.writeString(notice);
    }
    json.writeEndArray();
    end();
    plan.forEachItem(item -> item(item, "planned"));
    json.flush();
  }

  @Override
  public void note(String line) throws IOException {
    begin("note");
    json.writeStringField("message", line);
    end();
  }

  @Override
  public void summary(String runId, ChangePlan plan, ChangeReport report, Outcome outcome) throws IOException {
    if (report != null) {
      for (PlanItem item : report.skipped()) {
        item(item, "skipped");
      }
      for (PlanItem item : report.failed()) {
        item(item, "failed");
      }
    }
    begin("summary");
    json.writeStringField("run", runId);
    json.writeNumberField("done", report == null ? 0 : report.done());
    json.writeNumberField("skipped", report == null ? 0 : report.skipped().size());
    json.writeNumberField("failed", report == null ? 0 : report.failed().size());
    json.writeNumberField("bytesBefore", report == null ? plan.bytesBefore() : report.bytesBefore());
    json.writeNumberField("bytesAfter", report == null ? plan.bytesAfter() : report.bytesAfter());
    json.writeNumberField("exitCode", outcome.exitCode());
    if (report != null) {
      json.writeArrayFieldStart("backups");
      for (Path backup : report.backups()) {
        json.writeString(backup.toString());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("notices");
      for (String notice : report.notices()) {
        json.writeString(notice);
      }
      json.writeEndArray();
    }
    end();
    json.flush();
  }

  @Override
  public void failure(String message, int exitCode) throws IOException {
    begin("error");
    json.writeStringField("run", run);
    json.writeStringField("message", message);
    json.writeNumberField("exitCode", exitCode);
    end();
    begin("summary");
    json.writeStringField("run", run);
    json.writeNumberField("done", 0);
    json.writeNumberField("skipped", 0);
    json.writeNumberField("failed", 0);
    json.writeNullField("bytesBefore");
    json.writeNullField("bytesAfter");
    json.writeNumberField("exitCode", exitCode);
    end();
    json.flush();
  }

  private void item(PlanItem item, String result) throws IOException {
    begin("item");
    json.writeStringField("key", item.key());
    json.writeStringField("path", item.path() == null ? null : item.path().toString());
    json.writeStringField("action", item.action());
    json.writeStringField("reason", item.reason());
    json.writeNumberField("bytes", item.bytes());
    json.writeStringField("result", result);
    end();
  }

  private void begin(String type) throws IOException {
    if (json == null) {
      json = JsonOut.lines(out);
    }
    json.writeStartObject();
    json.writeStringField("type", type);
  }

  private void end() throws IOException {
    json.writeEndObject();
    JsonOut.endLine(json);
  }
}
