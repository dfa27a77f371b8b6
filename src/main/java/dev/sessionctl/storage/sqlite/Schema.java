package dev.sessionctl.storage.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tables and columns that a database really has. Products' own records of their schema versions are not to be trusted:
 * migrations are skipped, repeated and taken back. Views are none of its tables, whatever they are called.
 *
 * @param tables columns by table, both in the case in which they were declared
 */
public record Schema(Map<String, Set<String>> tables) {

  /** Reads it. */
  public static Schema of(Connection connection) throws SQLException {
    Map<String, Set<String>> tables = new HashMap<>();
    try (PreparedStatement names = connection.prepareStatement(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
        PreparedStatement columns = connection.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
      try (ResultSet rows = names.executeQuery()) {
        while (rows.next()) {
          tables.put(rows.getString(1), new LinkedHashSet<>());
        }
      }
      for (Map.Entry<String, Set<String>> table : tables.entrySet()) {
        columns.setString(1, table.getKey());
        try (ResultSet rows = columns.executeQuery()) {
          while (rows.next()) {
            table.getValue().add(rows.getString(1));
          }
        }
      }
    }
    return new Schema(tables);
  }

  public boolean has(String table) {
    return tables.containsKey(table);
  }

  public boolean has(String table, String column) {
    return tables.getOrDefault(table, Set.of()).contains(column);
  }

  /** The first of what a reader needs that is not there, or null; {@code table} or {@code table.column} each. */
  public String missing(Iterable<String> needed) {
    for (String name : needed) {
      int dot = name.indexOf('.');
      if (dot < 0 ? !has(name) : !has(name.substring(0, dot), name.substring(dot + 1))) {
        return name;
      }
    }
    return null;
  }

  /** A column where there is one, and NULL where there is none. */
  public String column(String alias, String table, String column) {
    return has(table, column) ? alias + "." + column : "NULL";
  }
}
