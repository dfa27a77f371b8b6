package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Sql;
import dev.sessionctl.storage.trash.TrashedEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows that a run set aside, in a database of its own beside the manifest of its trash: every table under its own
 * name with the ids and values that it had, so that {@code sqlite3} shows them too; and which of them went together.
 * Attached to the database that they come from as {@code trash}. Not safe for use by several threads.
 */
final class RowFile {

  /** Its name in the trash of a run. */
  static final String NAME = "rows.db";

  /** Under which it is attached. */
  static final String NAMESPACE = "trash";

  /** What a row costs besides its values: indexes, among them those of words. */
  private static final long ROW_BYTES = 512;

  /** What became of rows that go together. */
  enum State {
    /** They are here, durably, and may be in the database still. */
    COPIED,
    /** They are here only. */
    GONE,
    /** They are here, durably, as messages that were taken up, and may wait again in the database. */
    REQUEUING,
    /** They are here as messages that were taken up, and wait again in the database. */
    REQUEUED
  }

  /**
   * Rows that went together.
   *
   * @param number their number in this file
   * @param key the session, or what else they are called
   * @param session the id of the session's own row when that went too, else -1
   * @param bytes of their values
   */
  record Unit(long number, String key, long session, State state, long rows, long bytes) {

    /** Whether they are messages that wait again, and did not go. */
    boolean isRequeued() {
      return state == State.REQUEUING || state == State.REQUEUED;
    }

    /** Whether what was to become of them is done. */
    boolean isOver() {
      return state == State.GONE || state == State.REQUEUED;
    }

    /** What the manifest of a trash says of them: only where they are. */
    TrashedEntry entry(String reason) {
      return new TrashedEntry(key, "{\"unit\":" + number + ",\"rows\":" + rows + "}", reason, bytes);
    }
  }

  private final Sql sql;
  private final Map<String, List<String>> columns = new LinkedHashMap<>();

  private RowFile(Sql sql) {
    this.sql = sql;
  }

  /** Makes an empty one; its name becomes durable with the directory. */
  static void create(Path directory) throws IOException {
    DurableFiles.writeNew(directory.resolve(NAME), new byte[0]);
    DurableFiles.syncDirectory(directory);
  }

  /** Attaches the one of a run to a database that is open for writing, for tables as that has them. */
  static RowFile attach(Path directory, DatabaseWriter writer, RowTables tables) throws StoreException {
    writer.attach(directory.resolve(NAME), NAMESPACE);
    RowFile file = new RowFile(writer.sql());
    try (Statement statement = writer.sql().connection().createStatement()) {
      statement.execute("PRAGMA trash.journal_mode=DELETE");
      statement.execute("PRAGMA trash.synchronous=EXTRA");
      statement.execute("BEGIN");
      statement.execute("CREATE TABLE IF NOT EXISTS trash.sessionctl_units(unit INTEGER PRIMARY KEY, key TEXT, session"
          + " INTEGER NOT NULL, state TEXT NOT NULL)");
      statement.execute("CREATE TABLE IF NOT EXISTS trash.sessionctl_rows(seq INTEGER PRIMARY KEY, unit INTEGER NOT"
          + " NULL, tbl TEXT NOT NULL, row INTEGER NOT NULL, bytes INTEGER NOT NULL, UNIQUE(tbl, row))");
      statement.execute("CREATE INDEX IF NOT EXISTS trash.sessionctl_rows_unit ON sessionctl_rows(unit, seq)");
      for (Map.Entry<String, List<String>> table : tables.columns().entrySet()) {
        StringBuilder sql = new StringBuilder("CREATE TABLE IF NOT EXISTS trash." + table.getKey()
            + "(id INTEGER PRIMARY KEY");
        for (String column : table.getValue()) {
          // Without a type values stay what they are.
          sql.append(column.equals("id") ? "" : ", " + RowTables.quoted(column));
        }
        statement.execute(sql.append(')').toString());
      }
      statement.execute("COMMIT");
    } catch (SQLException e) {
      throw new StoreException("cannot set rows aside in " + directory.resolve(NAME) + ": " + e.getMessage());
    }
    file.readColumns();
    return file;
  }

  /** Attaches one to a connection that reads. */
  static void attachForReading(Path file, Sql sql) throws SQLException {
    try (PreparedStatement attach = sql.connection().prepareStatement("ATTACH ? AS " + NAMESPACE)) {
      attach.setString(1, "file:" + file.toUri().getRawPath() + "?mode=ro");
      attach.execute();
    }
  }

  /** The one that is attached to a connection. */
  static RowFile attached(Sql sql) throws StoreException {
    RowFile file = new RowFile(sql);
    file.readColumns();
    return file;
  }

  private void readColumns() throws StoreException {
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows = statement.executeQuery("SELECT m.name, i.name FROM trash.sqlite_master m,"
            + " pragma_table_info(m.name, 'trash') i WHERE m.type = 'table' AND m.name NOT LIKE 'sessionctl\\_%' ESCAPE"
            + " '\\' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.rowid, i.cid")) {
      columns.clear();
      while (rows.next()) {
        if (!rows.getString(1).matches("[a-z_]+")) {
          throw new StoreException("what was set aside holds a table that is none of the product's");
        }
        columns.computeIfAbsent(rows.getString(1), name -> new ArrayList<>()).add(rows.getString(2));
      }
    } catch (SQLException e) {
      throw new StoreException("cannot read what was set aside: " + e.getMessage());
    }
  }

  /** The tables in it, with their columns. */
  Map<String, List<String>> columns() {
    return columns;
  }

  /** Whether it was begun at all. */
  boolean isBegun() throws SQLException {
    return sql.number("SELECT count(*) FROM trash.sqlite_master WHERE name = 'sessionctl_rows'") == 1;
  }

  /** Copies rows that go together; within a snapshot. Gives what is here of them then, or null when there are none. */
  Unit copy(RowUnit rows, RowTables tables) throws SQLException {
    long number = sql.number("SELECT coalesce(max(unit), 0) + 1 FROM trash.sessionctl_units");
    PreparedStatement insert = sql.statement("INSERT INTO trash.sessionctl_units VALUES(?, ?, ?, ?)");
    insert.setLong(1, number);
    insert.setString(2, rows.name());
    insert.setLong(3, rows.session());
    insert.setString(4, (rows.requeue() ? State.REQUEUING : State.COPIED).name());
    insert.executeUpdate();
    Set<String> involved = new LinkedHashSet<>();
    for (RowUnit.Part part : rows.parts()) {
      String table = part.table();
      involved.add(table);
      sql.change("INSERT OR IGNORE INTO trash.sessionctl_rows(unit, tbl, row, bytes) SELECT ?2, '"
          + table + "', m.id, " + tables.schema().bytes("m", table) + " FROM main." + table + " m WHERE m.id IN ("
          + part.ids() + ") ORDER BY m.id", part.argument(), number);
    }
    for (String table : involved) {
      sql.change("INSERT INTO trash." + table + "(" + tables.names(table, "") + ") SELECT "
          + tables.names(table, "m.") + " FROM main." + table + " m WHERE m.id IN (SELECT row FROM"
          + " trash.sessionctl_rows WHERE unit = ?1 AND tbl = '" + table + "')", number);
    }
    Unit unit = unit(number);
    if (unit.rows() == 0) {
      forget(number);
      return null;
    }
    return unit;
  }

  private Unit unit(long number) throws SQLException {
    return units(" WHERE u.unit = " + number).get(0);
  }

  /** All of them, in the order in which they came. */
  List<Unit> units() throws SQLException {
    return units("");
  }

  private List<Unit> units(String condition) throws SQLException {
    List<Unit> units = new ArrayList<>();
    try (Statement statement = sql.connection().createStatement();
        ResultSet rows = statement.executeQuery("SELECT u.unit, u.key, u.session, u.state, (SELECT count(*) FROM"
            + " trash.sessionctl_rows r WHERE r.unit = u.unit), (SELECT coalesce(sum(bytes), 0) FROM"
            + " trash.sessionctl_rows r WHERE r.unit = u.unit) FROM trash.sessionctl_units u" + condition
            + " ORDER BY u.unit")) {
      while (rows.next()) {
        units.add(new Unit(rows.getLong(1), rows.getString(2), rows.getLong(3), state(rows.getString(4)),
            rows.getLong(5), rows.getLong(6)));
      }
    }
    return units;
  }

  private State state(String text) throws SQLException {
    for (State state : State.values()) {
      boolean queue = state == State.REQUEUING || state == State.REQUEUED;
      if (state.name().equals(text) && (!queue || columns.containsKey(Requeuing.TABLE))) {
        return state;
      }
    }
    throw new SQLException("what was set aside is not as this release of sessionctl does it");
  }

  /** Notes that what was to become of rows is done. */
  void over(Unit unit) throws SQLException {
    sql.change("UPDATE trash.sessionctl_units SET state = '" + (unit.isRequeued() ? State.REQUEUED : State.GONE)
        + "' WHERE unit = ?", unit.number());
  }

  /** Drops rows that stayed in the database, or are there again. */
  void forget(long unit) throws SQLException {
    for (String table : columns.keySet()) {
      sql.change("DELETE FROM trash." + RowTables.quoted(table) + " WHERE id IN (SELECT row FROM"
          + " trash.sessionctl_rows WHERE unit = ?1 AND tbl = '" + table.replace("'", "''") + "')", unit);
    }
    sql.change("DELETE FROM trash.sessionctl_rows WHERE unit = ?", unit);
    sql.change("DELETE FROM trash.sessionctl_units WHERE unit = ?", unit);
  }

  /**
   * The end of the next stretch of rows of a unit, that many bytes long; or -1 when there are no more.
   *
   * @param after the end of the one before
   * @param forth whether in the order in which they go, or in that in which they come back
   */
  long[] stretch(long unit, long after, long bytes, boolean forth) throws SQLException {
    PreparedStatement statement = sql.statement("SELECT seq, bytes FROM trash.sessionctl_rows WHERE unit = ? AND seq "
        + (forth ? "> ? ORDER BY seq" : "< ? ORDER BY seq DESC"));
    statement.setLong(1, unit);
    statement.setLong(2, after);
    long end = -1;
    long sum = 0;
    try (ResultSet rows = statement.executeQuery()) {
      while (sum < bytes && rows.next()) {
        end = rows.getLong(1);
        sum += ROW_BYTES + rows.getLong(2);
      }
    }
    return new long[] {end, sum};
  }
}
