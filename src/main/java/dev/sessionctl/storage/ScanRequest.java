package dev.sessionctl.storage;

import java.util.List;

/**
 * What a scan shall find out; what is not asked for is not read.
 *
 * @param files whether sizes, states and flags that need a look at the sessions' files are wanted
 * @param messages whether messages shall be counted where that costs a read of every transcript
 * @param standing whether it is wanted what decides if a session may be taken away
 * @param extraColumns names of the format's own columns that are wanted
 */
public record ScanRequest(boolean files, boolean messages, boolean standing, List<String> extraColumns) {

  /** Everything that a policy asks for. */
  public static final ScanRequest FOR_POLICY = new ScanRequest(true, false, true, List.of());

  /** What the index alone tells. */
  public static final ScanRequest INDEX_ONLY = new ScanRequest(false, false, false, List.of());

  /** Everything but message counts. */
  public static final ScanRequest USUAL = new ScanRequest(true, false, false, List.of());
}
