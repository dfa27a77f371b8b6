package dev.sessionctl.cli;

import picocli.CommandLine.Option;

/** Who goes first at the disk; for whatever may read or write much beside a gateway. */
final class PriorityOptions {

  @Option(names = "--idle-io", order = 600,
      description = "Let other processes use the disk and the processor first; needs ionice.")
  boolean idleIo;

  /** Does so from now on, or says why not; the work is the same either way. */
  void apply(CliContext context, Messages messages) {
    if (idleIo) {
      context.environment().courtesy().yieldToOthers()
          .ifPresent(problem -> messages.say("warning: --idle-io: " + problem + "; going on without"));
    }
  }
}
