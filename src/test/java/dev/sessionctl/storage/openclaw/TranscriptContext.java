package dev.sessionctl.storage.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model would be shown of a transcript: a plain implementation of the agent library's rules for files without
 * {@code leaf} rows (2026.3.13), written from the facts and not with the code under test.
 */
final class TranscriptContext {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, JsonNode> byId = new HashMap<>();
  private final List<JsonNode> rows = new ArrayList<>();

  static TranscriptContext of(Path file) throws IOException {
    TranscriptContext context = new TranscriptContext();
    for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
      JsonNode row = MAPPER.readTree(line);
      if (!row.get("type").asText().equals("session")) {
        context.byId.put(row.get("id").asText(), row);
        context.rows.add(row);
      }
    }
    return context;
  }

  String leaf() {
    return rows.isEmpty() ? null : rows.get(rows.size() - 1).get("id").asText();
  }

  /** Ids of rows that no row has as its parent. */
  Set<String> leaves() {
    Set<String> leaves = new HashSet<>(byId.keySet());
    rows.forEach(row -> leaves.remove(row.get("parentId").asText()));
    return leaves;
  }

  Set<String> ids() {
    return byId.keySet();
  }

  /** Ids from the root to a row. */
  List<String> path(String leaf) {
    Deque<String> path = new ArrayDeque<>();
    for (JsonNode row = byId.get(leaf); row != null; row = byId.get(row.get("parentId").asText())) {
      path.addFirst(row.get("id").asText());
    }
    return new ArrayList<>(path);
  }

  /** The messages before a row as they are shown: with what a compaction left of them. */
  List<String> messages(String leaf) {
    List<String> path = path(leaf);
    int compaction = -1;
    for (int i = 0; i < path.size(); i++) {
      compaction = type(path.get(i)).equals("compaction") ? i : compaction;
    }
    List<String> shown = new ArrayList<>();
    boolean keeping = compaction < 0;
    if (compaction >= 0) {
      shown.add("summary " + path.get(compaction));
    }
    for (int i = 0; i < path.size(); i++) {
      keeping |= i > compaction
          || path.get(i).equals(byId.get(path.get(compaction)).path("firstKeptEntryId").asText());
      if (keeping && type(path.get(i)).equals("message")) {
        shown.add(byId.get(path.get(i)).get("message").toString());
      }
    }
    return shown;
  }

  /** The model and thinking level that hold at a row. */
  List<String> settings(String leaf) {
    String model = null;
    String thinking = null;
    List<String> custom = new ArrayList<>();
    for (String id : path(leaf)) {
      boolean answer = byId.get(id).path("message").path("role").asText().equals("assistant");
      model = type(id).equals("model_change") || answer ? id : model;
      thinking = type(id).equals("thinking_level_change") ? id : thinking;
      if (type(id).equals("custom")) {
        custom.add(id);
      }
    }
    return List.of("" + model, "" + thinking, custom.toString());
  }

  private String type(String id) {
    return byId.get(id).get("type").asText();
  }
}
