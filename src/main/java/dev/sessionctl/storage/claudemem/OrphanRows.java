package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows that belong to no session and go because of that, a unit for each table. What is younger than an operator waits
 * for stays: of some tables a row can be there before its session is (13.25, {@code tool_uses}); and so does what the
 * product's cloud knows of.
 *
 * @param database the database
 * @param schema what it has
 * @param sql a snapshot of it
 * @param until rows that are newer stay, milliseconds since the epoch
 */
record OrphanRows(Path database, MemSchema schema, Sql sql, long until) {

  /** The time within which no command touches what has changed, unless told otherwise. */
  static final Duration SETTLED = Duration.ofMinutes(15);

  /** Those that go; {@code action} is what a plan calls it. */
  List<RowUnit> units(String action) throws SQLException, IOException {
    List<RowUnit> units = new ArrayList<>();
    for (Map.Entry<String, String> table : schema.orphans().entrySet()) {
      String name = table.getKey();
      String ids = "SELECT c.id FROM main." + name + " c WHERE " + table.getValue() + notSynced(name)
          + " AND coalesce(c." + schema.timeOf(name) + ", 0) <= " + until;
      long count = sql.number("SELECT count(*) FROM (" + ids + ")");
      if (count > 0) {
        RowTables.of(database, schema, sql.connection());
        long bytes = sql.number("SELECT sum(" + schema.bytes("m", name) + ") FROM main." + name
            + " m WHERE m.id IN (" + ids + ")");
        units.add(new RowUnit(new PlanItem(null, database, action, Findings.count(count, "row") + " of " + name
            + " of no session", bytes), -1, List.of(new RowUnit.Part(name, ids, 0))));
      }
    }
    return units;
  }

  private String notSynced(String table) {
    String synced = new SyncedRows(schema, sql).condition(table);
    return synced.isEmpty() ? "" : " AND coalesce((" + synced + "), 0) = 0";
  }
}
