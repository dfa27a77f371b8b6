package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.UnsupportedVersionException;
import dev.sessionctl.storage.sqlite.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a database of claude-mem has. Its own list of versions is not linear and skips some in the field (#2318, #3094),
 * so everything but the refusal of newer releases goes by tables and columns.
 *
 * @param newest the largest number in {@code schema_versions}, or 0
 * @param schema its tables
 */
record MemSchema(int newest, Schema schema) {

  /** Of 13.25.3, the newest release that is known. */
  static final int NEWEST_KNOWN = 52;

  /**
   * A table whose rows belong to sessions.
   *
   * @param table its name
   * @param join how a row {@code c} finds its session {@code s}
   * @param time its column with the time of a row, milliseconds since the epoch
   */
  record Child(String table, String join, String time) {
    Child(String table, String join) {
      this(table, join, "created_at_epoch");
    }
  }

  /**
   * Looks at a database.
   *
   * @throws UnsupportedVersionException when it is newer than what is known, or lacks what a reader needs
   */
  static MemSchema of(Path path, Connection connection) throws SQLException, IOException {
    Schema schema = Schema.of(connection);
    int newest = 0;
    if (schema.has("schema_versions", "version")) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT max(version) FROM schema_versions")) {
        newest = row.getInt(1);
      }
    }
    if (newest > NEWEST_KNOWN) {
      throw new UnsupportedVersionException(path + " has schema " + newest + "; known are those up to " + NEWEST_KNOWN
          + " (claude-mem 13.25.3)");
    }
    MemSchema found = new MemSchema(newest, schema);
    String missing = schema.missing(found.needed());
    if (missing != null) {
      throw new UnsupportedVersionException(path + " has no " + missing + ", which every known release of claude-mem"
          + " has");
    }
    return found;
  }

  private List<String> needed() {
    String content = contentId();
    String memory = memoryId();
    return List.of("sdk_sessions.id", "sdk_sessions." + content, "sdk_sessions." + memory, "sdk_sessions.project",
        "sdk_sessions.started_at_epoch", "sdk_sessions.status", "observations." + memory, "observations.id",
        "observations.created_at_epoch", "session_summaries." + memory, "session_summaries.created_at_epoch",
        "user_prompts." + content, "user_prompts.prompt_text", "user_prompts.created_at_epoch");
  }

  /** The name of the agent's own session id: renamed in 8.2.6. */
  String contentId() {
    return schema.has("sdk_sessions", "claude_session_id") ? "claude_session_id" : "content_session_id";
  }

  /** The name of the id by which observations find their session: renamed in 8.2.6. */
  String memoryId() {
    return schema.has("sdk_sessions", "sdk_session_id") ? "sdk_session_id" : "memory_session_id";
  }

  /** Whether the queue in this database knows when a row was taken up: gone in new databases of 12.4. */
  boolean tellsProcessing() {
    return schema.has("pending_messages", "started_processing_at_epoch");
  }

  /** Whether only releases write it that keep their queue in memory: the shape of 13.9. */
  boolean isOfMemoryQueue() {
    return schema.has("user_prompts", "session_db_id");
  }

  /** Whether the queue keeps rows that are done or have failed: until 12.4. */
  boolean keepsDone() {
    return schema.has("pending_messages", "retry_count");
  }

  /** Which releases write such tables. */
  String generation() {
    if (schema.has("sdk_sessions", "claude_session_id")) {
      return "7.3-8.2";
    }
    if (schema.has("tool_uses")) {
      return "13.25";
    }
    if (isOfMemoryQueue()) {
      return "13.9-13.24";
    }
    return keepsDone() ? "8.2-12.4" : "12.5-13.8";
  }

  /** The address of a session: the agent's id, with the name of the agent before it where that is not Claude Code. */
  String key(String alias) {
    String id = alias + "." + contentId();
    return schema.has("sdk_sessions", "platform_source") ? "CASE WHEN " + alias + ".platform_source = 'claude' THEN "
        + id + " ELSE " + alias + ".platform_source || ':' || " + id + " END" : id;
  }

  /** Every table that this database has of those whose rows belong to sessions. */
  List<Child> children() {
    List<Child> children = new ArrayList<>();
    String byMemory = "c." + memoryId() + " = s." + memoryId();
    String byContent = "c." + contentId() + " = s." + contentId();
    children.add(new Child("observations", byMemory));
    children.add(new Child("session_summaries", byMemory));
    if (isOfMemoryQueue()) {
      children.add(new Child("user_prompts", "c.session_db_id = s.id"));
      // Rows that were there before the reference was; no cascade reaches them.
      children.add(new Child("user_prompts", "c.session_db_id IS NULL AND " + byContent + otherwiseNobodys()));
    } else {
      children.add(new Child("user_prompts", byContent));
    }
    if (schema.has("pending_messages", "session_db_id")) {
      children.add(new Child("pending_messages", "c.session_db_id = s.id"));
    }
    if (schema.has("tool_uses", "session_db_id")) {
      children.add(new Child("tool_uses", "c.session_db_id = s.id"));
      if (schema.has("tool_uses", "platform_source") && schema.has("sdk_sessions", "platform_source")) {
        children.add(new Child("tool_uses", "c.session_db_id IS NULL AND " + byContent
            + " AND c.platform_source = s.platform_source"));
      }
    }
    if (schema.has("telegram_wrapups", "summary_created_at_epoch") && schema.has("sdk_sessions", "platform_source")) {
      children.add(new Child("telegram_wrapups", byContent + " AND c.platform_source = s.platform_source",
          "summary_created_at_epoch"));
    }
    return children;
  }

  /** Whether a row {@code c} belongs to no session, by table, as SQL. */
  Map<String, String> orphans() {
    Map<String, String> conditions = new LinkedHashMap<>();
    for (Child child : children()) {
      conditions.merge(child.table(), "NOT EXISTS (SELECT 1 FROM sdk_sessions s WHERE " + child.join() + ")",
          (one, other) -> one + " AND " + other);
    }
    return conditions;
  }

  /** The column of a table of children that has the time of a row, milliseconds since the epoch. */
  String timeOf(String table) {
    return children().stream().filter(child -> child.table().equals(table)).findFirst().orElseThrow().time();
  }

  /** Ids of sessions are unique per agent only: what two of them may claim is left to the one of Claude Code. */
  private String otherwiseNobodys() {
    return schema.has("sdk_sessions", "platform_source") ? " AND s.id = (SELECT o.id FROM sdk_sessions o WHERE o."
        + contentId() + " = c." + contentId() + " ORDER BY o.platform_source <> 'claude', o.id LIMIT 1)" : "";
  }

  /** Bytes of the values of a row, as SQL. */
  String bytes(String alias, String table) {
    StringBuilder sum = new StringBuilder("0");
    for (String column : schema.tables().get(table)) {
      sum.append(" + coalesce(octet_length(").append(alias).append(".\"").append(column.replace("\"", "\"\""))
          .append("\"), 0)");
    }
    return sum.toString();
  }
}
