package dev.sessionctl.storage.sqlite;

import dev.sessionctl.testing.JavaCommand;
import java.io.FileInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that has a database open. Arguments: what it does, the database, and for a writer its busy timeout, what it
 * inserts, and how often a second. {@code hold} has it open; {@code lose} opens and closes its file besides, which
 * drops the lock on it; {@code write} inserts, as fast as it can where it is not said how often, and counts what
 * failed; its first attempt is over when it has started. Ends when something is written to its standard input.
 */
public final class SqliteHolder {

  private SqliteHolder() {}

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[1]);
    try (Connection connection = TestDatabase.open(path)) {
      connection.createStatement().executeQuery("SELECT count(*) FROM sqlite_master").close();
      if (arguments[0].equals("lose")) {
        new FileInputStream(path.toFile()).close();
      }
      if (arguments[0].equals("write")) {
        TestDatabase.execute(connection, "PRAGMA busy_timeout=" + arguments[2], "PRAGMA journal_size_limit=4194304");
      }
      long done = 0;
      long failed = 0;
      long longest = 0;
      final long begun = System.nanoTime();
      if (!arguments[0].equals("write")) {
        System.out.println("started");
        System.in.read();
      }
      while (System.in.available() == 0 && arguments[0].equals("write")) {
        long before = System.nanoTime();
        try (PreparedStatement insert = connection.prepareStatement(arguments[3])) {
          insert.executeUpdate();
          done++;
        } catch (SQLException e) {
          failed++;
        }
        if (done + failed == 1) {
          System.out.println("started");
        }
        longest = Math.max(longest, System.nanoTime() - before);
        // A worker writes now and then; without a pause nothing but the log of the database would grow.
        long next = arguments.length < 5 ? System.nanoTime() + 1_000_000
            : begun + (done + failed) * 1_000_000_000L / Integer.parseInt(arguments[4]);
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
      }
      System.out.println("done " + done + " failed " + failed + " longest-ms " + longest / 1_000_000);
    }
  }

  /** Starts one, and returns when it has the database open. */
  public static Process start(String... arguments) throws Exception {
    return start(SqliteHolder.class, arguments);
  }

  /** Starts another kind, which says {@code started} when it has the database open and is stopped in the same way. */
  public static Process start(Class<?> main, String... arguments) throws Exception {
    List<String> command = JavaCommand.of(main, List.of("-Dslf4j.internal.verbosity=ERROR"), List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder line = new StringBuilder();
    for (int c = process.getInputStream().read(); c != '\n'; c = process.getInputStream().read()) {
      if (c < 0) {
        throw new IllegalStateException("it did not start: " + line);
      }
      line.append((char) c);
    }
    if (!line.toString().equals("started")) {
      process.destroyForcibly();
      throw new IllegalStateException("it did not start: " + line + new String(process.getInputStream().readAllBytes(),
          java.nio.charset.StandardCharsets.UTF_8));
    }
    return process;
  }

  /** Ends one, and returns what it said. */
  public static String stop(Process process) throws Exception {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }
}
