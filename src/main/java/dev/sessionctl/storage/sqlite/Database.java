package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A database that belongs to somebody else, for reading.
 *
 * <pre>
 * List&lt;Row&gt; rows = new Database(path, environment).read(connection -&gt; ...);
 * </pre>
 *
 * <p>Every {@link #read} is one snapshot in one short transaction, because a log cannot be reset below a reader and
 * grows as long as one reads. No lock is taken that keeps a writer waiting, nothing is written, and no file appears
 * beside the database; see {@link Access}. What was read without locks is read again when somebody wrote meanwhile.
 *
 * <p>Content of a database is not trusted: functions in its schema are not called unless they are harmless. Safe for
 * use by several threads.
 */
public final class Database {

  private static final int OPEN_READ_ONLY = 1;
  /** And create. */
  private static final int OPEN_READ_WRITE = 2 | 4;
  private static final int OPEN_URI = 0x40;
  private static final int BUSY_MILLIS = 5_000;
  private static final int ATTEMPTS = 20;
  private static final int BACKUP_SLEEP = 50;
  /** In one step, so that whoever writes meanwhile does not make the copy begin anew. */
  private static final int ALL_PAGES = -1;

  private final Path path;
  private final Environment environment;

  /** The database at a path; nothing is opened yet. */
  public Database(Path path, Environment environment) {
    this.path = path;
    this.environment = environment;
  }

  /** What is asked of one snapshot. May be called several times, so it must not keep what an earlier call found. */
  @FunctionalInterface
  public interface Query<T> {
    T run(Connection connection) throws SQLException, IOException;
  }

  public Path path() {
    return path;
  }

  /** What lies there, without SQLite. */
  public DatabaseFile file() throws StoreException {
    try {
      return DatabaseFile.of(path);
    } catch (IOException e) {
      throw StorageIoException.wrap("read", path, e);
    }
  }

  /**
   * Asks one snapshot.
   *
   * @throws CorruptStoreException when the database is damaged, or none
   * @throws LockedException when somebody holds it exclusively, or writes again and again while it is read unguarded
   * @throws StoreException when it cannot be opened or read
   */
  public <T> T read(Query<T> query) throws StoreException {
    return read(query, null);
  }

  /**
   * As {@link #read(Query)}, giving up at a deadline.
   *
   * @param deadline milliseconds since the epoch
   * @return null when there was no time to finish
   */
  public <T> T readUntil(long deadline, Query<T> query) throws StoreException {
    return read(query, deadline == Long.MAX_VALUE ? null : new Deadline(environment, deadline));
  }

  /**
   * Copies something out of one snapshot and looks at the copy, for what SQLite only does to a database that it may
   * write, or what takes long.
   *
   * @param copy fills the empty database {@code copy}, which is a temporary file without a name, from {@code store}
   * @param look is called when the snapshot has been given up
   * @throws StoreException as {@link #read(Query)}; also when there is no room for the copy
   */
  public <T> T aside(Query<Void> copy, Query<T> look) throws StoreException {
    return repeatedly(null, access -> {
      OpenDatabases.Registration registration = OpenDatabases.register(path);
      try (Connection connection = JDBC.createConnection(JDBC.PREFIX + ":memory:", properties(OPEN_READ_WRITE));
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA trusted_schema=OFF");
        statement.execute("ATTACH '' AS copy");
        if (access == Access.PRIVATE) {
          // Without a name it is for what is attached later too, the schema of which is read at once.
          statement.execute("PRAGMA locking_mode=EXCLUSIVE");
        }
        statement.execute("ATTACH '" + access.uri(path).replace("'", "''") + "' AS store");
        statement.execute("BEGIN");
        copy.run(connection);
        statement.execute("COMMIT");
        statement.execute("DETACH store");
        return look.run(connection);
      } finally {
        registration.close();
      }
    });
  }

  /**
   * Copies one snapshot, page by page, with what the log holds. The snapshot is kept as long as the copy takes, during
   * which a log cannot be reset; nobody waits for it.
   *
   * @param copy an empty file that nobody else has open; closed and complete, but not durable, afterwards
   * @throws StoreException as {@link #read(Query)}; also when there is no room for the copy
   */
  public void copyTo(Path copy) throws StoreException {
    String target = copy.toString();
    repeatedly(null, access -> {
      OpenDatabases.Registration registration = OpenDatabases.register(path);
      try (Connection connection = connect(access); Statement statement = connection.createStatement()) {
        if (access == Access.PRIVATE) {
          statement.execute("PRAGMA locking_mode=EXCLUSIVE");
        }
        int code = connection.unwrap(SQLiteConnection.class).getDatabase().backup("main", target, null, BACKUP_SLEEP,
            BUSY_MILLIS / BACKUP_SLEEP, ALL_PAGES);
        if (code != SQLiteErrorCode.SQLITE_OK.code && code != SQLiteErrorCode.SQLITE_DONE.code) {
          SQLiteErrorCode reason = SQLiteErrorCode.getErrorCode(code);
          throw new SQLiteException("cannot copy " + path + " to " + copy + ": " + reason.message, reason);
        }
        return null;
      } finally {
        registration.close();
      }
    });
  }

  private <T> T read(Query<T> query, Deadline deadline) throws StoreException {
    return repeatedly(deadline, access -> ask(access, query, deadline));
  }

  /** One attempt to get an answer. */
  @FunctionalInterface
  private interface Attempt<T> {
    T in(Access access) throws SQLException, IOException;
  }

  private <T> T repeatedly(Deadline deadline, Attempt<T> attempted) throws StoreException {
    SqliteLibrary.load(environment);
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        DatabaseFile before = DatabaseFile.of(path);
        Access access = Access.of(before);
        T result = null;
        SQLException failure = null;
        try {
          result = attempted.in(access);
        } catch (SQLException e) {
          failure = e;
        }
        boolean unchanged = access.isUnchanged(before, FileIdentity.ofNullable(path),
            FileIdentity.ofNullable(DatabaseFile.beside(path, "-wal")));
        if (failure == null && unchanged) {
          return result;
        }
        if (failure != null && deadline != null && deadline.isOver()) {
          return null;
        }
        // A torn page, or one of another state, is no damage: whoever writes has begun just now.
        if (failure != null && unchanged && !isSchemaChange(failure)) {
          throw described(failure);
        }
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("read", path, e);
    }
    throw new LockedException(path + " was written whenever it was read; try again");
  }

  private <T> T ask(Access access, Query<T> query, Deadline deadline) throws SQLException, IOException {
    OpenDatabases.Registration registration = OpenDatabases.register(path);
    try (Connection connection = connect(access); Statement statement = connection.createStatement()) {
      if (deadline != null) {
        deadline.watch(connection);
      }
      if (access == Access.PRIVATE) {
        statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      }
      statement.execute("PRAGMA query_only=ON");
      statement.execute("PRAGMA trusted_schema=OFF");
      statement.execute("PRAGMA cell_size_check=ON");
      statement.execute("BEGIN");
      T result = query.run(connection);
      statement.execute("ROLLBACK");
      return result;
    } finally {
      registration.close();
    }
  }

  private Connection connect(Access access) throws SQLException {
    return JDBC.createConnection(JDBC.PREFIX + access.uri(path), properties(OPEN_READ_ONLY));
  }

  private static Properties properties(int mode) {
    Properties properties = new Properties();
    properties.setProperty("open_mode", Integer.toString(mode | OPEN_URI));
    properties.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
    return properties;
  }

  private static boolean isSchemaChange(SQLException failure) {
    return failure instanceof SQLiteException e && primary(e) == SQLiteErrorCode.SQLITE_SCHEMA.code;
  }

  private static int primary(SQLiteException e) {
    return e.getResultCode() == null ? 0 : e.getResultCode().code & 0xff;
  }

  private StoreException described(SQLException e) {
    return described(path, e);
  }

  /** What a failure of SQLite means for whoever wanted to read that database. */
  static StoreException described(Path path, SQLException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (e instanceof SQLiteException known && known.getResultCode() != null) {
      SQLiteErrorCode code = known.getResultCode();
      int primary = primary(known);
      if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
        return new LockedException(path + " is held exclusively by somebody; waited " + BUSY_MILLIS + " ms");
      }
      if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
        return new CorruptStoreException(path + " is damaged: " + reason);
      }
      if (code == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK) {
        return new CorruptStoreException(path + " has a journal of a write that was never finished; start its product,"
            + " which rolls it back");
      }
      if (primary == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
        return new StorageIoException("cannot open " + path + ": " + reason + "; this user needs the right to read the"
            + " database, its -wal and its -shm, and to write the -shm", e);
      }
    }
    return new StorageIoException("cannot read " + path + ": " + reason, e);
  }
}
