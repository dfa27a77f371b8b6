package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.DurableFiles;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A database that belongs to somebody else, open for writing: for a second or so, in transactions that its owner does
 * not notice. Foreign keys are on, which SQLite leaves off unless told otherwise, and that is proven before every
 * transaction, since without them rows would lose what they belong to.
 *
 * <p>Never opened while a process has lost its lock on the database (see {@link DatabaseLocks#isLost}), and not closed
 * while one has lost it meanwhile: the last connection that closes removes the log under it. It then stays open until
 * this process ends, which removes nothing. Not safe for use by several threads.
 */
public final class DatabaseWriter implements AutoCloseable {

  private static final int OPEN_READ_WRITE = 2;
  private static final int OPEN_URI = 0x40;
  private static final int CHECKPOINT_MILLIS = 10;
  private static final int CHECKPOINT_PAUSE_MILLIS = 40;
  private static final int CHECKPOINT_ATTEMPTS = 40;

  private final Path path;
  private final Duration patience;
  private final Connection connection;
  private final List<OpenDatabases.Registration> registrations = new ArrayList<>();
  private final Sql sql;
  private long longest;
  private boolean abandoned;

  private DatabaseWriter(Path path, Duration patience, Connection connection) {
    this.path = path;
    this.patience = patience;
    this.connection = connection;
    this.sql = new Sql(connection);
  }

  /**
   * Opens a database.
   *
   * @param patience how long a transaction waits for another writer
   * @throws LockedException when some process has lost its lock on it
   * @throws StoreException when it is not there, or cannot be opened for writing
   */
  public static DatabaseWriter open(Path path, Duration patience, Environment environment) throws StoreException {
    SqliteLibrary.load(environment);
    requireLocks(DatabaseLocks.of(path), path);
    try {
      OpenDatabases.Registration registration = OpenDatabases.register(path);
      DatabaseWriter writer;
      try {
        writer = new DatabaseWriter(path, patience, connect(path, patience));
      } catch (SQLException e) {
        registration.close();
        throw Database.described(path, e);
      }
      writer.registrations.add(registration);
      try {
        writer.prepare();
        return writer;
      } catch (SQLException e) {
        writer.close();
        throw Database.described(path, e);
      }
    } catch (IOException e) {
      throw StorageIoException.wrap("open", path, e);
    }
  }

  private static void requireLocks(DatabaseLocks locks, Path path) throws LockedException {
    if (locks.isLost()) {
      throw new LockedException("process " + locks.log() + " has " + path + " open and has lost its lock on it; restart"
          + " it first, since opening the database for writing now would remove its log");
    }
  }

  private static Connection connect(Path path, Duration patience) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("open_mode", Integer.toString(OPEN_READ_WRITE | OPEN_URI));
    properties.setProperty("busy_timeout", Long.toString(patience.toMillis()));
    properties.setProperty("foreign_keys", "true");
    return JDBC.createConnection(JDBC.PREFIX + uri(path, "rw"), properties);
  }

  private static String uri(Path path, String mode) {
    return "file:" + path.toUri().getRawPath() + "?mode=" + mode;
  }

  private void prepare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA foreign_keys=ON");
      statement.execute("PRAGMA trusted_schema=OFF");
      statement.execute("PRAGMA cell_size_check=ON");
      // As every release of the products in question has it; what must be durable is made so by settle().
      statement.execute("PRAGMA synchronous=NORMAL");
    }
    requireForeignKeys();
  }

  private void requireForeignKeys() throws SQLException {
    if (sql.number("PRAGMA foreign_keys") != 1) {
      throw new SQLException("foreign keys cannot be switched on");
    }
  }

  public Path path() {
    return path;
  }

  /** Makes a database of this tool's own, which exists, visible under a name. */
  public void attach(Path file, String name) throws StoreException {
    try {
      registrations.add(OpenDatabases.register(file));
      try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS \"" + name + "\"")) {
        attach.setString(1, uri(file, "rw"));
        attach.execute();
      }
    } catch (SQLException e) {
      throw Database.described(file, e);
    } catch (IOException e) {
      throw StorageIoException.wrap("open", file, e);
    }
  }

  /** Statements of its connection. */
  public Sql sql() {
    return sql;
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  public interface Batch<T> {
    T run() throws SQLException, IOException;
  }

  /**
   * Does something in one transaction, holding the only lock for writers from its first moment; all of it or nothing.
   *
   * @throws LockedException when another writer held that lock all the time; nothing was done
   * @throws StoreException when it failed; nothing of it was done
   */
  public <T> T batch(Batch<T> work) throws StoreException {
    return transaction("BEGIN IMMEDIATE", work);
  }

  /** Does something in one snapshot of the database, without a lock; changes to attached databases are kept. */
  public <T> T snapshot(Batch<T> work) throws StoreException {
    return transaction("BEGIN", work);
  }

  private <T> T transaction(String begin, Batch<T> work) throws StoreException {
    boolean begun = false;
    try (Statement statement = connection.createStatement()) {
      requireForeignKeys();
      statement.execute(begin);
      begun = true;
      final long start = System.nanoTime();
      T result = work.run();
      statement.execute("COMMIT");
      begun = false;
      longest = begin.equals("BEGIN") ? longest : Math.max(longest, System.nanoTime() - start);
      return result;
    } catch (SQLException e) {
      throw described(e);
    } catch (IOException e) {
      throw StorageIoException.wrap("change", path, e);
    } finally {
      if (begun) {
        rollBack();
      }
    }
  }

  /** Whether a failure is not of the statement but of all that is done: no room, no access, a damaged file. */
  public boolean isOver(SQLException e) {
    if (e instanceof SQLiteException known && known.getResultCode() != null) {
      int code = known.getResultCode().code & 0xff;
      return code == SQLiteErrorCode.SQLITE_FULL.code || code == SQLiteErrorCode.SQLITE_IOERR.code
          || code == SQLiteErrorCode.SQLITE_NOMEM.code || code == SQLiteErrorCode.SQLITE_READONLY.code
          || code == SQLiteErrorCode.SQLITE_INTERRUPT.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code
          || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }
    return false;
  }

  private StoreException described(SQLException e) {
    if (e instanceof SQLiteException known && known.getResultCode() != null
        && (known.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code) {
      return new LockedException("somebody else writes " + path + " all the time; waited " + patience.toMillis()
          + " ms");
    }
    return Database.described(path, e);
  }

  private void rollBack() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // Some failures have rolled it back already; whatever is left of it goes with the connection.
      return;
    }
  }

  /**
   * Brings what is in the log into the database and empties it. For that nobody may read or write for a moment, and
   * while one waits for that nobody can write; so it is tried for moments only, with pauses.
   *
   * @return whether it is empty
   */
  public boolean emptyLog() throws StoreException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + CHECKPOINT_MILLIS);
      try {
        boolean empty = false;
        for (int attempt = 0; attempt < CHECKPOINT_ATTEMPTS && !empty; attempt++) {
          if (attempt > 0) {
            Thread.sleep(CHECKPOINT_PAUSE_MILLIS);
          }
          // Without a lock first, so that there is hardly anything left to do under one.
          Sql.each(statement, "PRAGMA main.wal_checkpoint(PASSIVE)");
          try (ResultSet row = statement.executeQuery("PRAGMA main.wal_checkpoint(TRUNCATE)")) {
            empty = row.next() && row.getLong(1) == 0;
          }
        }
        return empty;
      } finally {
        statement.execute("PRAGMA busy_timeout=" + patience.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (SQLException e) {
      throw described(e);
    }
  }

  /**
   * Writes the database anew without the pages that hold nothing.
   *
   * @param limit after which to give up, as far as SQLite lets itself be interrupted
   * @return whether it was done
   */
  public boolean vacuum(Duration limit) throws StoreException {
    requireQuiet();
    final long end = System.nanoTime() + limit.toNanos();
    try (Statement statement = connection.createStatement()) {
      requireForeignKeys();
      ProgressHandler.setHandler(connection, 100_000, new ProgressHandler() {
        @Override
        protected int progress() {
          return System.nanoTime() > end ? 1 : 0;
        }
      });
      statement.execute("VACUUM main");
      return true;
    } catch (SQLException e) {
      if (e instanceof SQLiteException known && known.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT) {
        return false;
      }
      throw described(e);
    } finally {
      clearHandler();
    }
  }

  /** Statements that are begun would keep SQLite from it. */
  private void requireQuiet() {
    sql.close();
  }

  private void clearHandler() {
    try {
      ProgressHandler.clearHandler(connection);
    } catch (SQLException e) {
      // It goes with the connection.
      return;
    }
  }

  /** The longest time that the lock of writers was held, nanoseconds. */
  public long longest() {
    return longest;
  }

  /** Makes durable what was committed: until the next checkpoint all of it is in the log. */
  public void settle() throws StoreException {
    Path log = DatabaseFile.beside(path, "-wal");
    // The log is safe to open besides: SQLite holds no locks on it.
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      channel.force(false);
      DurableFiles.syncDirectory(path.getParent());
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw StorageIoException.wrap("sync", log, e);
    }
  }

  /** Whether it was left open since closing it would have harmed a process that lost its lock. */
  public boolean isAbandoned() {
    return abandoned;
  }

  @Override
  public void close() {
    sql.close();
    abandoned = isLostMeanwhile();
    if (abandoned) {
      OpenDatabases.abandon(path);
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // What was committed stays so.
      abandoned = true;
      return;
    }
    registrations.forEach(OpenDatabases.Registration::close);
    registrations.clear();
  }

  /**
   * Asks for the locks although the database is open here, which drops our own: no transaction runs any more, and a
   * connection that is closed takes the one lock that it needs anew.
   */
  private boolean isLostMeanwhile() {
    try {
      return OpenDatabases.isOnlyConnection(path) && DatabaseLocks.ask(path).isLost();
    } catch (IOException e) {
      return true;
    }
  }
}
