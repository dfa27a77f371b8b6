package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.PlanItem;
import dev.sessionctl.storage.trash.TrashWriter;
import java.io.IOException;

/** One thing that a repair mends, all by itself. */
interface Mending {

  /** What is done, with its loss. */
  PlanItem item();

  /** Bytes that are left of it. */
  default long bytesAfter() {
    return item().bytes();
  }

  /**
   * Does it. What is taken away goes to the trash, announced before it goes.
   *
   * @throws LeftAloneException when it is no longer what the plan was made from, or in use; it stays as it is
   */
  void apply(Tools tools) throws IOException;

  /**
   * What a mending works with.
   *
   * @param trash of this run
   * @param running tells afresh which transcripts belong to sessions that run
   * @param ineffective why the product would not respect our locks on transcripts, or null
   */
  record Tools(ApplyContext context, TrashWriter trash, Environment environment, RunningSessions running,
      String ineffective) {}
}
