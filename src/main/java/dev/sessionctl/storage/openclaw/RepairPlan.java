package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/**
 * What a repair would do: an item for everything that is mended, and for what has to be left alone.
 *
 * @param changes number of things that are mended
 */
record RepairPlan(String summary, List<PlanItem> items, long changes, long bytesBefore, long bytesAfter,
    List<String> notices) implements ChangePlan {

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (PlanItem item : items) {
      visitor.item(item);
    }
  }
}
