package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts rows of a {@link RowFile} back with the ids that they had, never over anything: what has one of these ids now
 * and is not that very row keeps its place, and so stays what was set aside.
 *
 * @param sql a connection to the database, with the file attached
 * @param file what was set aside
 * @param tables what the database has now
 */
record RowReturn(Sql sql, RowFile file, RowTables tables) {

  /** Columns that a later release has under another name (8.2.6). */
  private static final Map<String, String> RENAMED = Map.of("claude_session_id", "content_session_id",
      "sdk_session_id", "memory_session_id");

  /** Whether every row of a unit is in the database. */
  boolean isThere(RowFile.Unit unit) throws SQLException {
    return same(unit.number(), 0, Long.MAX_VALUE) == unit.rows();
  }

  /** Whether some row of a unit is in the database as it was. */
  boolean isThereInPart(RowFile.Unit unit) throws SQLException {
    return same(unit.number(), 0, Long.MAX_VALUE) > 0;
  }

  /** Whether every row of a stretch of a unit is. */
  boolean isThere(long unit, long first, long last) throws SQLException {
    return same(unit, first, last) == rows(unit, first, last);
  }

  /** Whether something has the id of every row of a stretch of a unit. */
  boolean isPresent(long unit, long first, long last) throws SQLException {
    return rows(unit, first, last, false) == rows(unit, first, last);
  }

  private long rows(long unit, long first, long last) throws SQLException {
    return sql.number("SELECT count(*) FROM trash.sessionctl_rows WHERE unit = ?1 AND seq BETWEEN ?2 AND ?3", unit,
        first, last);
  }

  private long same(long unit, long first, long last) throws SQLException {
    return rows(unit, first, last, true);
  }

  private long rows(long unit, long first, long last, boolean unchanged) throws SQLException {
    long rows = 0;
    for (String table : file.columns().keySet()) {
      if (tables.columns().containsKey(table)) {
        rows += sql.number(count(table, unchanged), unit, first, last);
      }
    }
    return rows;
  }

  /** Rows of a stretch of a unit that are in the database under their ids, as SQL. */
  private String count(String table, boolean unchanged) {
    StringBuilder text = new StringBuilder("SELECT count(*) FROM trash.sessionctl_rows r JOIN trash." + table
        + " t ON t.id = r.row JOIN main." + table + " m ON m.id = r.row WHERE r.unit = ?1 AND r.tbl = '" + table
        + "' AND r.seq BETWEEN ?2 AND ?3");
    if (unchanged) {
      for (Map.Entry<String, String> column : columns(table).entrySet()) {
        text.append(" AND m.").append(RowTables.quoted(column.getValue())).append(" IS t.")
            .append(RowTables.quoted(column.getKey()));
      }
    }
    return text.toString();
  }

  /** Whether whatever has the ids of a stretch of a unit now is what had them then, or waits again as it should. */
  boolean isUnchanged(RowFile.Unit unit, long first, long last) throws SQLException {
    for (String table : file.columns().keySet()) {
      if (others(unit, table, first, last) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Rows that have ids of a stretch of a unit and are neither what was copied nor what was made of that. */
  private long others(RowFile.Unit unit, String table, long first, long last) throws SQLException {
    long others = sql.number(count(table, false), unit.number(), first, last)
        - sql.number(count(table, true), unit.number(), first, last);
    return unit.isRequeued() && table.equals(Requeuing.TABLE) ? others - waiting(unit, first, last) : others;
  }

  private long waiting(RowFile.Unit unit, long first, long last) throws SQLException {
    return sql.number("SELECT count(*)" + Requeuing.waiting(columns(Requeuing.TABLE)), unit.number(), first, last);
  }

  /** The columns of a table then, with their names now. */
  private Map<String, String> columns(String table) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String column : file.columns().get(table)) {
      String now = tables.columns().get(table).contains(column) ? column : RENAMED.get(column);
      if (now != null && tables.columns().get(table).contains(now)) {
        names.put(column, now);
      }
    }
    return names;
  }

  /** Why a unit cannot be put back, or null when nothing is seen that speaks against it. */
  String obstacle(RowFile.Unit unit) throws SQLException {
    for (String table : file.columns().keySet()) {
      long rows = sql.number("SELECT count(*) FROM trash.sessionctl_rows WHERE unit = ?1 AND tbl = '" + table + "'",
          unit.number());
      if (rows == 0) {
        continue;
      }
      if (!tables.columns().containsKey(table)) {
        return "the database has no table " + table + " any more";
      }
      Set<String> known = columns(table).keySet();
      for (String column : file.columns().get(table)) {
        if (!known.contains(column) && sql.number("SELECT count(*) FROM trash." + table + " WHERE "
            + RowTables.quoted(column) + " IS NOT NULL AND id IN (SELECT row FROM trash.sessionctl_rows WHERE unit = ?1"
            + " AND tbl = '" + table + "')", unit.number()) > 0) {
          return "the database has no column " + table + "." + column + " any more";
        }
      }
      long taken = others(unit, table, 0, Long.MAX_VALUE);
      if (unit.isRequeued()) {
        taken += rows - sql.number(count(table, false), unit.number(), 0, Long.MAX_VALUE);
        if (taken > 0) {
          return taken + " of its " + rows + " messages do not wait any more, so what they were before is over";
        }
      }
      if (taken > 0) {
        return taken + " of its ids in " + table + " are in use by other rows";
      }
    }
    return unit.session() < 0 ? null : successor(unit);
  }

  /** Another session that has taken the place of one: the agent went on with it. */
  private String successor(RowFile.Unit unit) throws SQLException {
    Map<String, String> names = columns(RowTables.SESSIONS);
    for (Map.Entry<String, String> name : names.entrySet()) {
      boolean content = name.getValue().equals(tables.schema().contentId());
      if (content || name.getValue().equals(tables.schema().memoryId())) {
        String platform = content && names.containsKey("platform_source") ? " AND m.platform_source IS"
            + " t.platform_source" : "";
        long other = sql.number("SELECT m.id FROM trash.sdk_sessions t JOIN main.sdk_sessions m ON m."
            + name.getValue() + " = t." + name.getKey() + " AND m.id <> t.id" + platform + " WHERE t.id = ?1 LIMIT 1",
            unit.session());
        if (other != 0) {
          return "the database has that session again, with the id " + other;
        }
      }
    }
    return null;
  }

  /** Puts the rows of a stretch of a unit back that are not there, or wait again; within a transaction. */
  int put(RowFile.Unit unit, long first, long last) throws SQLException {
    if (unit.isRequeued()) {
      return sql.change(Requeuing.back(columns(Requeuing.TABLE)), unit.number(), first, last);
    }
    List<String> order = new ArrayList<>(tables.columns().keySet());
    // Sessions before what belongs to them.
    Collections.reverse(order);
    int done = 0;
    for (String table : order) {
      if (file.columns().containsKey(table)) {
        StringBuilder then = new StringBuilder();
        StringBuilder now = new StringBuilder();
        for (Map.Entry<String, String> column : columns(table).entrySet()) {
          then.append(then.length() == 0 ? "t." : ", t.").append(RowTables.quoted(column.getKey()));
          now.append(now.length() == 0 ? "" : ", ").append(RowTables.quoted(column.getValue()));
        }
        done += sql.change("INSERT INTO main." + table + "(" + now + ") SELECT " + then
            + " FROM trash.sessionctl_rows r JOIN trash." + table + " t ON t.id = r.row WHERE r.unit = ?1 AND r.tbl = '"
            + table + "' AND r.seq BETWEEN ?2 AND ?3 AND NOT EXISTS (SELECT 1 FROM main." + table
            + " m WHERE m.id = t.id) ORDER BY r.seq", unit.number(), first, last);
      }
    }
    return done;
  }

  /** Lets the messages of a stretch of a unit wait again; within a transaction. */
  void requeue(RowFile.Unit unit, long first, long last) throws SQLException {
    sql.change(Requeuing.forth(tables.columns().get(Requeuing.TABLE)), unit.number(), first, last);
  }

  /** Deletes the rows of a stretch of a unit; within a transaction. */
  void delete(long unit, long first, long last, String table) throws SQLException {
    sql.change("DELETE FROM main." + table + " WHERE id IN (SELECT row FROM trash.sessionctl_rows WHERE unit = ?1 AND"
        + " tbl = '" + table + "' AND seq BETWEEN ?2 AND ?3)", unit, first, last);
  }
}
