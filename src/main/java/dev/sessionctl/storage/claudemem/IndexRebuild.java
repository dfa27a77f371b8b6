package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Builds a search index anew from the table that it is of. FTS5 does that in one transaction, at some 20 MB of text a
 * second, so beside a worker only where that is over in a moment.
 *
 * @param item what the plan says of it; its bytes are those of the table
 * @param table the table that is searched
 */
record IndexRebuild(PlanItem item, String table) implements MemStep {

  private static final long MOST_BESIDE = 16 << 20;

  static IndexRebuild of(Path database, String table, String reason, long bytes) {
    return new IndexRebuild(new PlanItem(null, database, "rebuild", reason, bytes), table);
  }

  @Override
  public String run(Tools tools) throws IOException {
    if (tools.beside() && item.bytes() > MOST_BESIDE) {
      return "building the index of " + table + " anew would keep the worker waiting for seconds; stop it first";
    }
    try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
        tools.environment())) {
      writer.batch(() -> writer.sql().change("INSERT INTO main." + table + "_fts(" + table + "_fts)"
          + " VALUES('rebuild')"));
      writer.settle();
      return null;
    }
  }
}
