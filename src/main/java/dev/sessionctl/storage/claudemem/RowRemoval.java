package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Pace;
import dev.sessionctl.storage.sqlite.Sql;
import dev.sessionctl.storage.trash.FormerPlace;
import dev.sessionctl.storage.trash.Restored;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashWriter;
import dev.sessionctl.storage.trash.TrashedEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Takes rows out of a database, or lets messages of its queue wait again: copies a group of them into the
 * {@link RowFile} of the run, makes that and their announcement durable, and then deletes or changes them in
 * transactions that are over before any worker notices, each row only while it is what was copied. The database is open
 * for about a second at a time, and in between it is looked whether a worker has come beside which nothing may be
 * written. Not safe for use by several threads.
 */
final class RowRemoval {

  /** Bounds what is copied before the first of it is deleted, and so how long it may change meanwhile. */
  private static final long GROUP_BYTES = 8 << 20;
  private static final int GROUP_UNITS = 200;
  private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A last look at rows before they are copied, in the snapshot from which they are. */
  @FunctionalInterface
  interface Look {
    /**
     * Looks at them.
     *
     * @param beside whether somebody has the database open
     * @return why they stay after all, or null
     */
    String stays(RowUnit unit, RowTables tables, Sql sql, boolean beside)
        throws SQLException, IOException;
  }

  /** Rows that are copied and not yet deleted. */
  private static final class Copied {
    final RowUnit rows;
    final RowFile.Unit unit;
    /** Whether an interrupted run may have deleted some of them. */
    final boolean begun;
    /** What was deleted of them, up to that number of a row. */
    long end;
    String refusal;

    Copied(RowUnit rows, RowFile.Unit unit, boolean begun) {
      this.rows = rows;
      this.unit = unit;
      this.begun = begun;
    }

    boolean isHalf() {
      return refusal != null && (begun || end > 0);
    }
  }

  private final Path database;
  private final MemGates gates;
  private final GateOptions options;
  private final Environment environment;
  private final ApplyContext context;
  private final Path root;
  private final TrashWriter trash;
  private final Look look;
  private final Deque<Copied> copied = new ArrayDeque<>();
  private final List<Copied> finished = new ArrayList<>();
  private final List<TrashedEntry> stayed = new ArrayList<>();
  private final List<PlanItem> skipped = new ArrayList<>();
  private long done;
  private long bytes;
  private long longest;

  /**
   * A removal.
   *
   * @param root the trash of the run, with an empty {@link RowFile}
   * @param trash where rows are announced; null when an interrupted run is finished, which has done that
   * @param look is asked before anything is copied; null likewise
   */
  RowRemoval(Path database, GateOptions options, Environment environment, ApplyContext context, Path root,
      TrashWriter trash, Look look) {
    this.root = root;
    this.database = database;
    this.gates = new MemGates(database, environment);
    this.options = options;
    this.environment = environment;
    this.context = context;
    this.trash = trash;
    this.look = look;
  }

  /** How many rows that went together are gone, or wait again. */
  long done() {
    return done;
  }

  /** Bytes of the rows that are gone; those that wait again are not. */
  long bytes() {
    return bytes;
  }

  /** What stayed, with the reason. */
  List<PlanItem> skipped() {
    return skipped;
  }

  /** The longest time that another writer may have waited, nanoseconds. */
  long longest() {
    return longest;
  }

  /**
   * Takes rows out.
   *
   * @throws StoreException when it cannot go on and left something half done, which the next run finishes
   */
  void run(List<RowUnit> units) throws IOException {
    Deque<RowUnit> rest = new ArrayDeque<>(units);
    while (!copied.isEmpty() || !rest.isEmpty()) {
      String stop = stop();
      if (stop != null && copied.isEmpty()) {
        leave(rest, stop);
        break;
      }
      if (stop != null && !stop.equals(ApplyContext.OUT_OF_TIME)) {
        throw unfinished(stop);
      }
      try {
        open(rest, units.size());
      } catch (LockedException e) {
        if (!copied.isEmpty() || !finished.isEmpty()) {
          throw unfinished(e.getMessage());
        }
        leave(rest, e.getMessage());
        break;
      }
    }
    if (!stayed.isEmpty()) {
      // Announced, and there all the same.
      Restored.note(new Trash.Run(context.runId(), null, database, 0, root, FormerPlace.SAME), stayed, List.of(),
          List.of(), context.runId(), environment);
    }
  }

  /** Deletes the rest of what an interrupted run had copied and deleted in part. */
  void finish(List<RowFile.Unit> halves) throws IOException {
    for (RowFile.Unit unit : halves) {
      copied.add(new Copied(new RowUnit(new PlanItem(unit.key(), null, "finish", "begun by an interrupted run",
          unit.bytes()), unit.session(), List.of()), unit, true));
    }
    run(List.of());
  }

  private static StoreException unfinished(String reason) {
    return new StoreException(reason + "; what was begun is finished by the next changing command, and nothing is lost"
        + " until then");
  }

  private void leave(Deque<RowUnit> rest, String reason) {
    rest.forEach(unit -> skipped.add(left(unit.item(), reason)));
    rest.clear();
  }

  private String stop() throws StoreException {
    if (context.isOver(environment)) {
      return ApplyContext.OUT_OF_TIME;
    }
    try {
      Gate gate = gates.change(options);
      return gate.isOpen() ? null : gate.reason();
    } catch (LockedException e) {
      return e.getMessage();
    }
  }

  /** Has the database open for a while and goes on with the work. */
  private void open(Deque<RowUnit> rest, int total) throws IOException {
    boolean beside = gates.isOpen();
    final List<FileIdentity> arrivals = gates.arrivals();
    Pace pace = new Pace(beside, Thread::sleep);
    final long start = System.nanoTime();
    try (DatabaseWriter writer = DatabaseWriter.open(database, context.lockWait(), environment)) {
      RowTables tables = writer.snapshot(() -> RowTables.of(database, MemSchema.of(database, writer.sql().connection()),
          writer.sql().connection()));
      RowFile file = RowFile.attach(root, writer, tables);
      RowReturn back = new RowReturn(writer.sql(), file, tables);
      do {
        if (copied.isEmpty()) {
          if (rest.isEmpty() || context.isOver(environment)) {
            break;
          }
          copy(rest, writer, file, tables, beside);
        }
        while (!copied.isEmpty() && System.nanoTime() - start < OPEN_NANOS) {
          delete(writer, back, pace);
          context.progress().progress("take rows out", done, total);
        }
        if (copied.isEmpty()) {
          finish(writer, file, back, pace);
        }
      } while (System.nanoTime() - start < OPEN_NANOS && arrivals.equals(gates.arrivals()));
      longest = Math.max(longest, writer.longest());
      writer.settle();
    }
  }

  private void copy(Deque<RowUnit> rest, DatabaseWriter writer, RowFile file, RowTables tables, boolean beside)
      throws IOException {
    List<Copied> group = new ArrayList<>();
    List<PlanItem> staying = new ArrayList<>();
    int taken = writer.snapshot(() -> {
      long sum = 0;
      int looked = 0;
      for (Iterator<RowUnit> units = rest.iterator(); units.hasNext() && group.size() < GROUP_UNITS
          && sum < GROUP_BYTES; looked++) {
        RowUnit unit = units.next();
        String stays = look.stays(unit, tables, writer.sql(), beside);
        RowFile.Unit copy = stays == null ? file.copy(unit, tables) : null;
        if (copy != null) {
          group.add(new Copied(unit, copy, false));
          sum += copy.bytes();
        } else {
          staying.add(left(unit.item(), stays == null ? "it is gone" : stays));
        }
      }
      return looked;
    });
    for (int i = 0; i < taken; i++) {
      rest.remove();
    }
    skipped.addAll(staying);
    for (Copied each : group) {
      trash.entry(entry(each));
    }
    trash.announce();
    copied.addAll(group);
  }

  private static TrashedEntry entry(Copied each) {
    return each.unit.entry(each.rows.item().reason());
  }

  /** Deletes as much as one short transaction can take. */
  private void delete(DatabaseWriter writer, RowReturn back, Pace pace) throws IOException {
    long[] ends = new long[copied.size()];
    String[] refusals = new String[copied.size()];
    boolean[] over = new boolean[copied.size()];
    final long begun = System.nanoTime();
    long[] locked = {0};
    writer.batch(() -> {
      locked[0] = System.nanoTime();
      long left = pace.amount();
      int at = 0;
      for (Copied each : copied) {
        ends[at] = each.end;
        while (left > 0 && !over[at] && !Pace.isLong(System.nanoTime() - locked[0])) {
          long[] stretch = back.file().stretch(each.unit.number(), ends[at], left, true);
          if (stretch[0] < 0) {
            over[at] = true;
            break;
          }
          left -= stretch[1];
          refusals[at] = stretch(each, ends[at] + 1, stretch[0], back);
          over[at] = refusals[at] != null;
          ends[at] = over[at] ? ends[at] : stretch[0];
        }
        at++;
      }
      return null;
    });
    long now = System.nanoTime();
    int at = 0;
    for (Iterator<Copied> each = copied.iterator(); each.hasNext(); at++) {
      Copied one = each.next();
      one.end = Math.max(one.end, ends[at]);
      one.refusal = refusals[at];
      if (over[at]) {
        each.remove();
        finished.add(one);
      }
    }
    pace.took(now - Math.max(begun, locked[0]));
  }

  /** Deletes a stretch of rows that go together; gives why they stay, and then none of this stretch is deleted. */
  private String stretch(Copied each, long first, long last, RowReturn back) throws SQLException {
    back.sql().change("SAVEPOINT stretch");
    String refusal = null;
    if (!back.isUnchanged(each.unit, first, last)) {
      refusal = "it changed since it was looked at";
    } else if (each.unit.isRequeued()) {
      back.requeue(each.unit, first, last);
    }
    for (String table : back.tables().columns().keySet()) {
      if (refusal == null && table.equals(RowTables.SESSIONS) && each.unit.session() >= 0) {
        refusal = remains(each, first, last, back);
      }
      if (refusal == null && !each.unit.isRequeued()) {
        back.delete(each.unit.number(), first, last, table);
      }
    }
    if (refusal != null) {
      back.sql().change("ROLLBACK TO stretch");
    }
    back.sql().change("RELEASE stretch");
    return refusal;
  }

  /** Whether something belongs to a session that is about to go which was not copied. */
  private static String remains(Copied each, long first, long last, RowReturn back) throws SQLException {
    boolean goes = back.sql().number("SELECT count(*) FROM trash.sessionctl_rows WHERE unit = ?1 AND seq BETWEEN ?2"
        + " AND ?3 AND tbl = '" + RowTables.SESSIONS + "'", each.unit.number(), first, last) > 0;
    for (String child : back.tables().joins().keySet()) {
      if (goes && back.sql().number("SELECT count(*) FROM (" + back.tables().ofSession(child, "main.") + ")",
          each.unit.session()) > 0) {
        return "something was added to it since it was looked at";
      }
    }
    return null;
  }

  /** Takes note of what became of a group. */
  private void finish(DatabaseWriter writer, RowFile file, RowReturn back, Pace pace) throws IOException {
    List<RowFile.Unit> halves = finished.stream().filter(Copied::isHalf).map(each -> each.unit).toList();
    Map<Long, String> refused = new RowInsertion(writer, back, pace).undo(halves);
    if (!refused.isEmpty()) {
      throw new StoreException("what had gone of rows that changed could not be put back and stays in the trash: "
          + refused.values().iterator().next());
    }
    writer.settle();
    writer.snapshot(() -> {
      for (Copied each : finished) {
        if (each.refusal == null) {
          file.over(each.unit);
        } else {
          file.forget(each.unit.number());
        }
      }
      return null;
    });
    for (Copied each : finished) {
      if (each.refusal == null) {
        done++;
        bytes += each.unit.isRequeued() ? 0 : each.unit.bytes();
      } else {
        stayed.add(entry(each));
        skipped.add(left(each.rows.item(), each.refusal));
      }
    }
    finished.clear();
  }

  private static PlanItem left(PlanItem item, String reason) {
    return new PlanItem(item.key(), item.path(), item.action(), reason, item.bytes());
  }
}
