package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes entries of a store under the gateway's own lock, whichever layout they are kept in: all of them become
 * durable together in an index, and one by one in a directory. An entry that is no longer what the plan was made from
 * is left alone and named.
 */
interface EntryEditor {

  /** Looks once more, under the lock, at what the plan rests on. */
  @FunctionalInterface
  interface Recheck {
    /**
     * Names the entries that must be left alone after all, with the reason.
     *
     * @param keys the entries that are about to be changed
     */
    Map<String, String> leaveAlone(Set<String> keys) throws IOException;
  }

  /**
   * What an edit did.
   *
   * @param done keys that were changed, removed or added
   * @param skipped keys that were left alone, with the reason
   * @param lockedMillis how long the gateway's lock was held
   */
  record Result(Set<String> done, Map<String, String> skipped, long lockedMillis) {}

  /**
   * Applies the edits.
   *
   * @param edits at most one for each key
   * @throws dev.sessionctl.storage.LockedException when the lock was not obtained in time; nothing was done
   */
  Result apply(List<EntryEdit> edits, Recheck recheck, ApplyContext context) throws IOException;
}
