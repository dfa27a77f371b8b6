package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Merges the parts of a search index into one, some pages at a time: what FTS5 calls "optimize", which in one go would
 * hold the lock of writers for as long as it takes (SQLite, "FTS5", 6.8).
 *
 * @param item what the plan says of it
 * @param table the table that is searched
 */
record IndexMerge(PlanItem item, String table) implements MemStep {

  private static final int PAGE = 4_096;
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);
  /** Rounds without an end would be a fault of the index. */
  private static final int MOST_ROUNDS = 100_000;

  static IndexMerge of(Path database, String table, long parts) {
    return new IndexMerge(new PlanItem(null, database, "merge", "the search index of " + table + " has " + parts
        + " parts", 0), table);
  }

  @Override
  public String run(Tools tools) throws IOException {
    Pace pace = new Pace(tools.beside(), Thread::sleep);
    boolean more = true;
    for (int round = 0; more && round < MOST_ROUNDS; ) {
      long start = System.nanoTime();
      try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
          tools.environment())) {
        while (more && round < MOST_ROUNDS && System.nanoTime() - start < OPEN_NANOS) {
          more = step(writer, pace, round++ == 0);
        }
        writer.settle();
      }
    }
    return null;
  }

  /** Merges some pages; a negative number at first says that all parts are to become one. */
  private boolean step(DatabaseWriter writer, Pace pace, boolean first) throws IOException {
    long pages = Math.max(16, pace.amount() / PAGE);
    String text = "INSERT INTO main." + table + "_fts(" + table + "_fts, rank) VALUES('merge', ?)";
    long[] begun = {0};
    boolean more = writer.batch(() -> {
      begun[0] = System.nanoTime();
      long before = writer.sql().number("SELECT total_changes()");
      writer.sql().change(text, first ? -pages : pages);
      return writer.sql().number("SELECT total_changes()") - before >= 2;
    });
    pace.took(System.nanoTime() - begun[0]);
    return more;
  }
}
