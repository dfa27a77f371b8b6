package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.UnsupportedChangeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tables whose rows can be taken out and put back, with everything that SQLite would do on its own when that
 * happens. Whatever is not known of it makes the database one that is not changed: an unknown table that refers to
 * sessions would lose rows that nobody kept, an unknown trigger could do anything.
 *
 * @param schema what the database has
 * @param columns the columns of each table, children before the sessions they belong to
 * @param joins how a row {@code c} of a child finds its session {@code s}
 */
record RowTables(MemSchema schema, Map<String, List<String>> columns, Map<String, List<String>> joins) {

  static final String SESSIONS = "sdk_sessions";

  /** Those with an index of FTS5 beside them, which triggers keep in step. */
  static final List<String> SEARCHED = List.of("observations", "session_summaries", "user_prompts");

  private static final List<String> SUFFIXES = List.of("_ai", "_ad", "_au");

  /** What they belong to by a foreign key; one of these, or it is not known. */
  private static final Set<String> REFERRING =
      Set.of("observations", "session_summaries", "user_prompts", "pending_messages");

  /**
   * Looks at a database.
   *
   * @throws UnsupportedChangeException when it has something that is not known
   */
  static RowTables of(Path path, MemSchema schema, Connection connection)
      throws SQLException, UnsupportedChangeException {
    Map<String, List<String>> joins = new LinkedHashMap<>();
    for (MemSchema.Child child : schema.children()) {
      joins.computeIfAbsent(child.table(), table -> new ArrayList<>()).add(child.join());
    }
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (String table : joins.keySet()) {
      columns.put(table, List.copyOf(schema.schema().tables().get(table)));
    }
    columns.put(SESSIONS, List.copyOf(schema.schema().tables().get(SESSIONS)));
    RowTables tables = new RowTables(schema, columns, joins);
    tables.requireKnown(path, connection);
    return tables;
  }

  private void requireKnown(Path path, Connection connection) throws SQLException, UnsupportedChangeException {
    for (String table : columns.keySet()) {
      if (number(connection, "SELECT count(*) FROM pragma_table_info(?) WHERE pk > 0", table) != 1
          || number(connection, "SELECT count(*) FROM pragma_table_info(?) WHERE pk = 1 AND name = 'id'"
              + " AND upper(type) = 'INTEGER'", table) != 1) {
        throw new UnsupportedChangeException(path + ": rows of " + table + " have no number of their own");
      }
      requireTriggers(path, table, connection);
    }
    for (String table : schema.schema().tables().keySet()) {
      for (String referred : strings(connection, "SELECT lower(\"table\") FROM pragma_foreign_key_list(?)", table)) {
        if (columns.containsKey(referred) && !(referred.equals(SESSIONS) && REFERRING.contains(table))) {
          throw new UnsupportedChangeException(path + ": the table " + table + " refers to " + referred
              + ", and what its rows are is not known; use a release of sessionctl that knows it");
        }
      }
    }
    addForeignKeys(path, connection);
  }

  /** A reference that is declared is followed by SQLite, whether or not the releases that are known declare it. */
  private void addForeignKeys(Path path, Connection connection) throws SQLException, UnsupportedChangeException {
    for (String table : joins.keySet()) {
      for (String key : strings(connection, "SELECT \"from\" || ' ' || coalesce(\"to\", 'id') FROM"
          + " pragma_foreign_key_list(?) WHERE lower(\"table\") = '" + SESSIONS + "'", table)) {
        String[] ends = key.split(" ");
        String join = "c." + ends[0] + " = s." + ends[ends.length - 1];
        if (!key.matches("\\w+ \\w+") || !columns.get(table).contains(ends[0])
            || !columns.get(SESSIONS).contains(ends[ends.length - 1])) {
          throw new UnsupportedChangeException(path + ": " + table + " refers to what " + SESSIONS + " does not have");
        }
        if (!joins.get(table).contains(join)) {
          joins.get(table).add(join);
        }
      }
    }
  }

  private void requireTriggers(Path path, String table, Connection connection)
      throws SQLException, UnsupportedChangeException {
    Set<String> found = new LinkedHashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = ?")) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (!isOfSearch(table, rows.getString(1), rows.getString(2))) {
            throw new UnsupportedChangeException(path + ": what the trigger " + rows.getString(1) + " of " + table
                + " does is not known");
          }
          found.add(rows.getString(1));
        }
      }
    }
    if (SEARCHED.contains(table) && schema.schema().has(table + "_fts")) {
      for (String suffix : SUFFIXES) {
        if (!found.contains(table + suffix)) {
          throw new UnsupportedChangeException(path + ": there is no trigger " + table + suffix
              + ", so the search index would not follow; start the newest release of claude-mem, which makes it");
        }
      }
    }
  }

  /** Whether a trigger does nothing but keep the search index of its table in step. */
  private static boolean isOfSearch(String table, String name, String sql) {
    if (!SEARCHED.contains(table) || !SUFFIXES.contains(name.replace(table, "")) || sql == null) {
      return false;
    }
    String kind = name.endsWith("_ai") ? "insert" : name.endsWith("_ad") ? "delete" : "update";
    String text = sql.toLowerCase(Locale.ROOT).replace("\"", "").replaceAll("\\s+", " ");
    return Pattern.matches("create trigger (if not exists )?" + name + " after " + kind + " on " + table
        + " begin (insert into " + table + "_fts ?\\([a-z_, ]*\\) ?values ?\\([a-z_., ']*\\); ?)+end;?", text);
  }

  /** Names of columns, quoted, in one list. */
  String names(String table, String alias) {
    StringBuilder names = new StringBuilder();
    for (String column : columns.get(table)) {
      names.append(names.length() == 0 ? "" : ", ").append(alias).append(quoted(column));
    }
    return names.toString();
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** The ids of the rows of a child that belong to the session {@code ?1}, as SQL. */
  String ofSession(String child, String from) {
    StringBuilder sql = new StringBuilder();
    for (String join : joins.get(child)) {
      sql.append(sql.length() == 0 ? "" : " UNION ").append("SELECT c.id FROM ").append(from).append(SESSIONS)
          .append(" s JOIN ").append(from).append(child).append(" c ON ").append(join).append(" WHERE s.id = ?1");
    }
    return sql.toString();
  }

  private static long number(Connection connection, String sql, String value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, value);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private static List<String> strings(Connection connection, String sql, String value) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, value);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          strings.add(rows.getString(1));
        }
      }
    }
    return strings;
  }
}
