package dev.sessionctl.storage.tokenoptimizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the plugin remembers of a session, as it reads and writes {@code policy-state.json}. */
final class PluginState {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Values as they were loaded: a text in an array of numbers stays a text and equals none of them. */
  final List<Object> bands = new ArrayList<>();
  final List<Object> thresholds = new ArrayList<>();
  final List<Object> milestones = new ArrayList<>();
  final Set<String> editedFiles = new LinkedHashSet<>();
  long lastCheckpointAt;
  long lastEvaluatedAt;
  long editWriteCount;
  long editBatchMarkerWrites;
  long editBatchMarkerFiles;

  /** What a document says; a blank state for whatever cannot be read. */
  static PluginState load(byte[] document) {
    PluginState state = new PluginState();
    try {
      String text = new String(document, StandardCharsets.UTF_8);
      JsonNode tree = text.isEmpty() || text.charAt(0) == '\uFEFF' ? null : JSON.readTree(text);
      if (tree == null || !tree.isObject()) {
        return state;
      }
      state.values(tree.path("capturedFillBands"), state.bands);
      state.values(tree.path("capturedQualityThresholds"), state.thresholds);
      state.values(tree.path("capturedMilestones"), state.milestones);
      tree.path("editedFiles").forEach(file -> state.editedFiles.add(file.asText()));
      state.lastCheckpointAt = tree.path("lastCheckpointAt").asLong(0);
      state.lastEvaluatedAt = tree.path("lastEvaluatedAt").asLong(0);
      state.editWriteCount = tree.path("editWriteCount").asLong(0);
      state.editBatchMarkerWrites = tree.path("editBatchMarkerWrites").asLong(0);
      state.editBatchMarkerFiles = tree.path("editBatchMarkerFiles").asLong(0);
      return state;
    } catch (java.io.IOException e) {
      return new PluginState();
    }
  }

  private void values(JsonNode array, List<Object> into) {
    Iterator<JsonNode> elements = array.elements();
    while (elements.hasNext()) {
      JsonNode element = elements.next();
      into.add(element.isNumber() ? (Object) element.asInt() : element.asText());
    }
  }

  /** Takes a capture down; only what the trigger itself names. */
  void mark(String trigger, long at) {
    if (trigger.startsWith("progressive-")) {
      add(bands, Integer.valueOf(trigger.substring("progressive-".length())));
    } else if (trigger.startsWith("quality-")) {
      add(thresholds, Integer.valueOf(trigger.substring("quality-".length())));
    } else if (trigger.equals("milestone-pre-fanout")) {
      add(milestones, "pre-fanout");
    } else if (trigger.equals("milestone-edit-batch")) {
      editBatchMarkerWrites = editWriteCount;
      editBatchMarkerFiles = editedFiles.size();
    }
    lastCheckpointAt = at;
  }

  private static void add(List<Object> values, Object value) {
    if (!values.contains(value)) {
      values.add(value);
    }
  }

  /** The document: two spaces of indentation, no line end. */
  byte[] document() {
    StringBuilder text = new StringBuilder("{\n");
    array(text, "capturedFillBands", bands);
    array(text, "capturedQualityThresholds", thresholds);
    array(text, "capturedMilestones", milestones);
    number(text, "lastCheckpointAt", lastCheckpointAt).append(",\n");
    number(text, "lastEvaluatedAt", lastEvaluatedAt).append(",\n");
    number(text, "editWriteCount", editWriteCount).append(",\n");
    array(text, "editedFiles", new ArrayList<>(editedFiles));
    number(text, "editBatchMarkerWrites", editBatchMarkerWrites).append(",\n");
    number(text, "editBatchMarkerFiles", editBatchMarkerFiles).append("\n}");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void array(StringBuilder text, String name, List<Object> values) {
    text.append("  \"").append(name).append("\": [");
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "\n    " : ",\n    ");
      text.append(values.get(i) instanceof Integer ? values.get(i).toString() : "\"" + values.get(i) + "\"");
    }
    text.append(values.isEmpty() ? "],\n" : "\n  ],\n");
  }

  private static StringBuilder number(StringBuilder text, String name, long value) {
    return text.append("  \"").append(name).append("\": ").append(value);
  }
}
