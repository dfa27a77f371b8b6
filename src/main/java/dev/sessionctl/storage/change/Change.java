package dev.sessionctl.storage.change;

import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;

/**
 * A change that was prepared: the plan, whether it may be carried out now, and how. The pipeline shows the very
 * plan that {@link #apply} carries out. Not safe for use by several threads.
 */
public interface Change extends AutoCloseable {

  /** What would be done. */
  ChangePlan plan();

  /**
   * Whether the store may be changed that way now. Looks afresh at owners, locks and the file system each time
   * it is called.
   */
  Gate gate(GateOptions options) throws StoreException;

  /**
   * Carries the plan out: takes the product's own locks, compares every identity that the plan rests on, applies,
   * and releases. Either the whole plan is done when this returns, or the items that were not are in the report.
   *
   * @throws dev.sessionctl.storage.ChangedException when the store is no longer what the plan was made from;
   *     nothing was done then
   * @throws dev.sessionctl.storage.LockedException when the product's lock was not obtained in time; nothing was
   *     done then
   */
  ChangeReport apply(ApplyContext context) throws StoreException;

  /**
   * Whether this change takes another store along, so that nothing is left to do for it: moving a whole directory
   * moves every store in it.
   */
  default boolean covers(StoreRef other) {
    return false;
  }

  /** Gives back what {@link dev.sessionctl.storage.Store#prepare} holds; never throws. */
  @Override
  void close();
}
