package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.Gate;
import dev.sessionctl.storage.change.GateOptions;
import java.util.List;

/** A change of a store that is already as it was asked to be. */
record NothingToDo(String why) implements Change, ChangePlan {

  @Override
  public ChangePlan plan() {
    return this;
  }

  @Override
  public Gate gate(GateOptions options) {
    return Gate.OPEN;
  }

  @Override
  public ChangeReport apply(ApplyContext context) {
    return new ChangeReport(0, List.of(), List.of(), 0, 0, List.of(), List.of());
  }

  @Override
  public long changes() {
    return 0;
  }

  @Override
  public long bytesBefore() {
    return 0;
  }

  @Override
  public long bytesAfter() {
    return 0;
  }

  @Override
  public List<String> notices() {
    return List.of();
  }

  @Override
  public String summary() {
    return "nothing to do: " + why;
  }

  @Override
  public void forEachItem(ItemVisitor visitor) {}

  @Override
  public void close() {}
}
