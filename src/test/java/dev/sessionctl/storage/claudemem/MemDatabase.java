package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.sqlite.TestDatabase;
import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A data directory with a database as the worker of one of four releases makes it. */
final class MemDatabase implements AutoCloseable {

  /** Releases between which everything that matters was renamed or moved. */
  enum Age {
    V8, V10,
    /** 12.5 to 13.8. */
    V12, V13;

    String content() {
      return this == V8 ? "claude_session_id" : "content_session_id";
    }

    String memory() {
      return this == V8 ? "sdk_session_id" : "memory_session_id";
    }
  }

  static final long THEN = FakeEnvironment.NOW - 86_400_000L;

  final Age age;
  final Path path;
  private final Connection connection;

  MemDatabase(Path directory, Age age) throws Exception {
    this.age = age;
    this.path = Files.createDirectories(directory).resolve("claude-mem.db");
    this.connection = TestDatabase.open(path);
    for (String statement : schema(age)) {
      execute(statement);
    }
  }

  private static List<String> schema(Age age) {
    boolean late = age.compareTo(Age.V12) >= 0;
    String content = age.content();
    String memory = age.memory();
    String update = age == Age.V8 ? "" : " ON UPDATE CASCADE";
    List<String> schema = new ArrayList<>(List.of(
        "CREATE TABLE schema_versions (id INTEGER PRIMARY KEY, version INTEGER UNIQUE NOT NULL, applied_at TEXT)",
        "INSERT INTO schema_versions(version, applied_at) VALUES (4, ''), (" + switch (age) {
          case V8 -> 16;
          case V10 -> 23;
          case V12 -> 32;
          case V13 -> 49;
        } + ", '')",
        "CREATE TABLE sdk_sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, " + content + " TEXT NOT NULL, " + memory
            + " TEXT UNIQUE, project TEXT NOT NULL, " + (late ? "platform_source TEXT NOT NULL DEFAULT"
            + " 'claude', " : "") + "user_prompt TEXT, started_at TEXT NOT NULL, started_at_epoch INTEGER NOT NULL,"
            + " completed_at TEXT, completed_at_epoch INTEGER, status TEXT CHECK(status IN ('active', 'completed',"
            + " 'failed'))"
            + " NOT NULL DEFAULT 'active', worker_port INTEGER" + (age == Age.V8 ? "" : ", custom_title TEXT") + ")",
        "CREATE TABLE observations (id INTEGER PRIMARY KEY AUTOINCREMENT, " + memory + " TEXT NOT NULL, project TEXT"
            + " NOT NULL, text TEXT, type TEXT NOT NULL, title TEXT, subtitle TEXT, facts TEXT, narrative TEXT,"
            + " concepts TEXT, created_at TEXT NOT NULL, created_at_epoch INTEGER NOT NULL, discovery_tokens INTEGER"
            + (late ? ", merged_into_project TEXT" : "") + ", FOREIGN KEY(" + memory + ") REFERENCES"
            + " sdk_sessions(" + memory + ") ON DELETE CASCADE" + update + ")",
        "CREATE TABLE session_summaries (id INTEGER PRIMARY KEY AUTOINCREMENT, " + memory + " TEXT NOT NULL, project"
            + " TEXT NOT NULL, request TEXT, investigated TEXT, learned TEXT, completed TEXT, next_steps TEXT, notes"
            + " TEXT, created_at TEXT NOT NULL, created_at_epoch INTEGER NOT NULL, discovery_tokens INTEGER DEFAULT 0,"
            + " FOREIGN KEY(" + memory + ") REFERENCES sdk_sessions(" + memory + ") ON DELETE CASCADE" + update + ")",
        "CREATE TABLE user_prompts (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            + (age == Age.V13 ? "session_db_id INTEGER, " : "") + content + " TEXT NOT NULL, prompt_number INTEGER"
            + " NOT NULL, prompt_text TEXT NOT NULL, created_at"
            + " TEXT NOT NULL, created_at_epoch INTEGER NOT NULL" + (age == Age.V13 ? ", FOREIGN KEY(session_db_id)"
            + " REFERENCES sdk_sessions(id) ON DELETE CASCADE" : "") + ")",
        "CREATE TABLE pending_messages (id INTEGER PRIMARY KEY AUTOINCREMENT, session_db_id INTEGER NOT NULL, "
            + content + " TEXT NOT NULL, message_type TEXT NOT NULL, tool_name TEXT, tool_input TEXT, tool_response"
            + " TEXT, status"
            + " TEXT NOT NULL DEFAULT 'pending', created_at_epoch INTEGER NOT NULL" + (late ? "" : ","
            + " retry_count INTEGER NOT NULL DEFAULT 0, started_processing_at_epoch INTEGER")
            + ", FOREIGN KEY (session_db_id) REFERENCES sdk_sessions(id) ON DELETE CASCADE)"));
    search(schema, "observations", "title", "subtitle", "narrative", "text", "facts", "concepts");
    search(schema, "session_summaries", "request", "investigated", "learned", "completed", "next_steps", "notes");
    search(schema, "user_prompts", "prompt_text");
    return schema;
  }

  /** An index of FTS5 with external content, and the triggers that keep it in step. */
  private static void search(List<String> schema, String table, String... columns) {
    String names = String.join(", ", columns);
    String added = "new." + String.join(", new.", columns);
    String gone = "old." + String.join(", old.", columns);
    String index = table + "_fts";
    String insert = "INSERT INTO " + index + "(rowid, " + names + ") VALUES (new.id, " + added + ");";
    String delete = "INSERT INTO " + index + "(" + index + ", rowid, " + names + ") VALUES('delete', old.id, " + gone
        + ");";
    schema.add("CREATE VIRTUAL TABLE " + index + " USING fts5(" + names + ", content='" + table
        + "', content_rowid='id')");
    schema.add("CREATE TRIGGER " + table + "_ai AFTER INSERT ON " + table + " BEGIN " + insert + " END");
    schema.add("CREATE TRIGGER " + table + "_ad AFTER DELETE ON " + table + " BEGIN " + delete + " END");
    schema.add("CREATE TRIGGER " + table + "_au AFTER UPDATE ON " + table + " BEGIN " + delete + " " + insert + " END");
  }

  void execute(String... statements) throws Exception {
    TestDatabase.execute(connection, statements);
  }

  /** A session with two prompts, one observation of 100 tokens and one summary; its number is its row. */
  void session(int id, String project) throws Exception {
    execute("INSERT INTO sdk_sessions(id, " + age.content() + ", " + age.memory() + ", project, started_at,"
        + " started_at_epoch) VALUES(" + id + ", 'c" + id + "', 'm" + id + "', '" + project + "', '', " + THEN + ")");
    String link = age == Age.V13 ? "session_db_id, " : "";
    String value = age == Age.V13 ? id + ", " : "";
    for (int prompt = 1; prompt <= 2; prompt++) {
      execute("INSERT INTO user_prompts(" + link + age.content() + ", prompt_number, prompt_text, created_at,"
          + " created_at_epoch) VALUES(" + value + "'c" + id + "', " + prompt + ", 'prompt " + prompt + "', '', "
          + (THEN + prompt) + ")");
    }
    execute("INSERT INTO observations(" + age.memory() + ", project, type, title, narrative, created_at,"
        + " created_at_epoch, discovery_tokens) VALUES('m" + id + "', '" + project + "', 'bugfix', 'title',"
        + " 'narrative', '', " + (THEN + 10) + ", 100)", "INSERT INTO session_summaries(" + age.memory() + ", project,"
        + " completed, learned, created_at, created_at_epoch) VALUES('m" + id + "', '" + project + "', 'done',"
        + " 'learned', '',"
        + " " + (THEN + 20) + ")");
  }

  void queue(int id, String status, long created) throws Exception {
    execute("INSERT INTO pending_messages(session_db_id, " + age.content() + ", message_type, tool_input, status,"
        + " created_at_epoch) VALUES(" + id + ", 'c" + id + "', 'observation', '{\"a\":1}', '" + status + "', "
        + created + ")");
  }

  Environment environment() {
    return FakeEnvironment.of(path.getParent().getParent(), Map.of());
  }

  ClaudeMemStore store() {
    return new ClaudeMemStore(new StoreRef("claude-mem", "x", path, null, null), environment());
  }

  /** Ends the only connection, so that the log is gone. */
  @Override
  public void close() throws Exception {
    connection.close();
  }
}
