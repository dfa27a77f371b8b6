package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.change.Compaction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.DatabaseFile;
import dev.sessionctl.storage.sqlite.Sql;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans what makes a database smaller: rows of its queue that nobody needs, what sessions have twice, search indexes in
 * many parts, pages that hold nothing, the log, and the copies of it that migrations left.
 *
 * @param release which release of the product runs here, or null when that is not known
 */
record MemCompactions(StoreRef ref, Environment environment, Compaction request, String release) {

  private static final String COMPACT = "compact";

  /** Releases from 12.3.2 on shorten the log to that. */
  private static final long LARGE_LOG = 4 << 20;

  /** A batch of units, and the last session that was looked at; null behind the last. */
  private record Batch(List<RowUnit> units, List<PlanItem> kept, Long last) {}

  MemPlan plan(Database database, boolean beside) throws StoreException {
    request.requireNoStyle(ClaudeMem.NAME);
    if (!request.bodies().equals(Compaction.Bodies.USUAL)) {
      throw new UnsupportedChangeException("a claude-mem store has neither tool results nor images: leave"
          + " --keep-tool-results and --keep-images out");
    }
    try {
      List<RowUnit> units = new ArrayList<>();
      List<MemStep> steps = new ArrayList<>();
      List<PlanItem> kept = new ArrayList<>();
      List<String> notices = new ArrayList<>();
      rows(database, units, kept);
      if (!kept.isEmpty()) {
        notices.add("messages of " + Findings.count(kept.size(), "session") + " wait in a queue that claude-mem up to"
            + " 13.3 reads and 13.4 to 13.8 do not; the database does not tell which of these runs here, so they stay."
            + " Where it is one from 13.4 on, say so: --gateway-version 13.6");
      }
      MemPlan.Size size = new MemPlan.Size(MemChange.bytes(ref.path()), MemChange.bytes(ref.path()));
      if (request.keys() == null) {
        merges(database, steps);
        size = shrink(database, units, steps, kept, beside);
        copies(database, steps, kept, notices);
      } else if (!units.isEmpty()) {
        notices.add("of single sessions only rows are taken out; without naming any the database becomes smaller, too");
      }
      if (!units.isEmpty()) {
        notices.add("rows that go are kept in the trash beside the data directory, where they take their space until"
            + " they are purged");
      }
      return new MemPlan(summary(units, steps), units, steps, kept, notices, size);
    } catch (IOException e) {
      throw StorageIoException.wrap("read", ref.path(), e);
    }
  }

  private String summary(List<RowUnit> units, List<MemStep> steps) {
    if (units.isEmpty() && steps.isEmpty()) {
      return "nothing to do: " + ref.path() + " holds nothing that can go";
    }
    return "compact " + ref.path() + ": rows of " + Findings.count(units.size(), "session") + ", "
        + Findings.count(steps.size(), "step");
  }

  private void rows(Database database, List<RowUnit> units, List<PlanItem> kept) throws StoreException {
    Long last = Long.MIN_VALUE;
    while (last != null) {
      long after = last;
      Batch batch = database.read(connection -> {
        MemSchema schema = MemSchema.of(ref.path(), connection);
        RowTables tables = RowTables.of(ref.path(), schema, connection);
        try (Sql sql = new Sql(connection)) {
          return batch(after, schema, tables, sql);
        }
      });
      units.addAll(batch.units());
      kept.addAll(batch.kept());
      last = batch.last();
    }
  }

  private Batch batch(long after, MemSchema schema, RowTables tables, Sql sql) throws SQLException {
    List<MemRow> rows = new MemRows(schema, sql.connection(), environment.now()).after(after);
    if (rows.isEmpty()) {
      return new Batch(List.of(), List.of(), null);
    }
    long last = rows.get(rows.size() - 1).id;
    Set<Long> synced = new SyncedRows(schema, sql).among(rows.get(0).id, last);
    List<RowUnit> units = new ArrayList<>();
    List<PlanItem> kept = new ArrayList<>();
    boolean untold = QueueReaders.of(schema, release) == QueueReaders.UNTOLD;
    for (MemRow row : rows) {
      if (request.keys() == null || request.keys().contains(row.key)) {
        if (untold && row.waiting() > 0) {
          kept.add(new PlanItem(row.key, null, "keep", Findings.count(row.waiting(), "message")
              + " of a queue of which it is not known whether it is read",
              row.sizes.getOrDefault("pending_messages", 0L)));
        }
        RowUnit unit = unit(row, synced.contains(row.id), tables, sql);
        if (unit != null) {
          units.add(unit);
        }
      }
    }
    return new Batch(units, kept, last);
  }

  private RowUnit unit(MemRow row, boolean synced, RowTables tables, Sql sql) throws SQLException {
    Map<String, String> queries = new LinkedHashMap<>();
    String queue = queue(tables.schema());
    if (queue != null && !row.queue.isEmpty()) {
      queries.put("pending_messages", queue);
    }
    if (!synced && row.newest <= environment.now() - request.quietFor().toMillis()) {
      queries.putAll(new Duplicates(tables, request.level()).queries());
    }
    List<RowUnit.Part> parts = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, String> query : queries.entrySet()) {
      String table = query.getKey();
      try (ResultSet found = sql.bound("SELECT count(*), sum(" + tables.schema().bytes("m", table) + ") FROM main."
          + table + " m WHERE m.id IN (" + query.getValue() + ")", row.id).executeQuery()) {
        if (found.getLong(1) > 0) {
          parts.add(new RowUnit.Part(table, query.getValue(), row.id));
          reasons.add(table.equals("pending_messages") ? Findings.count(found.getLong(1), "message") + " of the queue"
              + (QueueReaders.of(tables.schema(), release) == QueueReaders.NONE ? " that nobody reads"
                  : ", done or failed")
              : Findings.count(found.getLong(1), "row") + " of " + table + " twice");
          bytes += found.getLong(2);
        }
      }
    }
    return parts.isEmpty() ? null
        : new RowUnit(new PlanItem(row.key, null, COMPACT, String.join("; ", reasons), bytes), -1, parts);
  }

  /** The rows of the queue of the session {@code ?1} that nobody needs, as SQL; null when there is no queue. */
  private String queue(MemSchema schema) {
    if (!schema.schema().has("pending_messages", "session_db_id")) {
      return null;
    }
    String rows = "SELECT c.id FROM main.pending_messages c WHERE c.session_db_id = ?1";
    return QueueReaders.of(schema, release) == QueueReaders.NONE ? rows
        : rows + " AND c.status IN ('processed', 'failed')";
  }

  private void merges(Database database, List<MemStep> steps) throws StoreException {
    // How much a merge gains is not known before.
    if (request.thresholdPercent() == 0) {
      for (Map.Entry<String, Long> index : parts(database).entrySet()) {
        if (index.getValue() > 1) {
          steps.add(IndexMerge.of(ref.path(), index.getKey(), index.getValue()));
        }
      }
    }
  }

  /** In how many parts each search index is. */
  private Map<String, Long> parts(Database database) throws StoreException {
    return database.read(connection -> {
      Map<String, Long> parts = new LinkedHashMap<>();
      for (String table : RowTables.SEARCHED) {
        if (MemSchema.of(ref.path(), connection).schema().has(table + "_fts_idx", "segid")) {
          try (PreparedStatement count = connection.prepareStatement(
              "SELECT count(DISTINCT segid) FROM " + table + "_fts_idx"); ResultSet row = count.executeQuery()) {
            parts.put(table, row.getLong(1));
          }
        }
      }
      return parts;
    });
  }

  private MemPlan.Size shrink(Database database, List<RowUnit> units, List<MemStep> steps, List<PlanItem> kept,
      boolean beside) throws IOException {
    DatabaseFile file = DatabaseFile.of(ref.path());
    long size = MemChange.bytes(ref.path());
    long rows = units.stream().mapToLong(unit -> unit.item().bytes()).sum();
    Shrinking.Space space = database.read(connection -> {
      try (Sql sql = new Sql(connection)) {
        return Shrinking.Space.of(sql).without(rows);
      }
    });
    long free = space.free();
    boolean follows = !units.isEmpty() || !steps.isEmpty();
    boolean pages = Shrinking.isWorthwhile(space, follows)
        && free * 100 >= (space.live() + free) * request.thresholdPercent();
    String obstacle = pages ? Shrinking.obstacle(ref.path(), space, beside, environment) : null;
    boolean log = file.logBytes() >= LARGE_LOG || file.logBytes() > 0 && !beside;
    PlanItem item = new PlanItem(null, ref.path(), Shrinking.ACTION, (pages ? free + " bytes hold nothing" : "")
        + (pages && log ? "; " : "") + (log ? "the log has " + file.logBytes() + " bytes" : ""), size);
    if (obstacle != null) {
      kept.add(new PlanItem(null, ref.path(), "keep", obstacle, size));
    }
    boolean does = pages && obstacle == null;
    if (does || log || follows && obstacle == null) {
      steps.add(new Shrinking(pages || log ? item
          : new PlanItem(null, ref.path(), Shrinking.ACTION, "what the steps before leave", size), follows));
    }
    long after = size - (does ? free : 0) - (does || log ? file.logBytes() : 0);
    return new MemPlan.Size(size, Math.max(0, after));
  }

  private void copies(Database database, List<MemStep> steps, List<PlanItem> kept, List<String> notices)
      throws IOException {
    CopyAside.Plan copies = CopyAside.plan(database, null, request.quietFor(), CopyAside.ACTION, environment);
    steps.addAll(copies.steps());
    kept.addAll(copies.kept());
    copies.addNotice(notices);
  }

  /** The last look before rows are copied: they are chosen anew then, but of that very session. */
  String stays(RowUnit unit, RowTables tables, Sql sql, boolean beside) throws SQLException, IOException {
    long id = unit.parts().get(0).argument();
    MemRow row = new MemRows(tables.schema(), sql.connection(), environment.now()).byId(id);
    return row == null || !row.key.equals(unit.item().key()) ? "it is gone"
        : tables.columns().keySet().containsAll(unit.parts().stream().map(RowUnit.Part::table)
            .collect(Collectors.toSet())) ? null : "the database has been migrated since";
  }
}
