package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.sqlite.Database;
import dev.sessionctl.storage.sqlite.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans which sessions go, and looks at each once more when its turn comes. A worker has sessions in memory and cannot
 * store anything any more for one that is gone ("FOREIGN KEY constraint failed", 13.15), and no release says which ones
 * it has; so beside one only those go that were quiet for hours.
 *
 * @param release which release of the product runs here, or null when that is not known
 */
record MemEvictions(StoreRef ref, Environment environment, Eviction request, String release) {

  /** Up to 10.2 a worker gives sessions up after as long; later ones sooner. */
  static final Duration QUIET_BESIDE_WORKER = Duration.ofHours(6);

  /** A batch of sessions, and the last id in it. */
  private record Batch(List<MemRow> rows, Set<Long> synced, RowTables tables) {}

  MemPlan plan(Database database, boolean beside) throws StoreException {
    Map<String, PlanItem> wanted = new HashMap<>();
    for (PlanItem decision : request.decisions()) {
      if (decision.action().equals(Eviction.EVICT)) {
        wanted.put(decision.key(), decision);
      }
    }
    Map<String, RowUnit> units = new HashMap<>();
    Map<String, String> stay = new HashMap<>();
    long last = Long.MIN_VALUE;
    for (Batch batch = batch(database, last); !batch.rows().isEmpty(); batch = batch(database, last)) {
      for (MemRow row : batch.rows()) {
        last = row.id;
        PlanItem decision = wanted.get(row.key);
        if (decision != null) {
          String reason = units.containsKey(row.key) ? "two sessions have this key"
              : batch.synced().contains(row.id) ? SyncedRows.REASON : reason(row, batch.tables().schema(), beside);
          if (reason != null) {
            stay.put(row.key, reason);
          }
          units.put(row.key, RowUnit.session(new PlanItem(row.key, null, Eviction.EVICT, decision.reason(), row.bytes),
              row.id, batch.tables()));
        }
      }
    }
    return plan(units, stay, orphans(database), copies(database));
  }

  /** Rows of no session are garbage; nothing here is left by jobs or by resets. */
  private List<RowUnit> orphans(Database database) throws StoreException {
    return !request.unreferenced().contains("garbage") ? List.of() : database.read(connection -> {
      try (Sql sql = new Sql(connection)) {
        return new OrphanRows(ref.path(), MemSchema.of(ref.path(), connection), sql,
            environment.now() - request.quietFor().toMillis()).units(Eviction.EVICT);
      }
    });
  }

  private CopyAside.Plan copies(Database database) throws StoreException {
    try {
      return request.archiveAge() == null ? new CopyAside.Plan(List.of(), List.of(), 0)
          : CopyAside.plan(database, request.archiveAge(), request.quietFor(), Eviction.EVICT, environment);
    } catch (IOException e) {
      throw StorageIoException.wrap("read", ref.path(), e);
    }
  }

  private MemPlan plan(Map<String, RowUnit> units, Map<String, String> stay, List<RowUnit> orphans,
      CopyAside.Plan copies) {
    List<RowUnit> going = new ArrayList<>();
    List<PlanItem> kept = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (PlanItem decision : request.decisions()) {
      boolean goes = decision.action().equals(Eviction.EVICT) && seen.add(decision.key());
      String reason = !decision.action().equals(Eviction.EVICT) ? decision.reason()
          : !units.containsKey(decision.key()) ? "it is gone" : stay.get(decision.key());
      if (goes && reason == null) {
        going.add(units.get(decision.key()));
      } else {
        kept.add(new PlanItem(decision.key(), null, Eviction.KEEP, reason, decision.bytes()));
      }
    }
    List<String> notices = new ArrayList<>(request.notices());
    final int sessions = going.size();
    going.addAll(orphans);
    kept.addAll(copies.kept());
    copies.addNotice(notices);
    if (!going.isEmpty()) {
      notices.add("what goes is kept in the trash beside the data directory until it is purged from there; the database"
          + " itself becomes smaller by 'sessionctl compact'");
      notices.add("a vector store (chroma) keeps what it has of them, as it does when the product deletes something");
    }
    String more = (orphans.isEmpty() ? "" : ", rows of no session in " + Findings.count(orphans.size(), "table"))
        + (copies.steps().isEmpty() ? "" : ", " + copies.steps().size() + " of its copies");
    return new MemPlan(going.isEmpty() && copies.steps().isEmpty() ? "nothing to do: none of "
        + request.decisions().size() + " sessions goes" : "evict " + sessions + " of " + request.decisions().size()
        + " sessions from " + ref.path() + more, going, copies.steps(), kept, notices, null);
  }

  private Batch batch(Database database, long after) throws StoreException {
    return database.read(connection -> {
      MemSchema schema = MemSchema.of(ref.path(), connection);
      RowTables tables = RowTables.of(ref.path(), schema, connection);
      List<MemRow> rows = new MemRows(schema, connection, environment.now()).after(after);
      try (Sql sql = new Sql(connection)) {
        return new Batch(rows, rows.isEmpty() ? Set.of()
            : new SyncedRows(schema, sql).among(rows.get(0).id, rows.get(rows.size() - 1).id), tables);
      }
    });
  }

  /** Why a session that the policy lets go stays after all, or null. */
  private String reason(MemRow row, MemSchema schema, boolean beside) {
    Session session = row.session(ref, ScanRequest.FOR_POLICY, QueueReaders.of(schema, release), environment);
    if (session.standing() != null && session.standing().protection() != null) {
      return "protected: " + session.standing().protection();
    }
    if (row.newest > environment.now() - request.quietFor().toMillis()) {
      return "changed just now";
    }
    return beside && row.newest > environment.now() - QUIET_BESIDE_WORKER.toMillis()
        ? "active within the last " + QUIET_BESIDE_WORKER.toHours() + " hours, and a worker that may have it in memory"
            + " is running" : null;
  }

  /** The last look before a session is copied. */
  String stays(RowUnit unit, RowTables tables, Sql sql, boolean beside) throws SQLException, IOException {
    if (unit.session() < 0) {
      // Chosen anew when they are copied.
      return null;
    }
    MemRow row = new MemRows(tables.schema(), sql.connection(), environment.now()).byId(unit.session());
    if (row == null || !row.key.equals(unit.item().key())) {
      return "it is gone";
    }
    return new SyncedRows(tables.schema(), sql).among(row.id, row.id).isEmpty() ? reason(row, tables.schema(), beside)
        : SyncedRows.REASON;
  }
}
