package dev.sessionctl.cli;

import dev.sessionctl.plan.InterruptedRuns;
import dev.sessionctl.storage.CorruptStoreException;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.UnsupportedVersionException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What can be said of a whole store. */
final class StoreFacts {

  private final StoreRef ref;
  private final Map<String, Object> kinds = new TreeMap<>();
  private final Map<String, Object> states = new TreeMap<>();
  private final List<Owner> owners;
  private final List<LockView> locks;
  private final boolean complete;
  private final long interrupted;
  private final long ownBytes;
  private boolean readable = true;
  private long sessions;
  private long bytes;

  private StoreFacts(Store store, StoreRun run) throws StoreException {
    this.ref = store.ref();
    this.complete = scan(store, run);
    if (!complete) {
      run.incomplete();
    }
    this.owners = store.owners();
    this.locks = store.locks();
    this.interrupted = InterruptedRuns.of(store).size();
    this.ownBytes = store.area().bytes();
  }

  /** A store that cannot be read is still one that an operator must see. */
  private boolean scan(Store store, StoreRun run) throws StoreException {
    try {
      return store.scan(ScanRequest.USUAL, new SelectingVisitor(run, this::add));
    } catch (CorruptStoreException | UnsupportedVersionException e) {
      run.problem(null, e.getMessage());
      readable = false;
      return false;
    }
  }

  static StoreFacts of(Store store, StoreRun run) throws StoreException {
    return new StoreFacts(store, run);
  }

  private void add(Session session) {
    sessions++;
    bytes += Math.max(0, session.bytes());
    kinds.merge(session.kind().label(), 1L, (one, more) -> (Long) one + (Long) more);
    states.merge(session.state().label(), 1L, (one, more) -> (Long) one + (Long) more);
  }

  StoreRef ref() {
    return ref;
  }

  /** Whether anything of its content could be read; if not, its numbers mean nothing. */
  boolean readable() {
    return readable;
  }

  long sessions() {
    return sessions;
  }

  long bytes() {
    return bytes;
  }

  Map<String, Object> kinds() {
    return kinds;
  }

  Map<String, Object> states() {
    return states;
  }

  List<Owner> owners() {
    return owners;
  }

  List<LockView> locks() {
    return locks;
  }

  /** Runs of this tool on it that did not come to their end. */
  long interrupted() {
    return interrupted;
  }

  /** Bytes of what this tool keeps beside it: journals, backups, trash. */
  long ownBytes() {
    return ownBytes;
  }

  boolean complete() {
    return complete;
  }

  /** The most certain owner in words, or "none". */
  String owner() {
    return owners.isEmpty() ? "none" : owners.get(0).what()
        + (owners.get(0).pid() > 0 ? " (pid " + owners.get(0).pid() + ")" : "");
  }
}
