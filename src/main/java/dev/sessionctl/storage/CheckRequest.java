package dev.sessionctl.storage;

import java.time.Duration;

/**
 * How thoroughly to check.
 *
 * @param level 1 index and names; 2 also every transcript or session body; 3 also cross-references both ways,
 *     hashes, archives and modes
 * @param samplePercent how many of a hundred session bodies to look at, chosen by a hash of the key and the
 *     seed so that several runs with different seeds cover all; 100 is all
 * @param sampleSeed which sample
 * @param maxDuration stop looking at further session bodies after that time, or null
 */
public record CheckRequest(int level, int samplePercent, long sampleSeed, Duration maxDuration) {

  /** Everything, without a limit. */
  public static final CheckRequest FULL = new CheckRequest(3, 100, 0, null);
}
