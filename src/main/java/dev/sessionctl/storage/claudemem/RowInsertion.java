package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Pace;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts what was set aside back in transactions that are over before any worker notices. */
record RowInsertion(DatabaseWriter writer, RowReturn back, Pace pace) {

  /** Rows that go back together. */
  private static final class Returning {
    final RowFile.Unit unit;
    /** Whether every row must be what was copied in the end. */
    final boolean same;
    /** What is back of them, down to that number of a row. */
    long from = Long.MAX_VALUE;
    boolean over;
    String refusal;

    Returning(RowFile.Unit unit, boolean same) {
      this.unit = unit;
      this.same = same;
    }
  }

  /** Where a transaction came to with one of them, to be believed once it is committed. */
  private record Progress(Returning one, long from, boolean over, String refusal) {}

  /**
   * Puts all rows of some units back that are not there; those that are stay as they are.
   *
   * @return the numbers of units that could not be put back as a whole, with the reason
   * @throws LockedException when nothing was done
   * @throws StoreException when it cannot go on; what is back stays
   */
  Map<Long, String> putBack(Collection<RowFile.Unit> units) throws StoreException {
    return putBack(units, true);
  }

  /** The same for what was only just taken away: rows that somebody has changed meanwhile stay as they are now. */
  Map<Long, String> undo(Collection<RowFile.Unit> units) throws StoreException {
    return putBack(units, false);
  }

  private Map<Long, String> putBack(Collection<RowFile.Unit> units, boolean same) throws StoreException {
    List<Returning> rest = new ArrayList<>();
    units.forEach(unit -> rest.add(new Returning(unit, same)));
    Map<Long, String> refused = new HashMap<>();
    boolean begun = false;
    while (!rest.isEmpty()) {
      long[] locked = {0};
      List<Progress> steps;
      try {
        steps = writer.batch(() -> {
          locked[0] = System.nanoTime();
          return steps(rest, locked[0]);
        });
      } catch (LockedException e) {
        throw begun ? new StoreException(e.getMessage()) : e;
      }
      begun = true;
      for (Progress step : steps) {
        step.one().from = step.from();
        step.one().over = step.over();
        if (step.refusal() != null) {
          refused.put(step.one().unit.number(), step.refusal());
        }
      }
      rest.removeIf(one -> one.over);
      pace.took(System.nanoTime() - locked[0]);
    }
    return refused;
  }

  private List<Progress> steps(List<Returning> rest, long start) throws SQLException {
    List<Progress> steps = new ArrayList<>();
    long left = pace.amount();
    for (Returning one : rest) {
      Progress step = new Progress(one, one.from, false, null);
      while (!step.over() && left > 0 && !Pace.isLong(System.nanoTime() - start)) {
        long[] stretch = back.file().stretch(one.unit.number(), step.from(), left, false);
        left -= stretch[1];
        step = stretch[0] < 0 ? new Progress(one, step.from(), true, null) : insert(one, step.from(), stretch[0]);
      }
      steps.add(step);
      if (!step.over()) {
        break;
      }
    }
    return steps;
  }

  /** Puts a stretch back, all of it or nothing. */
  private Progress insert(Returning one, long before, long first) throws SQLException {
    long last = before == Long.MAX_VALUE ? before : before - 1;
    back.sql().change("SAVEPOINT stretch");
    String refusal = null;
    try {
      back.put(one.unit, first, last);
      boolean there = one.same ? back.isThere(one.unit.number(), first, last)
          : one.unit.isRequeued() || back.isPresent(one.unit.number(), first, last);
      refusal = there ? null : "its ids are in use by other rows by now";
    } catch (SQLException e) {
      if (writer.isOver(e)) {
        throw e;
      }
      refusal = "the database does not take it: " + e.getMessage();
    }
    if (refusal != null) {
      back.sql().change("ROLLBACK TO stretch");
    }
    back.sql().change("RELEASE stretch");
    String half = before == Long.MAX_VALUE ? "" : "; the rest of it is back, restore it again";
    return new Progress(one, first, refusal != null, refusal == null ? null : refusal + half);
  }
}
