package dev.sessionctl.storage.openclaw;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FileIdentity;
import dev.sessionctl.storage.StableRead;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import java.io.IOException;
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

  /** The pause of the third repetition: 80 ms. */
  private static final int PAUSE = 3;
  /** That of the sixth, 640 ms, for what was written just now: its writer may have lost the processor for a while. */
  private static final int LONG_PAUSE = 6;
  private static final long JUST_NOW_MILLIS = 2_000;

  Path sessions() {
    return files.sessions();
  }

  /** Whether a file was last written so long ago that nobody is still at it. */
  boolean isSettled(long modifiedMillis) {
    return environment.now() - modifiedMillis > SETTLED_MILLIS;
  }

  /**
   * Whether a file that was read is not being written. That it was the same before and after the reading is not
   * enough: a writer that waits for the processor in the middle of a line leaves it so for a while.
   */
  boolean isStill(Path path, FileIdentity read) throws IOException {
    if (isSettled(read.modifiedMillis())) {
      return true;
    }
    long age = environment.now() - read.modifiedMillis();
    // The clocks of hosts that share files differ somewhat.
    StableRead.sleep(Math.abs(age) < JUST_NOW_MILLIS ? LONG_PAUSE : PAUSE);
    return read.equals(FileIdentity.ofNullable(path));
  }
}
