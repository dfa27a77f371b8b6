package dev.sessionctl.storage.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Statements of one connection, each prepared once for its text; so the texts must be few, with numbers as parameters.
 * Not safe for use by several threads.
 */
public final class Sql implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  public Sql(Connection connection) {
    this.connection = connection;
  }

  public Connection connection() {
    return connection;
  }

  /** The statement with a text; it belongs to this object. */
  public PreparedStatement statement(String text) throws SQLException {
    PreparedStatement statement = statements.get(text);
    if (statement == null) {
      statement = connection.prepareStatement(text);
      statements.put(text, statement);
    }
    return statement;
  }

  /** Executes something; gives the rows that it changed. */
  public int change(String text, long... numbers) throws SQLException {
    return bound(text, numbers).executeUpdate();
  }

  /** The first column of the first row that something yields, or 0. */
  public long number(String text, long... numbers) throws SQLException {
    try (ResultSet row = bound(text, numbers).executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The statement with a text and values for its parameters. */
  public PreparedStatement bound(String text, long... numbers) throws SQLException {
    PreparedStatement statement = statement(text);
    for (int i = 0; i < numbers.length; i++) {
      statement.setLong(i + 1, numbers[i]);
    }
    return statement;
  }

  /** Executes something to its end that works as long as its rows are taken; they do not matter. */
  public void each(String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      each(statement, text);
    }
  }

  static void each(Statement statement, String text) throws SQLException {
    // Of what has rows without columns, execute() takes the first only (sqlite-jdbc 3.53).
    statement.executeUpdate(text);
  }

  /** Pages of the database that hold nothing. */
  public long freePages() throws SQLException {
    return number("PRAGMA main.freelist_count");
  }

  @Override
  public void close() {
    for (PreparedStatement statement : statements.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        // It goes with the connection.
        continue;
      }
    }
    statements.clear();
  }
}
