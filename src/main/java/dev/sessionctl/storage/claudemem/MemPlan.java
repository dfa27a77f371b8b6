package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/**
 * What a change of rows would do.
 *
 * @param summary what is about to be done
 * @param units rows that go, with what the plan says of them
 * @param kept what stays, with the reason
 * @param notices what an operator must know before agreeing
 */
record MemPlan(String summary, List<RowUnit> units, List<PlanItem> kept, List<String> notices) implements ChangePlan {

  @Override
  public long changes() {
    return units.size();
  }

  @Override
  public long bytesBefore() {
    return units.stream().mapToLong(unit -> unit.item().bytes()).sum();
  }

  @Override
  public long bytesAfter() {
    return 0;
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (RowUnit unit : units) {
      visitor.item(unit.item());
    }
    for (PlanItem item : kept) {
      visitor.item(item);
    }
  }
}
