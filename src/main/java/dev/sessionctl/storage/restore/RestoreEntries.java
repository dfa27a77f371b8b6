package dev.sessionctl.storage.restore;

import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.trash.TrashedEntry;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a store that keeps entries of many sessions together gets entries back. */
public interface RestoreEntries {

  /** For stores that keep none: an entry in a manifest is then none of theirs. */
  RestoreEntries NONE = new RestoreEntries() {
    @Override
    public List<RestorePlan.EntryStep> judge(Collection<TrashedEntry> entries) {
      return entries.stream().map(entry -> RestorePlan.EntryStep.refused(entry, "this store keeps no entries"))
          .toList();
    }

    @Override
    public Result put(List<RestorePlan.EntryStep> steps, ApplyContext context) {
      throw new IllegalStateException("all of them are refused");
    }
  };

  /** Decides what is to be done with entries; one step for each, in that order. */
  List<RestorePlan.EntryStep> judge(Collection<TrashedEntry> entries) throws IOException;

  /**
   * Puts entries back under the product's own lock, where the store still has what {@link #judge} saw.
   *
   * @throws dev.sessionctl.storage.ChangedException when the store is another by now; nothing was done
   * @throws dev.sessionctl.storage.LockedException when the lock was not obtained in time; nothing was done
   */
  Result put(List<RestorePlan.EntryStep> steps, ApplyContext context) throws IOException;

  /**
   * What was done.
   *
   * @param done keys of the entries that are back
   * @param skipped keys of those that were left alone, with the reason
   */
  record Result(Set<String> done, Map<String, String> skipped) {}
}
