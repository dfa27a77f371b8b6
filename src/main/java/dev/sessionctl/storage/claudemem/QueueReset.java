package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import java.io.IOException;

/**
 * Lets messages wait again that a worker took up and never finished, as workers do themselves when they start (8.1 to
 * 13.3). Nothing else of them changes.
 *
 * @param item what the plan says of it
 * @param session the id of the session whose messages they are
 */
record QueueReset(PlanItem item, long session) implements MemStep {

  @Override
  public String run(Tools tools) throws IOException {
    try (DatabaseWriter writer = DatabaseWriter.open(tools.database(), tools.context().lockWait(),
        tools.environment())) {
      int changed = writer.batch(() -> {
        MemSchema schema = MemSchema.of(tools.database(), writer.sql().connection());
        RowTables.of(tools.database(), schema, writer.sql().connection());
        if (schema.hasDeadQueue()) {
          return 0;
        }
        StringBuilder text = new StringBuilder("UPDATE main.pending_messages AS c SET status = 'pending'");
        for (String column : new String[] {"started_processing_at_epoch", "worker_pid"}) {
          text.append(schema.schema().has("pending_messages", column) ? ", " + column + " = NULL" : "");
        }
        String stuck = new MemRows(schema, writer.sql().connection(), tools.environment().now()).stuck("c");
        return writer.sql().change(text + " WHERE c.session_db_id = ?1 AND " + stuck, session);
      });
      writer.settle();
      return changed > 0 ? null : "none of them is stuck any more";
    }
  }
}
