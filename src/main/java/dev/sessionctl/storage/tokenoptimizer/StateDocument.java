package dev.sessionctl.storage.tokenoptimizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sessionctl.storage.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a record of captures anew, in the form that the plugin gives it (2.4.19): of what a manifest says, of what a
 * damaged record still holds, or of two records. Sets grow and times are the newest, so nothing that was captured is
 * ever forgotten.
 */
final class StateDocument {

  private final Set<Integer> bands = new LinkedHashSet<>();
  private final Set<Integer> thresholds = new LinkedHashSet<>();
  private final Set<String> milestones = new LinkedHashSet<>();
  private final Set<String> editedFiles = new LinkedHashSet<>();
  private long lastCheckpointAt;
  private long lastEvaluatedAt;
  private long editWriteCount;
  private long editBatchMarkerWrites;
  private long editBatchMarkerFiles;

  /** Adds what a record holds, as far as it can be read. */
  void add(byte[] document, int length) {
    PolicyState state = PolicyState.parse(document, length);
    if (!state.isSound()) {
      return;
    }
    bands.addAll(state.bands);
    thresholds.addAll(state.thresholds);
    milestones.addAll(state.milestones);
    editedFiles.addAll(editedFiles(document, length));
    lastCheckpointAt = Math.max(lastCheckpointAt, known(state.lastCheckpointAt));
    lastEvaluatedAt = Math.max(lastEvaluatedAt, known(state.lastEvaluatedAt));
    editWriteCount = Math.max(editWriteCount, known(state.editWriteCount));
    editBatchMarkerWrites = Math.max(editBatchMarkerWrites, known(state.editBatchMarkerWrites));
    editBatchMarkerFiles = Math.max(editBatchMarkerFiles, known(state.editBatchMarkerFiles));
  }

  private static long known(long number) {
    return number == Session.UNKNOWN ? 0 : number;
  }

  /** Adds one capture. */
  void add(String trigger, long at) {
    int band = Triggers.band(trigger);
    int threshold = Triggers.threshold(trigger);
    String milestone = Triggers.milestone(trigger);
    if (band >= 0) {
      bands.add(band);
    }
    if (threshold >= 0) {
      thresholds.add(threshold);
    }
    if (milestone != null) {
      milestones.add(milestone);
    }
    lastCheckpointAt = Math.max(lastCheckpointAt, known(at));
  }

  /** The document. */
  byte[] bytes() {
    StringBuilder text = new StringBuilder("{\n");
    array(text, "capturedFillBands", bands);
    array(text, "capturedQualityThresholds", thresholds);
    array(text, "capturedMilestones", milestones);
    number(text, "lastCheckpointAt", lastCheckpointAt).append(",\n");
    number(text, "lastEvaluatedAt", lastEvaluatedAt).append(",\n");
    number(text, "editWriteCount", editWriteCount).append(",\n");
    array(text, "editedFiles", editedFiles);
    number(text, "editBatchMarkerWrites", editBatchMarkerWrites).append(",\n");
    number(text, "editBatchMarkerFiles", editBatchMarkerFiles).append("\n}");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void array(StringBuilder text, String name, Collection<?> values) {
    text.append("  \"").append(name).append("\": [");
    String separator = "\n    ";
    for (Object value : values) {
      text.append(separator);
      if (value instanceof Integer) {
        text.append(value);
      } else {
        text.append('"').append(JsonStringEncoder.getInstance().quoteAsString(value.toString())).append('"');
      }
      separator = ",\n    ";
    }
    text.append(values.isEmpty() ? "],\n" : "\n  ],\n");
  }

  private static StringBuilder number(StringBuilder text, String name, long value) {
    return text.append("  \"").append(name).append("\": ").append(value);
  }

  private static List<String> editedFiles(byte[] document, int length) {
    List<String> files = new ArrayList<>();
    try (JsonParser in = Json.FACTORY.createParser(document, 0, length)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = in.currentName().equals("editedFiles");
        if (in.nextToken() != JsonToken.START_ARRAY || !wanted) {
          in.skipChildren();
          continue;
        }
        for (JsonToken token = in.nextToken(); token != null && token != JsonToken.END_ARRAY;
            token = in.nextToken()) {
          if (token == JsonToken.VALUE_STRING) {
            files.add(in.getText());
          } else {
            in.skipChildren();
          }
        }
      }
    } catch (IOException e) {
      // It was read to its end before.
      return files;
    }
    return files;
  }
}
