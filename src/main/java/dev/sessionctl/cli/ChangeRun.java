package dev.sessionctl.cli;

import dev.sessionctl.output.Progress;
import dev.sessionctl.plan.ChangePipeline;
import dev.sessionctl.plan.NotConfirmedException;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.ChangeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a changing command through its stores, each by the pipeline: one that cannot be changed is reported, and the
 * others are changed all the same.
 *
 * @param gatewayReads the layout that the operator says the gateway reads, or null
 * @param maxDuration after which no further item is begun, or null
 */
record ChangeRun(CliContext context, ChangeOptions change, MessageOptions says, Messages messages, String gatewayReads,
    Duration maxDuration) {

  /** Changes them all; gives the exit code. */
  int run(List<StoreRef> stores, ChangeRequest request) throws IOException {
    List<StoreRef> rest = new ArrayList<>(stores);
    int code = one(rest.remove(0), request, rest, stores.size() == 1);
    while (!rest.isEmpty()) {
      code = ExitCode.combine(code, one(rest.remove(0), request, rest, false));
    }
    return code;
  }

  private int one(StoreRef ref, ChangeRequest request, List<StoreRef> rest, boolean only) throws IOException {
    try (Progress progress = change.progress(context, says.quiet())) {
      PlanReporter reporter = new ProgressHiding(change.reporter(context, says), progress);
      ChangePipeline pipeline = new ChangePipeline(
          change.settings(context, gatewayReads, maxDuration, listener(progress)), reporter,
          change.confirmation(context));
      try {
        return pipeline.run(context.open(ref), request, rest).exitCode();
      } catch (StoreException | NotConfirmedException e) {
        int code = Failures.codeOf(e);
        reporter.failure(Failures.describe(e), code);
        if (only) {
          throw e;
        }
        messages.say(ref.path() + ": " + Failures.describe(e));
        return code;
      }
    }
  }

  private static ProgressListener listener(Progress progress) {
    String[] phase = new String[1];
    return (name, done, total) -> {
      if (!name.equals(phase[0])) {
        phase[0] = name;
        progress.phase(name, total);
      }
      progress.update(done, 0);
    };
  }
}
