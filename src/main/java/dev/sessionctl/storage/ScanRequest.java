package dev.sessionctl.storage;

import java.util.List;

/**
 * What a scan shall find out; what is not asked for is not read.
 *
 * @param files whether sizes, states and flags that need a look at the sessions' files are wanted
 * @param messages whether messages shall be counted where that costs a read of every transcript
 * @param extraColumns names of the format's own columns that are wanted
 */
public record ScanRequest(boolean files, boolean messages, List<String> extraColumns) {

  /** What the index alone tells. */
  public static final ScanRequest INDEX_ONLY = new ScanRequest(false, false, List.of());

  /** Everything but message counts. */
  public static final ScanRequest USUAL = new ScanRequest(true, false, List.of());
}
