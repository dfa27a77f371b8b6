package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.StoreRef;
import java.nio.file.Path;

/**
 * What every part of a check needs.
 *
 * @param ref the store
 * @param files its names
 * @param environment the surroundings
 * @param request what was asked
 * @param generation which releases wrote it
 * @param budget which transcripts to look at
 * @param findings where to report
 */
record CheckContext(StoreRef ref, StoreFiles files, Environment environment, CheckRequest request,
    Generation generation, CheckBudget budget, Findings findings) {

  /**
   * What is younger may be work in progress, a session whose entry is about to be written included: the product
   * itself leaves its temporary files alone for five minutes.
   */
  static final long SETTLED_MILLIS = 15 * 60_000;

  Path sessions() {
    return files.sessions();
  }

  /** Whether a file was last written so long ago that nobody is still at it. */
  boolean isSettled(long modifiedMillis) {
    return environment.now() - modifiedMillis > SETTLED_MILLIS;
  }

  CheckContext reportingTo(Findings other) {
    return new CheckContext(ref, files, environment, request, generation, budget, other);
  }
}
