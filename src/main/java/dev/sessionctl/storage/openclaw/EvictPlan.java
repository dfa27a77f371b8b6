package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.Eviction;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/**
 * What an eviction would do.
 *
 * @param items a decision for every session, and one for every file that is treated by itself
 * @param evictees the sessions that go
 * @param files the files that go, theirs and others
 * @param summary one line
 * @param notices what an operator must know
 */
record EvictPlan(List<PlanItem> items, List<Evictee> evictees, List<EvictedFile> files, String summary,
    List<String> notices) implements ChangePlan {

  @Override
  public long changes() {
    return items.stream().filter(item -> item.action().equals(Eviction.EVICT)).count();
  }

  @Override
  public long bytesBefore() {
    return items.stream().filter(item -> item.action().equals(Eviction.EVICT)).mapToLong(PlanItem::bytes).sum();
  }

  /** What goes is gone from the store; the trash keeps it until it is purged. */
  @Override
  public long bytesAfter() {
    return 0;
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (PlanItem item : items) {
      visitor.item(item);
    }
  }
}
