package dev.sessionctl.storage.backup;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/** What bringing something back from a backup would do; nothing that is there becomes smaller. */
record BackupPlan(String summary, List<PlanItem> items, long changes, long bytesAfter, List<String> notices)
    implements ChangePlan {

  @Override
  public long bytesBefore() {
    return 0;
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (PlanItem item : items) {
      visitor.item(item);
    }
  }
}
