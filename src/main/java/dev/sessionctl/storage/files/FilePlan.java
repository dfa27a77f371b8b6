package dev.sessionctl.storage.files;

import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.util.List;

/**
 * What a change of files would do.
 *
 * @param summary one line
 * @param steps what is done, in this order; steps of one session follow one another
 * @param kept what is left alone, with the reason
 * @param notices what an operator must know
 */
public record FilePlan(String summary, List<FileStep> steps, List<PlanItem> kept, List<String> notices)
    implements ChangePlan {

  @Override
  public long changes() {
    return steps.size();
  }

  @Override
  public long bytesBefore() {
    return steps.stream().mapToLong(step -> step.item().bytes()).sum();
  }

  @Override
  public long bytesAfter() {
    return steps.stream().mapToLong(FileStep::bytesAfter).sum();
  }

  @Override
  public void forEachItem(ItemVisitor visitor) throws IOException {
    for (FileStep step : steps) {
      visitor.item(step.item());
    }
    for (PlanItem item : kept) {
      visitor.item(item);
    }
  }
}
