package dev.sessionctl.cli;

import dev.sessionctl.storage.change.GateOptions;
import picocli.CommandLine.Option;

/** What an operator may state about a running gateway to commands that change entries under its lock. */
final class GatewayOptions {

  @Option(names = "--gateway-version", order = 506, paramLabel = "VERSION",
      description = "State the release of the running gateway or worker, where it does not say so itself: OpenClaw up "
          + "to 2026.4.29 locks its index, claude-mem from 13.11 on waits for locks, and their stores may be changed "
          + "beside them. claude-mem from 13.4 on reads no queue in its database, which compact then empties.")
  String gatewayVersion;

  /**
   * What is stated, with what {@code --assume-offline} says.
   *
   * @throws UsageException when it is no version number
   */
  GateOptions stated(CliContext context, ChangeOptions change) {
    if (gatewayVersion != null && context.formats().stream().noneMatch(format -> format.isVersion(gatewayVersion))) {
      throw new UsageException("--gateway-version: '" + gatewayVersion + "' is no release: give one such as 2026.3.13");
    }
    return change.stated(null, gatewayVersion);
  }
}
