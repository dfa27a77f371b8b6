package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * Copies what can be read of a damaged database into a new one: every table row by row, from its beginning to the first
 * page that cannot be read, from its end back to the last one, and the rows in between one by one. Indexes, triggers
 * and search indexes are made anew. The damaged database is only read.
 */
public final class Salvage {

  /** Rows between two damaged places are asked for one by one, up to so many numbers. */
  private static final long MOST_NUMBERS = 1_000_000;

  private final Connection from;
  private final Connection to;
  private long rows;
  private long lost;
  /** Whether the last attempt to read failed. */
  private boolean failed;

  private Salvage(Connection from, Connection to) {
    this.from = from;
    this.to = to;
  }

  /**
   * What was found.
   *
   * @param tables how many tables the new database has
   * @param rows rows in them
   * @param lost rows and stretches of rows that could not be read; a stretch counts once
   */
  public record Result(int tables, long rows, long lost) {}

  /**
   * Makes a new database.
   *
   * @param target where nothing stands; durable afterwards, but for its name
   * @throws CorruptStoreException when not even the list of tables can be read
   */
  public static Result run(Database source, Path target, Environment environment) throws StoreException {
    return source.read(connection -> {
      DurableFiles.deleteIfExists(target);
      DurableFiles.writeNew(target, new byte[0]);
      OpenDatabases.Registration registration = OpenDatabases.register(target);
      try (Connection made = JDBC.createConnection(JDBC.PREFIX + target, new Properties())) {
        return new Salvage(connection, made).copy(source.path());
      } catch (SQLException e) {
        throw new StorageIoException("cannot write " + target + ": " + e.getMessage(), e);
      } finally {
        registration.close();
        sync(target);
      }
    });
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private Result copy(Path path) throws SQLException, IOException {
    try (Statement statement = from.createStatement()) {
      // Otherwise SQLite reads nothing of a file that is shorter than it says; nothing can be written here anyway.
      statement.execute("PRAGMA writable_schema=ON");
    }
    Map<String, String> tables = definitions("type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE"
        + " 'sqlite\\_%' ESCAPE '\\'", path);
    Map<String, String> searches = definitions("type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'", path);
    // FTS5 makes its own tables when the index is made.
    tables.keySet().removeIf(name -> searches.keySet().stream().anyMatch(index -> name.startsWith(index + "_")));
    try (Statement statement = to.createStatement()) {
      statement.execute("PRAGMA trusted_schema=OFF");
      statement.execute("PRAGMA synchronous=OFF");
      statement.execute("PRAGMA auto_vacuum=" + (number("PRAGMA auto_vacuum") == 2 ? "2" : "0"));
      statement.execute("BEGIN");
      for (Map.Entry<String, String> table : tables.entrySet()) {
        statement.execute(table.getValue());
        table(table.getKey());
      }
      sequences(statement);
      create(statement, definitions("type = 'index' AND sql IS NOT NULL", path));
      create(statement, searches);
      for (String index : searches.keySet()) {
        statement.execute("INSERT INTO " + quoted(index) + "(" + quoted(index) + ") VALUES('rebuild')");
      }
      create(statement, definitions("type = 'trigger'", path));
      statement.execute("COMMIT");
      statement.execute("PRAGMA synchronous=EXTRA");
      statement.execute("PRAGMA user_version=" + number("PRAGMA user_version"));
      // As the products have it; the log goes with this connection, which is the only one.
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    return new Result(tables.size(), rows, lost);
  }

  /** Names and texts of what there is of a kind; only statements that create something. */
  private Map<String, String> definitions(String condition, Path path) throws SQLException, CorruptStoreException {
    Map<String, String> found = new LinkedHashMap<>();
    try (Statement statement = from.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, sql FROM sqlite_master WHERE " + condition)) {
      while (rows.next()) {
        String sql = rows.getString(2);
        if (sql != null && sql.stripLeading().toUpperCase(Locale.ROOT).startsWith("CREATE ")) {
          found.put(rows.getString(1), sql);
        }
      }
    } catch (SQLException e) {
      throw new CorruptStoreException("not even the list of tables of " + path + " can be read: " + e.getMessage());
    }
    return found;
  }

  private void create(Statement statement, Map<String, String> definitions) throws SQLException {
    for (String text : definitions.values()) {
      try {
        statement.execute(text);
      } catch (SQLException e) {
        // A unique index that what is left does not allow, for example: the rows count more.
        lost++;
      }
    }
  }

  private void table(String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (PreparedStatement names = from.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
      names.setString(1, table);
      try (ResultSet found = names.executeQuery()) {
        while (found.next()) {
          columns.add(quoted(found.getString(1)));
        }
      }
    }
    String list = String.join(", ", columns);
    StringBuilder marks = new StringBuilder("?");
    for (int i = 1; i < columns.size(); i++) {
      marks.append(", ?");
    }
    try (PreparedStatement insert = to.prepareStatement("INSERT OR IGNORE INTO " + quoted(table) + "(" + list
        + ") VALUES(" + marks + ")")) {
      String select = "SELECT rowid, " + list + " FROM " + quoted(table) + " NOT INDEXED";
      Long first = stretch(select + " ORDER BY rowid", insert, columns.size());
      Long last = first == null ? null
          : stretch(select + " WHERE rowid > " + first + " ORDER BY rowid DESC", insert, columns.size());
      if (last != null) {
        lost++;
        long begin = first == Long.MIN_VALUE ? 0 : first + 1;
        between(select, begin, last == Long.MIN_VALUE ? begin + MOST_NUMBERS : last - 1, insert, columns.size());
      }
    }
  }

  /** Copies rows until one cannot be read; gives the last that could, or null when all could be. */
  private Long stretch(String select, PreparedStatement insert, int columns) throws SQLException {
    long at = Long.MIN_VALUE;
    try (Statement statement = from.createStatement()) {
      ResultSet found = open(statement, select);
      while (found != null && next(found)) {
        long row = found.getLong(1);
        if (!put(found, insert, columns)) {
          return at;
        }
        at = row;
      }
      return found != null && !failed ? null : at;
    }
  }

  private ResultSet open(Statement statement, String select) {
    failed = false;
    try {
      return statement.executeQuery(select);
    } catch (SQLException e) {
      failed = true;
      return null;
    }
  }

  private boolean next(ResultSet found) {
    try {
      return found.next();
    } catch (SQLException e) {
      failed = true;
      return false;
    }
  }

  /** Copies a row; false when it cannot be read. */
  private boolean put(ResultSet found, PreparedStatement insert, int columns) throws SQLException {
    Object[] values = new Object[columns];
    try {
      for (int i = 0; i < columns; i++) {
        values[i] = found.getObject(i + 2);
      }
    } catch (SQLException e) {
      failed = true;
      return false;
    }
    for (int i = 0; i < columns; i++) {
      insert.setObject(i + 1, values[i]);
    }
    rows += insert.executeUpdate();
    return true;
  }

  /** Copies the rows with some numbers, as far as their pages can be read. */
  private void between(String select, long first, long last, PreparedStatement insert, int columns)
      throws SQLException {
    for (long row = first; row <= last && row - first <= MOST_NUMBERS; row++) {
      try (Statement one = from.createStatement()) {
        ResultSet found = open(one, select + " WHERE rowid = " + row);
        if (found != null && next(found)) {
          put(found, insert, columns);
        }
      }
    }
  }

  private void sequences(Statement statement) throws SQLException {
    try (Statement read = from.createStatement();
        ResultSet found = read.executeQuery("SELECT name, seq FROM sqlite_sequence");
        PreparedStatement update = to.prepareStatement("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?")) {
      while (found.next()) {
        update.setLong(1, found.getLong(2));
        update.setString(2, found.getString(1));
        update.executeUpdate();
      }
    } catch (SQLException e) {
      // There is none, or it cannot be read: numbers go on from those of the rows.
      return;
    }
  }

  private long number(String pragma) throws SQLException {
    try (Statement statement = from.createStatement(); ResultSet row = statement.executeQuery(pragma)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
