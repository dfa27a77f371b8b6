package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/**
 * The plan of a layout migration: an item for every entry of the result, for every entry that is dropped, and for
 * what is set aside as a whole.
 */
record MigrationPlan(
    String summary,
    List<EntryMerge.Choice> choices,
    boolean targetIsDirectory,
    List<PlanItem> others,
    long changes,
    long bytesBefore,
    long bytesAfter,
    List<String> notices)
    implements ChangePlan {

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (EntryMerge.Choice choice : choices) {
      boolean inPlace = choice.fromIndex() != targetIsDirectory;
      String reason = inPlace ? "already there"
          : choice.rival() == null ? "moves with its store" : "newer than the entry that is there";
      visitor.item(new PlanItem(choice.key(), null, inPlace ? "keep" : "migrate", reason, choice.ref().bytes()));
    }
    for (PlanItem item : others) {
      visitor.item(item);
    }
  }
}
