package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.change.Repair;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.IntegrityCheck;
import dev.sessionctl.storage.sqlite.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans what a repair mends of what a check finds: rows of no session go to the trash, search indexes are built anew,
 * messages that a worker left wait again. Of a database that is damaged only a new one is made, beside it.
 *
 * @param release which release of the product runs here, or null when that is not known
 */
record MemRepairs(StoreRef ref, Environment environment, Repair request, String release) {

  private static final String SET_ASIDE = "set aside";

  /** What can be mended in place, found in one look. */
  private record Found(List<RowUnit> orphans, List<RowUnit> requeued) {}

  MemPlan plan(Database database) throws StoreException {
    if (request.reindex()) {
      throw new UnsupportedChangeException("the search indexes of a claude-mem store are built anew where verify finds"
          + " them wrong; leave --reindex out");
    }
    try {
      String damage = damage(database);
      if (damage != null) {
        return salvage(damage);
      }
      Found found = database.read(connection -> {
        MemSchema schema = MemSchema.of(ref.path(), connection);
        try (Sql sql = new Sql(connection)) {
          return new Found(request.keys().isEmpty() ? orphans(schema, sql) : List.of(), stuck(schema, sql));
        }
      });
      List<MemStep> steps = new ArrayList<>();
      if (request.keys().isEmpty()) {
        searches(database, steps);
      }
      List<String> notices = new ArrayList<>();
      if (!found.orphans().isEmpty()) {
        notices.add("rows of no session go to the trash beside the data directory");
      }
      if (!found.requeued().isEmpty()) {
        notices.add("what messages were before they wait again is kept in the trash, which gives it back");
      }
      List<RowUnit> units = new ArrayList<>(found.requeued());
      units.addAll(found.orphans());
      List<String> parts = new ArrayList<>();
      part(parts, found.requeued().size(), "session whose messages wait again");
      part(parts, found.orphans().size(), "table with rows of no session");
      part(parts, steps.size(), "step");
      String summary = parts.isEmpty() ? "nothing to mend in " + ref.path()
          : "mend " + ref.path() + ": " + String.join(", ", parts);
      return new MemPlan(summary, units, steps, List.of(), notices, null);
    } catch (IOException e) {
      throw StorageIoException.wrap("read", ref.path(), e);
    }
  }

  private static void part(List<String> parts, int number, String what) {
    if (number > 0) {
      String[] words = what.split(" ", 2);
      parts.add(words.length == 1 ? Findings.count(number, what) : Findings.count(number, words[0]) + " " + words[1]);
    }
  }

  private boolean isWanted(Flaw... flaws) {
    boolean wanted = request.findings().isEmpty();
    for (Flaw flaw : flaws) {
      wanted |= request.findings().contains(flaw.id());
    }
    return wanted;
  }

  /** What is wrong with the file itself, or null. */
  private String damage(Database database) throws IOException {
    DatabaseFile file = database.file();
    try {
      if (file.logBytes() == 0 && file.pages() * file.pageSize() > file.identity().size()) {
        return "it is cut off";
      }
      List<String> problems = IntegrityCheck.of(database, true, Long.MAX_VALUE).problems();
      return problems.isEmpty() ? null : problems.get(0);
    } catch (CorruptStoreException e) {
      return e.getMessage();
    }
  }

  private MemPlan salvage(String damage) throws IOException {
    if (!isWanted(Flaw.DAMAGED, Flaw.CUT_OFF)) {
      throw new CorruptStoreException(ref.path() + " is damaged (" + damage + "), so nothing in it is mended but with"
          + " --finding " + Flaw.DAMAGED.id());
    }
    long size = Files.size(ref.path());
    PlanItem item = new PlanItem(null, ref.path(), Salvaging.ACTION, damage, size);
    return new MemPlan("make a new database beside " + ref.path() + " of what can be read of it", List.of(),
        List.of(new Salvaging(item)), List.of(), List.of("the damaged database stays as it is; the new one has another"
            + " name, and nothing uses it until you give it its place"), new MemPlan.Size(size, size));
  }

  private List<RowUnit> orphans(MemSchema schema, Sql sql) throws SQLException, IOException {
    return isWanted(Flaw.ORPHANS, Flaw.FOREIGN_KEY)
        ? new OrphanRows(ref.path(), schema, sql, settled()).units(SET_ASIDE) : List.of();
  }

  private long settled() {
    return environment.now() - OrphanRows.SETTLED.toMillis();
  }

  private List<RowUnit> stuck(MemSchema schema, Sql sql) throws SQLException, IOException {
    List<RowUnit> units = new ArrayList<>();
    if (!isWanted(Flaw.QUEUE_STUCK) || QueueReaders.of(schema, release) == QueueReaders.NONE
        || !schema.schema().has(Requeuing.TABLE, "status")) {
      return units;
    }
    MemRows rows = new MemRows(schema, sql.connection(), environment.now());
    String stuck = " FROM main." + Requeuing.TABLE + " c WHERE " + rows.stuck("c");
    List<Long> sessions = new ArrayList<>();
    try (var found = sql.bound("SELECT DISTINCT c.session_db_id" + stuck + " ORDER BY 1").executeQuery()) {
      while (found.next()) {
        sessions.add(found.getLong(1));
      }
    }
    for (long id : sessions) {
      MemRow row = rows.byId(id);
      if (row != null && (request.keys().isEmpty() || request.keys().contains(row.key))) {
        RowTables.of(ref.path(), schema, sql.connection());
        units.add(new RowUnit(new PlanItem(row.key, null, "requeue",
            Findings.count(row.stuck, "message") + " taken up more than 5 minutes ago and not finished", 0), -1,
            List.of(new RowUnit.Part(Requeuing.TABLE, "SELECT c.id" + stuck + " AND c.session_db_id = ?1", id)), true));
      }
    }
    return units;
  }

  private void searches(Database database, List<MemStep> steps) throws IOException {
    for (String table : RowTables.SEARCHED) {
      List<Finding> found = new ArrayList<>();
      if (isWanted(Flaw.SEARCH_ROWS, Flaw.SEARCH_CONTENT)) {
        new SearchCheck(ref.path(), database, new Findings(ref, found::add)).table(table, 3);
      }
      for (Finding finding : found) {
        boolean rows = finding.id().equals(Flaw.SEARCH_ROWS.id());
        if (isWanted(rows ? Flaw.SEARCH_ROWS : Flaw.SEARCH_CONTENT)
            && !finding.id().equals(Flaw.SEARCH_UNCHECKED.id())) {
          long bytes = database.read(connection -> {
            try (Sql sql = new Sql(connection)) {
              return sql.number("SELECT sum(" + MemSchema.of(ref.path(), connection).bytes("m", table)
                  + ") FROM main." + table + " m");
            }
          });
          steps.add(IndexRebuild.of(ref.path(), table, finding.message(), bytes));
        }
      }
    }
  }

  /** Rows of no session are chosen anew when they are copied, and so are messages. */
  String stays(RowUnit unit, RowTables tables, Sql sql, boolean beside) {
    return unit.requeue() && QueueReaders.of(tables.schema(), release) == QueueReaders.NONE
        ? "the database has been migrated since, and nobody reads its queue any more" : null;
  }
}
