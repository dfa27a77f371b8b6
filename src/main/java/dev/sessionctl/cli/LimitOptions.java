package dev.sessionctl.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a change may go on; for those that are made of items of which each is whole by itself. */
final class LimitOptions {

  @Option(names = "--max-duration", order = 509, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Begin nothing further after this time; the rest is reported as skipped.")
  Duration maxDuration;
}
