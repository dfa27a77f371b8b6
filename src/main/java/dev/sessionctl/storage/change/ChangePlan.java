package dev.sessionctl.storage.change;

import java.io.IOException;
import java.util.List;

/**
 * What a change would do. The items are produced anew at each call of {@link #forEachItem}, so a plan over a
 * million sessions needs no memory for them.
 */
public interface ChangePlan {

  /** Number of items that would change something; 0 means that there is nothing to do. */
  long changes();

  /** Bytes that the changed items have before. */
  long bytesBefore();

  /** Bytes that they would have after, as far as that can be told beforehand. */
  long bytesAfter();

  /**
   * What an operator must know before agreeing: consequences, conflicts, what is set aside; one line each.
   */
  List<String> notices();

  /** One line that says what is about to be done, without a verb tense: "migrate 10 sessions to sessions.d". */
  String summary();

  /** Calls the visitor for every item, also for those that are kept. */
  void forEachItem(ItemVisitor visitor) throws IOException;

  /** Receives items. */
  @FunctionalInterface
  interface ItemVisitor {
    void item(PlanItem item) throws IOException;
  }
}
