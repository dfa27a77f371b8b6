package dev.sessionctl.cli;

import dev.sessionctl.output.Progress;
import picocli.CommandLine.Option;

/** Whether and how progress is reported on standard error. */
final class ProgressOptions {

  @Option(names = "--progress", order = 700, paramLabel = "WHEN", converter = Converters.ToWhen.class,
      completionCandidates = When.ForProgress.class,
      description = "Report progress on standard error: auto (on a terminal, after a second; the default), always,"
          + " never, json.")
  When progress;

  /** Options that say never. */
  static ProgressOptions none() {
    ProgressOptions options = new ProgressOptions();
    options.progress = When.NEVER;
    return options;
  }

  /** The reporter; close it before anything else is written. */
  Progress start(CliContext context, boolean quiet) {
    if (progress == When.NEVER || quiet && (progress == null || progress == When.AUTO)) {
      return Progress.none();
    }
    if (progress == When.JSON) {
      return Progress.json(context.err(), System::nanoTime);
    }
    if (progress == When.ALWAYS) {
      return Progress.terminal(context.err(), System::nanoTime, context.terminal().width());
    }
    return context.terminal().err()
        ? new PatientProgress(Progress.terminal(context.err(), System::nanoTime, context.terminal().width()),
            System::nanoTime)
        : Progress.none();
  }
}
