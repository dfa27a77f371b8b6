package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.PlanItem;
import java.util.List;

/**
 * Rows that go together or not at all.
 *
 * @param item what the plan says of them
 * @param session the session whose own row goes too, with everything that belongs to it; or -1
 * @param parts the rows, in the order in which they go
 * @param requeue whether they do not go, but are messages that wait again in the queue; see {@link Requeuing}
 */
record RowUnit(PlanItem item, long session, List<Part> parts, boolean requeue) {

  /** Rows that go. */
  RowUnit(PlanItem item, long session, List<Part> parts) {
    this(item, session, parts, false);
  }

  /**
   * Rows of one table.
   *
   * @param table its name
   * @param ids their ids, as SQL; {@code ?1} is the argument
   * @param argument a number
   */
  record Part(String table, String ids, long argument) {}

  /** What they are called in the trash: the session, or where they were. */
  String name() {
    return item.key() != null ? item.key() : "rows of no session in " + parts.get(0).table();
  }

  /** A session with everything that belongs to it. */
  static RowUnit session(PlanItem item, long id, RowTables tables) {
    List<Part> parts = new java.util.ArrayList<>();
    for (String child : tables.joins().keySet()) {
      parts.add(new Part(child, tables.ofSession(child, "main."), id));
    }
    parts.add(new Part(RowTables.SESSIONS, "SELECT id FROM main." + RowTables.SESSIONS + " WHERE id = ?1", id));
    return new RowUnit(item, id, parts);
  }
}
