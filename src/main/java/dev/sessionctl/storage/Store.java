package dev.sessionctl.storage;

import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.relocate.StoreTree;
import java.util.List;
import java.util.Map;

/**
 * One store, opened for reading. Every method reads the disk afresh: nothing is cached between calls, so no
 * answer is older than its call. Not safe for use by several threads at once.
 */
public interface Store {

  StoreRef ref();

  /**
   * Visits every session once, in the store's own order, holding none of them.
   *
   * @return whether the whole store was seen; what was not was reported to the visitor
   * @throws CorruptStoreException when the store as a whole cannot be read as what it is
   * @throws StoreException on any other failure of the whole scan
   */
  boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException;

  /**
   * Everything known of one session.
   *
   * @throws NoSuchSessionException when the store has no such key
   */
  SessionDetail inspect(String key, InspectRequest request) throws StoreException;

  /**
   * Checks the store without changing anything and reports what it finds.
   *
   * @return how much was looked at
   */
  CheckSummary check(CheckRequest request, FindingSink findings) throws StoreException;

  /** Processes that may write this store now, most certain first. */
  List<Owner> owners() throws StoreException;

  /** Every lock of the product on this store, with what can be said of its holder. */
  List<LockView> locks() throws StoreException;

  /**
   * Prepares a change: reads what must be read and decides what would be done, without touching the store.
   *
   * @throws UnsupportedChangeException when this format cannot be changed that way; the message names what to
   *     use instead
   */
  Change prepare(ChangeRequest request) throws StoreException;

  /** The same, where the plan also rests on what the operator states of the product; in most formats it does not. */
  default Change prepare(ChangeRequest request, GateOptions stated) throws StoreException {
    return prepare(request);
  }

  /**
   * The files of the store, and by which rule each is copied beside its owner. Opens nothing, and may be asked of a
   * store that is only about to get its place.
   */
  StoreTree tree() throws StoreException;

  /**
   * Bytes of the whole store by what they are kept in, largest first: the tables of a database. Reads as much as it
   * must; empty where a store is files, which speak for themselves.
   */
  default Map<String, Long> sizes() throws StoreException {
    return Map.of();
  }

  /** This tool's own area beside the store. */
  AdminArea area();

  /** Whether a run in the {@link #area} was one on this store, so that it is the one to {@link #recover} it. */
  default boolean isConcernedBy(RunRecord run) {
    return run.changed(ref().path());
  }

  /**
   * Finishes or undoes what an interrupted run of this tool left behind, whichever keeps everything.
   *
   * @param run what its journal says
   * @param context the journal to record in, and how long to wait for the product's locks
   * @return what was done, one line
   */
  String recover(RunRecord run, ApplyContext context) throws StoreException;
}
