package dev.sessionctl.storage.praisonai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the text of a session's file as Python's {@code json.dump(indent=2, ensure_ascii=False)} does, with the keys
 * of praisonaiagents 1.7.0 in their order. Values are JSON as given; texts go through {@link #quoted}.
 */
final class SessionText {

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<String> messages = new ArrayList<>();
  private final List<String> archived = new ArrayList<>();
  private boolean hierarchical;
  private boolean unified;

  private SessionText(String id) {
    fields.put("session_id", quoted(id));
    fields.put("messages", null);
    fields.put("created_at", "\"2026-11-01T08:00:00.123456+00:00\"");
    fields.put("updated_at", "\"2026-11-02T08:00:00.654321+00:00\"");
  }

  /** A session of the default store. */
  static SessionText of(String id) {
    SessionText text = new SessionText(id);
    for (String key : List.of("agent_name", "user_id")) {
      text.fields.put(key, "null");
    }
    text.fields.put("metadata", "{}");
    text.fields.put("gateway_session_id", "null");
    text.fields.put("agent_id", "null");
    text.fields.put("runtime_state", "{}");
    text.fields.put("archived_messages", null);
    return text;
  }

  /** One of the hierarchical store. */
  static SessionText hierarchical(String id) {
    SessionText text = of(id);
    text.hierarchical = true;
    text.fields.put("parent_id", "null");
    text.fields.put("forked_from_message_id", "null");
    text.fields.put("children_ids", "[]");
    text.fields.put("snapshots", "[]");
    text.fields.put("is_shared", "false");
    text.fields.put("title", "null");
    return text;
  }

  /** One of the interactive prompt. */
  static SessionText unified(String id) {
    SessionText text = new SessionText(id);
    text.unified = true;
    text.fields.put("workspace", "\"/home/user/project\"");
    text.fields.put("created_at", "\"2026-11-01T08:00:00.123456\"");
    text.fields.put("updated_at", "\"2026-11-02T08:00:00.654321\"");
    text.fields.put("metadata", "{}");
    text.fields.put("parent_id", "null");
    text.fields.put("children_ids", "[]");
    text.fields.put("total_input_tokens", "0");
    text.fields.put("total_output_tokens", "0");
    text.fields.put("total_cost", "0.0");
    text.fields.put("request_count", "0");
    text.fields.put("current_model", "null");
    return text;
  }

  /** Sets a field at the root to a value that is JSON already. */
  SessionText with(String key, String json) {
    fields.put(key, json);
    return this;
  }

  SessionText without(String key) {
    fields.remove(key);
    return this;
  }

  SessionText updated(String time) {
    return with("updated_at", quoted(time));
  }

  SessionText metadata(String json) {
    return with("metadata", json);
  }

  /** Adds a plain message. */
  SessionText message(String role, String content) {
    return message(role, content, "{}", "");
  }

  /** Adds a message with metadata, and further fields such as {@code "tool_call_id": "x"}. */
  SessionText message(String role, String content, String metadata, String more) {
    messages.add(messageText(role, content, metadata, more, 1_795_142_604.442321 + messages.size()));
    return this;
  }

  SessionText messages(int count) {
    for (int i = 0; i < count; i++) {
      message(i % 2 == 0 ? "user" : "assistant", "message " + i);
    }
    return this;
  }

  SessionText rawMessage(String json) {
    messages.add(json);
    return this;
  }

  SessionText archive(int count) {
    for (int i = 0; i < count; i++) {
      archived.add(messageText("user", "archived " + i, "{}", "", 1_795_000_000.5 + i));
    }
    return this;
  }

  /** Puts the summary that the product makes of what fell out of the window first. */
  SessionText summary(int blocks) {
    StringBuilder text = new StringBuilder("[Session Summary]\n");
    for (int i = 0; i < blocks; i++) {
      text.append(i == 0 ? "" : "\n---\n")
          .append("Previous conversation: 1 messages\nMessage breakdown: {'user': 1, 'assistant': 0, 'tool': 0}");
    }
    messages.add(0, messageText("system", text.toString(),
        "{\n        \"compaction\": true,\n        \"compacted_count\": " + blocks + "\n      }", "", 1_795_142_600.5));
    return this;
  }

  private String messageText(String role, String content, String metadata, String more, double time) {
    String stamp = unified ? "\"2026-11-02T08:00:00.654321\"" : java.math.BigDecimal.valueOf(time).toPlainString();
    return "{\n      \"role\": " + quoted(role) + ",\n      \"content\": " + quoted(content)
        + ",\n      \"timestamp\": " + stamp
        + (unified ? "" : ",\n      \"metadata\": " + metadata) + (more.isEmpty() ? "" : ",\n      " + more)
        + "\n    }";
  }

  boolean isHierarchical() {
    return hierarchical;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<String, String> field : fields.entrySet()) {
      text.append(text.length() == 1 ? "" : ",").append("\n  ").append(quoted(field.getKey())).append(": ");
      String value = field.getValue();
      text.append(value != null ? value : list(field.getKey().equals("messages") ? messages : archived));
    }
    return text.append("\n}").toString();
  }

  private static String list(List<String> items) {
    return items.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", items) + "\n  ]";
  }

  /** A JSON string as Python writes it. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
