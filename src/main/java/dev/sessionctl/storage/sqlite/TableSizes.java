package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.StoreException;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the pages of a database are for: every table with its indexes, and with the tables in which a full-text search
 * over it keeps its words. Looks at every page once, in one transaction.
 */
public final class TableSizes {

  /** What the pages that hold nothing are called; no table can be. */
  public static final String FREE = "(free pages)";
  /** What is committed and not yet in the database itself. */
  public static final String LOG = "(write-ahead log)";

  private static final long MOST_MILLIS = 5_000;
  private static final String INTERNAL = "sqlite_schema";

  private TableSizes() {}

  /**
   * Bytes by table, largest first.
   *
   * @return empty when it would take longer than some seconds, in which the log could not be reset
   * @throws StoreException when the database cannot be read
   */
  public static Map<String, Long> of(Database database, long now) throws StoreException {
    Map<String, Long> found = database.readUntil(now + MOST_MILLIS, connection -> {
      Map<String, Long> sizes = new HashMap<>();
      try (Statement statement = connection.createStatement()) {
        Map<String, String> tables = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT name, tbl_name FROM sqlite_master")) {
          while (rows.next()) {
            tables.put(rows.getString(1), rows.getString(2));
          }
        }
        try (ResultSet rows = statement.executeQuery("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE")) {
          while (rows.next()) {
            String name = rows.getString(1);
            sizes.merge(owner(tables.getOrDefault(name, INTERNAL), tables), rows.getLong(2), Long::sum);
          }
        }
      }
      return sizes;
    });
    if (found == null) {
      return Map.of();
    }
    DatabaseFile file = database.file();
    found.put(FREE, file.freeBytes());
    found.put(LOG, file.logBytes());
    Map<String, Long> ordered = new LinkedHashMap<>();
    found.entrySet().stream().filter(entry -> entry.getValue() > 0)
        .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return ordered;
  }

  /** The virtual table that a table with such a name belongs to ({@code fts5}: {@code _data}, {@code _idx}, …). */
  private static String owner(String table, Map<String, String> tables) {
    int end = table.lastIndexOf('_');
    String before = end > 0 ? table.substring(0, end) : table;
    return before.endsWith("_fts") && tables.containsKey(before) ? before : table;
  }
}
