package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.PlanItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what a repair did. */
final class RepairReport {

  private final ChangePlan plan;
  private final List<PlanItem> skipped = new ArrayList<>();
  private long done;
  private long gained;

  RepairReport(ChangePlan plan) {
    this.plan = plan;
  }

  void done(long bytesBefore, long bytesAfter) {
    done++;
    gained += bytesBefore - bytesAfter;
  }

  void skipped(PlanItem item, String reason) {
    skipped.add(new PlanItem(item.key(), item.path(), item.action(), reason, item.bytes()));
  }

  ChangeReport report(Path trash) {
    return new ChangeReport(done, skipped, List.of(), plan.bytesBefore(), plan.bytesBefore() - gained,
        done == 0 ? List.of() : List.of(trash), List.of());
  }
}
