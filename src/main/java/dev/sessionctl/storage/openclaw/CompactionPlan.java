package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/** What a compaction would do: an item for everything it changes, and one for every session that it leaves alone. */
record CompactionPlan(String summary, List<PlanItem> items, CompactionTotals totals, List<String> notices)
    implements ChangePlan {

  @Override
  public long changes() {
    return totals.count();
  }

  @Override
  public long bytesBefore() {
    return totals.before();
  }

  @Override
  public long bytesAfter() {
    return totals.after();
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (PlanItem item : items) {
      visitor.item(item);
    }
  }
}
