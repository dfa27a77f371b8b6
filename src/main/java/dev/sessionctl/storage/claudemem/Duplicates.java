package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.Compaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a session has twice. Without loss those rows go of which every text is that of an earlier row. Further levels go
 * by what the product itself takes for the same: its {@code cleanup-duplicates} (8.1) keeps the first of those with the
 * same title, subtitle and type, and of the summaries with the same request, completed and learned.
 */
record Duplicates(RowTables tables, Compaction.Level level) {

  private static final Map<String, List<String>> TEXTS = new LinkedHashMap<>();
  private static final Map<String, List<String>> SAME = new LinkedHashMap<>();

  static {
    TEXTS.put("observations", List.of("type", "title", "subtitle", "narrative", "text", "facts", "concepts",
        "files_read", "files_modified", "metadata"));
    TEXTS.put("session_summaries", List.of("request", "investigated", "learned", "completed", "next_steps", "notes",
        "files_read", "files_edited"));
    SAME.put("observations", List.of("title", "subtitle", "type"));
    SAME.put("session_summaries", List.of("request", "completed", "learned"));
  }

  /** The rows of the session {@code ?1} that go, by table. */
  Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    for (String table : TEXTS.keySet()) {
      List<String> there = new ArrayList<>(
          (level == Compaction.Level.LOSSLESS ? TEXTS : SAME).get(table));
      there.retainAll(tables.columns().get(table));
      String memory = tables.schema().memoryId();
      // A row without a title is the same as another one only when everything is: old ones have their text elsewhere.
      String first = "c." + SAME.get(table).get(0);
      String titled =
          level == Compaction.Level.LOSSLESS ? "" : " AND " + first + " IS NOT NULL AND " + first + " <> ''";
      if (there.size() >= SAME.get(table).size()) {
        queries.put(table, "SELECT id FROM (SELECT c.id, row_number() OVER (PARTITION BY c."
            + String.join(", c.", there) + " ORDER BY c.id) n FROM main." + table + " c WHERE c." + memory
            + " = (SELECT s." + memory + " FROM main.sdk_sessions s WHERE s.id = ?1)" + titled + ") WHERE n > 1");
      }
    }
    return queries;
  }
}
