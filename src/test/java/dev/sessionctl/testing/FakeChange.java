package dev.sessionctl.testing;

import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A change that does nothing but count. */
public final class FakeChange implements Change, ChangePlan {

  public final List<PlanItem> items = new ArrayList<>(List.of(new PlanItem("a", null, "migrate", "asked", 10)));
  public final List<PlanItem> failed = new ArrayList<>();
  public Gate gate = Gate.OPEN;
  public StoreException failure;
  public GateOptions lastOptions;
  public final List<StoreRef> covered = new ArrayList<>();
  public int applied;
  public int closed;

  @Override
  public ChangePlan plan() {
    return this;
  }

  @Override
  public Gate gate(GateOptions options) {
    lastOptions = options;
    return gate;
  }

  @Override
  public ChangeReport apply(ApplyContext context) throws StoreException {
    if (failure != null) {
      throw failure;
    }
    applied++;
    context.progress().progress("copying", 1, 1);
    return new ChangeReport(items.size() - failed.size(), List.of(), failed, 10, 12, List.of(Path.of("/backup")),
        List.of("all is well"));
  }

  @Override
  public boolean covers(StoreRef other) {
    return covered.contains(other);
  }

  @Override
  public void close() {
    closed++;
  }

  @Override
  public long changes() {
    return items.size();
  }

  @Override
  public long bytesBefore() {
    return 10L * items.size();
  }

  @Override
  public long bytesAfter() {
    return 12L * items.size();
  }

  @Override
  public List<String> notices() {
    return List.of("the gateway starts empty");
  }

  @Override
  public String summary() {
    return "migrate " + items.size() + " sessions to sessions.d";
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (PlanItem item : items) {
      visitor.item(item);
    }
  }
}
