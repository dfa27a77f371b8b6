package dev.sessionctl.storage.sqlite;

import dev.sessionctl.testing.FakeEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sqlite.JDBC;

/** Databases for tests, written as their products do. */
public final class TestDatabase {

  private TestDatabase() {}

  /** Opens a database for writing, as a product does: in WAL mode, with foreign keys. */
  public static Connection open(Path path) throws Exception {
    SqliteLibrary.load(FakeEnvironment.of(path.getParent(), Map.of()));
    Connection connection = JDBC.createConnection(JDBC.PREFIX + path, new Properties());
    execute(connection, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON");
    return connection;
  }

  /** Runs statements. */
  public static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /** Makes a database whose log is empty and gone, as after its last connection. */
  public static void write(Path path, String... statements) throws Exception {
    try (Connection connection = open(path)) {
      execute(connection, statements);
    }
  }

  /**
   * Makes a change that stays in the log, as after a crash.
   *
   * @param index whether the {@code -shm} stays too
   */
  public static void crash(Path path, boolean index, String... statements) throws Exception {
    Path saved = Files.createDirectory(path.resolveSibling("saved"));
    List<String> names = Stream.of("", "-wal", "-shm").map(suffix -> path.getFileName() + suffix).toList();
    try (Connection connection = open(path)) {
      execute(connection, "PRAGMA wal_autocheckpoint=0");
      execute(connection, statements);
      for (String name : names) {
        Files.copy(path.resolveSibling(name), saved.resolve(name));
      }
    }
    for (String name : names) {
      Files.deleteIfExists(path.resolveSibling(name));
      if (index || !name.endsWith("-shm")) {
        Files.move(saved.resolve(name), path.resolveSibling(name));
      } else {
        Files.delete(saved.resolve(name));
      }
    }
    Files.delete(saved);
  }

  /** Every file of a directory with its size and the time of its last change, those that hold no content left out. */
  public static Map<String, String> files(Path directory) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(path).toString();
        // The index of a log is scratch memory: its size is all that counts.
        files.put(name, Files.size(path) + (name.endsWith("-shm") ? "" : " " + Files.getLastModifiedTime(path)));
      }
    }
    return files;
  }
}
