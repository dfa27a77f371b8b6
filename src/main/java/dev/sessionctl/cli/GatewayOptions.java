package dev.sessionctl.cli;

import dev.sessionctl.storage.change.GateOptions;
import picocli.CommandLine.Option;

/** What an operator may state about a running gateway to commands that change entries under its lock. */
final class GatewayOptions {

  @Option(names = "--gateway-version", order = 506, paramLabel = "VERSION",
      description = "State the release of the running OpenClaw: up to 2026.4.29 it locks the index, and entries may "
          + "be changed beside it.")
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
