package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether the search indexes hold what their tables hold. Which rows they know is compared in place; what they know of
 * them only FTS5 can tell, by a command that writes, so that is asked of a copy which has no name and is gone with us.
 */
record SearchCheck(Path path, Database database, Findings findings) {

  private static final List<String> TABLES = List.of("observations", "session_summaries", "user_prompts");

  /** The tables in which FTS5 keeps an index; without content of its own, as here, there are no others. */
  private static final List<String> PARTS = List.of("_data", "_idx", "_docsize", "_config");

  /** Returns whether everything was looked at. */
  boolean run(int level) throws IOException {
    boolean complete = true;
    for (String table : TABLES) {
      complete &= table(table, level);
    }
    return complete;
  }

  /** Looks at the index of one table; returns whether everything was looked at. */
  boolean table(String table, int level) throws IOException {
    return !rows(table) || level < 3 || content(table);
  }

  private boolean rows(String table) throws IOException {
    List<Finding> found = database.read(connection -> {
      List<Finding> held = new ArrayList<>();
      MemSchema schema = MemSchema.of(path, connection);
      String index = table + "_fts_docsize";
      if (schema.schema().has(table + "_fts") && schema.schema().has(index, "id")) {
        long absent = count(connection, "SELECT count(*) FROM (SELECT id FROM " + table + " EXCEPT SELECT id FROM "
            + index + ")");
        long surplus = count(connection, "SELECT count(*) FROM (SELECT id FROM " + index + " EXCEPT SELECT id FROM "
            + table + ")");
        if (absent + surplus > 0) {
          findings.held(held).add(Flaw.SEARCH_ROWS, path, "the search index of " + table + " lacks "
              + Findings.count(absent, "row") + " and has " + surplus + " that are gone");
        }
      }
      return held;
    });
    findings.release(found);
    return found.isEmpty();
  }

  private boolean content(String table) throws IOException {
    try {
      Boolean same = database.aside(connection -> {
        copy(table, connection);
        return null;
      }, connection -> look(table, connection));
      if (!same) {
        findings.add(Flaw.SEARCH_CONTENT, path, "the search index of " + table + " does not hold what the table holds");
      }
      return true;
    } catch (LockedException e) {
      throw e;
    } catch (StoreException e) {
      findings.add(Flaw.SEARCH_UNCHECKED, path, "the search index of " + table + " was not looked at: "
          + e.getMessage());
      return false;
    }
  }

  /** Copies a table's text and its index; the copy is empty when there is no index. */
  private static void copy(String table, Connection connection) throws SQLException {
    String definition = definition(table, connection);
    if (definition == null) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      Set<String> columns = columns(table + "_fts", connection);
      StringBuilder names = new StringBuilder("id");
      StringBuilder declared = new StringBuilder("id INTEGER PRIMARY KEY");
      for (String column : columns) {
        String quoted = "\"" + column.replace("\"", "\"\"") + "\"";
        names.append(", ").append(quoted);
        declared.append(", ").append(quoted);
      }
      statement.execute("CREATE TABLE copy." + table + "(" + declared + ")");
      statement.execute("INSERT INTO copy." + table + " SELECT " + names + " FROM store." + table);
      for (String part : PARTS) {
        statement.execute("CREATE TABLE copy." + table + "_fts" + part + layout(part));
        String name = table + "_fts" + part;
        statement.execute("INSERT INTO copy." + name + " SELECT * FROM store." + name);
      }
      // Created in the usual way, the index would keep in mind that it is empty.
      statement.execute("PRAGMA writable_schema=ON");
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO copy.sqlite_master VALUES('table', ?, ?, 0, ?)")) {
        insert.setString(1, table + "_fts");
        insert.setString(2, table + "_fts");
        insert.setString(3, definition);
        insert.executeUpdate();
      }
    }
  }

  /** As FTS5 itself declares them (SQLite 3.53). */
  private static String layout(String part) {
    return switch (part) {
      case "_data" -> "(id INTEGER PRIMARY KEY, block BLOB)";
      case "_idx" -> "(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID";
      case "_docsize" -> "(id INTEGER PRIMARY KEY, sz BLOB)";
      default -> "(k PRIMARY KEY, v) WITHOUT ROWID";
    };
  }

  private static String definition(String table, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT sql FROM store.sqlite_master WHERE type = 'table' AND name = ? AND sql LIKE '%fts5%'")) {
      statement.setString(1, table + "_fts");
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private static Set<String> columns(String table, Connection connection) throws SQLException {
    Set<String> names = new java.util.LinkedHashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT name FROM pragma_table_info(?, 'store')")) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  private static boolean look(String table, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA writable_schema=RESET");
      if (count(connection, "SELECT count(*) FROM copy.sqlite_master WHERE name = '" + table + "_fts'") == 0) {
        return true;
      }
      statement.execute("INSERT INTO copy." + table + "_fts(" + table + "_fts, rank) VALUES('integrity-check', 1)");
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() == org.sqlite.SQLiteErrorCode.SQLITE_CORRUPT.code
          || String.valueOf(e.getMessage()).contains("SQLITE_CORRUPT")) {
        return false;
      }
      throw e;
    }
  }

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
