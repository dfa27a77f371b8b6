package dev.sessionctl.cli;

import dev.sessionctl.output.Progress;
import dev.sessionctl.plan.ChangePipeline;
import dev.sessionctl.plan.ChangeSettings;
import dev.sessionctl.plan.NotConfirmedException;
import dev.sessionctl.plan.PlanGuard;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.plan.PlanWriter;
import dev.sessionctl.plan.SavedPlan;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.GateOptions;
import dev.sessionctl.storage.change.InterruptedSwitch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes a changing command through its stores, one after the other; saves its plans, or applies saved ones. */
final class ChangeRun {

  private final CliContext context;
  private final ChangeOptions change;
  private final MessageOptions says;
  private final Messages messages;
  private final GateOptions stated;
  private final Duration maxDuration;

  ChangeRun(CliContext context, ChangeOptions change, MessageOptions says, Messages messages, GateOptions stated) {
    this(context, change, says, messages, stated, null);
  }

  /**
   * A run that may be limited.
   *
   * @param stated what the operator states about the gateway
   * @param maxDuration after which no further item is begun, or null
   */
  ChangeRun(CliContext context, ChangeOptions change, MessageOptions says, Messages messages, GateOptions stated,
      Duration maxDuration) {
    this.context = context;
    this.change = change;
    this.says = says;
    this.messages = messages;
    this.stated = stated;
    this.maxDuration = maxDuration;
  }

  /**
   * What is asked of one store.
   *
   * @param request what is to be changed
   * @param guard what looks at the plan before anything is asked or changed
   */
  record Task(ChangeRequest request, PlanGuard guard) {}

  /** Decides what is asked of a store, which may take a look at it. */
  @FunctionalInterface
  interface Asking {
    Task of(Store store) throws IOException;
  }

  /** Carries one request out on all the stores, and gives the exit code. */
  int run(List<StoreRef> stores, ChangeRequest request) throws IOException {
    return run(stores, store -> new Task(request, PlanGuard.NONE));
  }

  /** Carries out on each of the stores what is asked of it, and gives the exit code. */
  int run(List<StoreRef> stores, Asking asking) throws IOException {
    change.priority.apply(context, messages);
    new StoreRun(stores, messages).tellNotes(says.quiet());
    SavedPlan expected = change.savedPlan(context);
    if (expected != null) {
      requireAll(expected, stores, asking);
    }
    try (PlanWriter writer = change.planWriter(context)) {
      List<StoreRef> rest = new ArrayList<>(stores);
      boolean only = stores.size() == 1;
      int code = one(rest.remove(0), asking, rest, only, writer, expected);
      boolean planned = isPlanned(code);
      while (!rest.isEmpty()) {
        int next = one(rest.remove(0), asking, rest, false, writer, expected);
        planned &= isPlanned(next);
        code = ExitCode.combine(code, next);
      }
      if (writer != null) {
        save(writer, planned);
      }
      return code;
    }
  }

  private static boolean isPlanned(int code) {
    return code == ExitCode.OK || code == ExitCode.PENDING;
  }

  private void save(PlanWriter writer, boolean whole) throws IOException {
    if (whole) {
      writer.commit();
      if (!says.quiet()) {
        messages.say("the plan is saved in " + context.environment().path(change.planOut));
      }
    } else {
      messages.say("no plan was saved, since not every store could be planned for");
    }
  }

  /** Compares the plans of all stores before the first of them is changed. */
  private void requireAll(SavedPlan expected, List<StoreRef> stores, Asking asking) throws IOException {
    Set<StoreRef> all = new HashSet<>(stores);
    expected.requireAll(all);
    if (stores.size() == 1) {
      // The one is compared when it is changed; what an interrupted run left is mended first then.
      return;
    }
    List<StoreRef> rest = new ArrayList<>(stores);
    while (!rest.isEmpty()) {
      StoreRef ref = rest.remove(0);
      Store store = context.open(ref);
      Task task = asking.of(store);
      ChangePipeline pipeline = new ChangePipeline(
          change.settings(context, stated, ProgressListener.NONE, null, expected, null), null, null,
          task.guard());
      pipeline.check(store, task.request(), rest);
    }
  }

  private int one(StoreRef ref, Asking asking, List<StoreRef> rest, boolean only, PlanWriter writer,
      SavedPlan expected) throws IOException {
    try (Progress progress = change.progress(context, says.quiet())) {
      PlanReporter reporter = new ProgressHiding(change.reporter(context, says), progress);
      try {
        Store store = context.open(ref);
        ChangeSettings settings = change.settings(context, stated, ChangeOptions.listener(progress), writer,
            expected, maxDuration);
        Task task;
        try {
          task = asking.of(store);
        } catch (StoreException e) {
          if (!InterruptedSwitch.isAway(ref)) {
            throw e;
          }
          new ChangePipeline(settings, reporter, change.confirmation(context), PlanGuard.NONE).mend(store, e);
          task = asking.of(store);
        }
        ChangePipeline pipeline = new ChangePipeline(settings, reporter, change.confirmation(context), task.guard());
        return pipeline.run(store, task.request(), rest).exitCode();
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
}
