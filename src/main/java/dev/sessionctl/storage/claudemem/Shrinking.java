package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Pace;
import dev.sessionctl.storage.sqlite.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Gives pages that hold nothing back to the file system: page by page where the database was made for that (from 13.11
 * on), else by writing it anew, which holds the lock of writers all the time. Beside a worker that waits 5 s for it
 * this is done only when it takes two at most; and the log is emptied.
 *
 * @param item what the plan says of it
 * @param follows whether something else was done to the database before
 */
record Shrinking(PlanItem item, boolean follows) implements MemStep {

  static final String ACTION = "shrink";

  /** Less of a second than the slowest of three machines took for 100 MB, twice (0.36 to 0.7 s). */
  private static final long BYTES_PER_SECOND = 70L << 20;
  static final long MOST_BESIDE = 2 * BYTES_PER_SECOND;
  /** For the part that SQLite lets itself be interrupted in; writing the result back takes about as long again. */
  private static final Duration MOST_TIME_BESIDE = Duration.ofMillis(1_500);
  private static final long LEAST = 1 << 20;
  /** Written anew in a moment, so that is done whenever something else was. */
  private static final long SMALL = 16 << 20;
  private static final int LEAST_PERCENT = 10;
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What of a database holds something, as SQLite sees it: its file says so only after a checkpoint.
   *
   * @param live bytes of pages that hold something
   * @param free bytes of those that do not
   * @param incremental whether these can be given back page by page
   */
  record Space(long live, long free, boolean incremental) {
    static Space of(Sql sql) throws SQLException {
      long size = sql.number("PRAGMA main.page_size");
      long free = sql.freePages();
      return new Space((sql.number("PRAGMA main.page_count") - free) * size, free * size,
          sql.number("PRAGMA main.auto_vacuum") == 2);
    }

    /** The same once so many bytes of rows have gone. */
    Space without(long bytes) {
      return new Space(Math.max(0, live - bytes), free + bytes, incremental);
    }
  }

  /** Whether it is worth writing a database anew; page by page everything is. */
  static boolean isWorthwhile(Space space, boolean follows) {
    return space.free() > 0 && (space.incremental() || follows && space.live() <= SMALL || space.free() >= LEAST
        || space.free() * 100 >= (space.live() + space.free()) * LEAST_PERCENT);
  }

  /** Why a database cannot be written anew now, or null. */
  static String obstacle(Path database, Space space, boolean beside, Environment environment) throws IOException {
    if (space.incremental()) {
      return null;
    }
    if (beside && space.live() > MOST_BESIDE) {
      return "writing the database anew would keep its worker waiting for seconds; stop the worker first";
    }
    long usable = environment.fileSystems().usableBytes(database);
    // A copy in the directory for temporary files, which may be on the same file system, and another one in the log.
    long needed = 2 * space.live() + LEAST;
    return usable >= 0 && usable < needed ? "there is not enough room for it: " + usable + " bytes are free, and "
        + needed + " are needed" : null;
  }

  @Override
  public String run(Tools tools) throws IOException {
    String refusal = null;
    try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
        tools.environment())) {
      Space space = writer.snapshot(() -> Space.of(writer.sql()));
      if (!space.incremental() && isWorthwhile(space, follows)) {
        refusal = anew(writer, space, tools);
      }
    }
    pageByPage(tools);
    try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
        tools.environment())) {
      if (!writer.emptyLog()) {
        tools.notices().add("somebody reads or writes all the time, so the log could not be emptied; that happens at"
            + " its"
            + " next checkpoint, and the database file becomes smaller only then");
      }
    }
    return refusal;
  }

  private static String anew(DatabaseWriter writer, Space space, Tools tools) throws IOException {
    String obstacle = obstacle(tools.database(), space, tools.beside(), tools.environment());
    if (obstacle != null) {
      return obstacle;
    }
    return writer.vacuum(tools.beside() ? MOST_TIME_BESIDE : Duration.ofDays(1)) ? null
        : "writing the database anew took too long for its worker and was given up; stop the worker first";
  }

  /** As many pages as held nothing at first: a worker that writes frees others all the time. */
  private static void pageByPage(Tools tools) throws IOException {
    int pageSize = DatabaseFile.of(tools.database()).pageSize();
    Pace pace = new Pace(tools.beside(), Thread::sleep);
    long left = Long.MAX_VALUE;
    while (left > 0) {
      long start = System.nanoTime();
      try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
          tools.environment())) {
        left = Math.min(left, writer.snapshot(() -> Space.of(writer.sql()).incremental() ? writer.sql().freePages()
            : 0));
        while (left > 0 && System.nanoTime() - start < OPEN_NANOS) {
          long[] begun = {0};
          long pages = Math.max(1, Math.min(left, pace.amount() / pageSize));
          writer.batch(() -> {
            begun[0] = System.nanoTime();
            writer.sql().each("PRAGMA main.incremental_vacuum(" + pages + ")");
            return null;
          });
          pace.took(System.nanoTime() - begun[0]);
          left -= pages;
        }
      }
    }
  }
}
