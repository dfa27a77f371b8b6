package dev.sessionctl.storage.change;

/**
 * What an operator states that the disk cannot tell.
 *
 * @param assumeOffline no process that cannot be seen from here writes the store (containers, other hosts)
 * @param gatewayReads the layout that the running gateway reads, or null
 * @param gatewayVersion the release of the running gateway, or null
 */
public record GateOptions(boolean assumeOffline, String gatewayReads, String gatewayVersion) {
  public static final GateOptions NONE = new GateOptions(false, null);

  /** Without a word on the gateway's release. */
  public GateOptions(boolean assumeOffline, String gatewayReads) {
    this(assumeOffline, gatewayReads, null);
  }

  /** The same for finishing an interrupted run: whoever started that has stated what cannot be seen from here. */
  public GateOptions forRecovery() {
    return new GateOptions(true, gatewayReads, gatewayVersion);
  }
}
