package dev.sessionctl.storage.claudemem;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets messages wait again that a worker took up and never finished, as workers do themselves when they start (8.1 to
 * 13.3), and gives them back the state in which they were. Nothing else of them changes.
 */
final class Requeuing {

  static final String TABLE = "pending_messages";

  private static final String STATUS = "status";

  /** What a message that waits has none of, in releases that have these columns. */
  private static final Set<String> OF_WORK = Set.of("started_processing_at_epoch", "worker_pid");

  private static final String STRETCH = " FROM trash.sessionctl_rows r JOIN trash." + TABLE
      + " t ON t.id = r.row JOIN main." + TABLE + " m ON m.id = r.row WHERE r.unit = ?1 AND r.tbl = '" + TABLE
      + "' AND r.seq BETWEEN ?2 AND ?3";

  private Requeuing() {}

  /** The rows of a stretch of a unit that wait and are in all else what was copied, as SQL. */
  static String waiting(Map<String, String> columns) {
    StringBuilder sql = new StringBuilder(STRETCH).append(" AND t.").append(STATUS).append(" <> 'pending'");
    columns.forEach((then, now) -> {
      sql.append(" AND m.").append(RowTables.quoted(now));
      if (now.equals(STATUS)) {
        sql.append(" = 'pending'");
      } else if (OF_WORK.contains(now)) {
        sql.append(" IS NULL");
      } else {
        sql.append(" IS t.").append(RowTables.quoted(then));
      }
    });
    return sql.toString();
  }

  /** Lets the rows of a stretch of a unit wait, as SQL. */
  static String forth(List<String> columns) {
    StringBuilder sql = new StringBuilder("UPDATE main." + TABLE + " SET " + STATUS + " = 'pending'");
    columns.stream().filter(OF_WORK::contains).forEach(column -> sql.append(", ").append(column).append(" = NULL"));
    return sql.append(" WHERE id IN (SELECT r.row").append(STRETCH).append(')').toString();
  }

  /**
   * Gives the rows of a stretch of a unit back what was copied, as far as they still wait, as SQL.
   *
   * @param columns those that were copied, with their names now
   */
  static String back(Map<String, String> columns) {
    StringBuilder sql = new StringBuilder("UPDATE main." + TABLE + " AS u SET ");
    String comma = "";
    for (Map.Entry<String, String> column : columns.entrySet()) {
      if (column.getValue().equals(STATUS) || OF_WORK.contains(column.getValue())) {
        sql.append(comma).append(column.getValue()).append(" = (SELECT k.").append(column.getKey())
            .append(" FROM trash.").append(TABLE).append(" k WHERE k.id = u.id)");
        comma = ", ";
      }
    }
    return sql.append(" WHERE id IN (SELECT r.row").append(waiting(columns)).append(')').toString();
  }
}
