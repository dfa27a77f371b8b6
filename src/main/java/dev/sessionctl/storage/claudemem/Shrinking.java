package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Pace;
import java.io.IOException;
import java.nio.file.Path;
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
  private static final Duration MOST_TIME_BESIDE = Duration.ofMillis(2_500);
  private static final long LEAST = 1 << 20;
  /** Written anew in a moment, so that is done whenever something else was. */
  private static final long SMALL = 16 << 20;
  private static final int LEAST_PERCENT = 10;
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Whether so many bytes are worth writing a database anew; page by page everything is. */
  static boolean isWorthwhile(DatabaseFile file, long free, boolean follows) {
    return free > 0 && (file.autoVacuum() || follows && file.identity().size() <= SMALL || free >= LEAST
        || free * 100 >= file.identity().size() * LEAST_PERCENT);
  }

  /** Why a database cannot be written anew now, or null. */
  static String obstacle(Path database, DatabaseFile file, long free, boolean beside, Environment environment)
      throws IOException {
    long live = Math.max(0, file.pages() * file.pageSize() - free);
    if (file.autoVacuum()) {
      return null;
    }
    if (beside && live > MOST_BESIDE) {
      return "writing the database anew would keep its worker waiting for seconds; stop the worker first";
    }
    long usable = environment.fileSystems().usableBytes(database);
    // A copy in the directory for temporary files, which may be on the same file system, and another one in the log.
    return usable >= 0 && usable < 2 * live + LEAST ? "there is not enough room for it: " + usable + " bytes are free,"
        + " and " + (2 * live + LEAST) + " are needed" : null;
  }

  @Override
  public String run(Tools tools) throws IOException {
    DatabaseFile file = DatabaseFile.of(tools.database());
    String refusal = null;
    if (file.autoVacuum()) {
      pageByPage(tools, file.pageSize());
    } else {
      refusal = anew(tools, follows);
    }
    try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
        tools.environment())) {
      if (!writer.emptyLog()) {
        tools.notices().add("somebody reads, so the log could not be emptied; that happens at its next checkpoint");
      }
    }
    return refusal;
  }

  /** As many pages as held nothing at first: a worker that writes frees others all the time. */
  private static void pageByPage(Tools tools, int pageSize) throws IOException {
    Pace pace = new Pace(tools.beside(), Thread::sleep);
    long left = Long.MAX_VALUE;
    while (left > 0) {
      long start = System.nanoTime();
      try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
          tools.environment())) {
        left = Math.min(left, writer.snapshot(writer.sql()::freePages));
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

  private static String anew(Tools tools, boolean follows) throws IOException {
    try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
        tools.environment())) {
      // What was taken out is in the log, and counts once it is in the database.
      writer.emptyLog();
    }
    DatabaseFile file = DatabaseFile.of(tools.database());
    if (!isWorthwhile(file, file.freeBytes(), follows)) {
      return null;
    }
    String obstacle = obstacle(tools.database(), file, file.freeBytes(), tools.beside(), tools.environment());
    if (obstacle != null) {
      return obstacle;
    }
    try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
        tools.environment())) {
      return writer.vacuum(tools.beside() ? MOST_TIME_BESIDE : Duration.ofDays(1)) ? null
          : "writing the database anew took too long for its worker and was given up; stop the worker first";
    }
  }
}
