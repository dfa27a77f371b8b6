package dev.sessionctl.storage.sqlite;

import dev.sessionctl.storage.Environment;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.ProgressHandler;

/** Interrupts a statement that takes longer than there is time. */
final class Deadline extends ProgressHandler {

  /** Steps of SQLite's machine between two looks at the clock; some milliseconds. */
  private static final int STEPS = 100_000;

  private final Environment environment;
  private final long end;

  Deadline(Environment environment, long end) {
    this.environment = environment;
    this.end = end;
  }

  void watch(Connection connection) throws SQLException {
    ProgressHandler.setHandler(connection, STEPS, this);
  }

  boolean isOver() {
    return environment.now() >= end;
  }

  @Override
  protected int progress() {
    return isOver() ? 1 : 0;
  }
}
