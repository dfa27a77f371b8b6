package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.sqlite.DatabaseWriter;
import dev.sessionctl.storage.sqlite.Pace;

/** Puts what was set aside back in transactions that are over before any worker notices. */
record RowStretches(DatabaseWriter writer, RowReturn back, Pace pace) {

  /** Where the next stretch of rows begins, and whether there was one. */
  private record Step(long from, boolean more) {}

  /**
   * Puts all rows of a unit back that are not there; those that are stay as they are.
   *
   * @throws StoreException when one cannot be put back; those before it are
   */
  void putBack(RowFile.Unit unit) throws StoreException {
    long from = Long.MAX_VALUE;
    boolean more = true;
    while (more) {
      long before = from;
      long start = System.nanoTime();
      Step step = writer.batch(() -> {
        long[] stretch = back.file().stretch(unit.number(), before, pace.amount(), false);
        if (stretch[0] >= 0) {
          back.insert(unit.number(), stretch[0], before == Long.MAX_VALUE ? before : before - 1);
        }
        return new Step(stretch[0], stretch[0] >= 0);
      });
      pace.took(System.nanoTime() - start);
      from = step.from();
      more = step.more();
    }
  }
}
