package dev.sessionctl.storage.claudemem;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/**
 * What a change of a database would do.
 *
 * @param summary what is about to be done
 * @param units rows that go, with what the plan says of them
 * @param steps what is done after that, in that order
 * @param kept what stays, with the reason
 * @param notices what an operator must know before agreeing
 * @param size bytes of the database and its log before and after, where those count; null where those of what goes do
 */
record MemPlan(String summary, List<RowUnit> units, List<MemStep> steps, List<PlanItem> kept, List<String> notices,
    Size size) implements ChangePlan {

  /** Bytes on disk. */
  record Size(long before, long after) {}

  @Override
  public long changes() {
    return units.size() + (long) steps.size();
  }

  @Override
  public long bytesBefore() {
    return size != null ? size.before() : units.stream().mapToLong(unit -> unit.item().bytes()).sum()
        + steps.stream().mapToLong(MemStep::bytesAside).sum();
  }

  @Override
  public long bytesAfter() {
    return size != null ? size.after() : 0;
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (RowUnit unit : units) {
      visitor.item(unit.item());
    }
    for (MemStep step : steps) {
      visitor.item(step.item());
    }
    for (PlanItem item : kept) {
      visitor.item(item);
    }
  }
}
