package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.sqlite.Schema;
import dev.sessionctl.storage.sqlite.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which sessions the product's cloud knows something of (13.11 on). Deleting such rows here would leave them there, and
 * on the way back they would come as somebody else's: the product itself refuses that too ("refusing an unreplicated
 * delete", 13.15) and deletes with a tombstone, over its worker.
 */
record SyncedRows(MemSchema schema, Sql sql) {

  /** Why such a session stays. */
  static final String REASON = "it is in claude-mem's cloud too; delete it there through the worker"
      + " (DELETE /api/observation, /api/summary, /api/prompt)";

  private static final Map<String, String> KINDS =
      Map.of("observations", "observation", "session_summaries", "summary", "user_prompts", "prompt");

  /** The sessions of a range of ids of which a row was uploaded, waits for that, or came from another machine. */
  Set<Long> among(long first, long last) throws SQLException {
    Set<Long> found = new HashSet<>();
    for (MemSchema.Child child : schema.children()) {
      String condition = condition(child.table());
      if (!condition.isEmpty()) {
        try (ResultSet rows = sql.bound("SELECT DISTINCT s.id FROM main.sdk_sessions s JOIN main." + child.table()
            + " c ON " + child.join() + " WHERE s.id BETWEEN ?1 AND ?2 AND (" + condition + ")", first, last)
            .executeQuery()) {
          while (rows.next()) {
            found.add(rows.getLong(1));
          }
        }
      }
    }
    return found;
  }

  /** Whether the cloud knows a row {@code c} of a table, as SQL; empty when it cannot. */
  String condition(String table) {
    if (!KINDS.containsKey(table)) {
      return "";
    }
    Schema tables = schema.schema();
    StringBuilder condition = new StringBuilder();
    if (tables.has(table, "origin_device_id")) {
      condition.append(" OR c.origin_device_id IS NOT NULL");
    }
    if (tables.has(table, "synced_at")) {
      condition.append(" OR c.synced_at > 0");
    }
    for (String ledger : new String[] {"sync_entity_heads", "sync_content_outbox"}) {
      if (tables.has(ledger, "origin_local_id") && tables.has(ledger, "kind")) {
        condition.append(" OR CAST(c.id AS TEXT) IN (SELECT origin_local_id FROM main." + ledger + " WHERE kind = '"
            + KINDS.get(table) + "')");
      }
    }
    return condition.length() == 0 ? "" : condition.substring(4);
  }
}
