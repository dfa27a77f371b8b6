package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Progress;
import dev.sessionctl.plan.ChangeSettings;
import dev.sessionctl.plan.Confirmation;
import dev.sessionctl.plan.JsonPlanReporter;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.plan.PlanWriter;
import dev.sessionctl.plan.SavedPlan;
import dev.sessionctl.plan.TextPlanReporter;
import dev.sessionctl.storage.PrivateOutput;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.GateOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every changing command takes. */
final class ChangeOptions {

  private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = {"-s", "--store"}, order = 100, paramLabel = "PATH",
      description = "The store to change, or a state directory; repeatable.")
  List<String> stores = new ArrayList<>();

  @Option(names = "--all-stores", order = 101, description = "Change every store that 'sessionctl stores' shows.")
  boolean allStores;

  @Option(names = "--format", order = 102, paramLabel = "NAME",
      description = "Look for stores of this format only.")
  String format;

  @Option(names = {"-o", "--output"}, order = 300, paramLabel = "FORMAT", converter = Converters.ToFormat.class,
      completionCandidates = Formats.class, description = "table (default), wide (every item) or jsonl.")
  OutputFormat output;

  @Option(names = {"-n", "--dry-run"}, order = 500, description = "Show the plan and change nothing.")
  boolean dryRun;

  @Option(names = "--exit-code", order = 501,
      description = "With --dry-run: exit with 5 when there is something to do.")
  boolean exitCode;

  @Option(names = {"-y", "--yes"}, order = 502, description = "Do not ask before changing.")
  boolean yes;

  @Option(names = "--no-input", order = 503, description = "Never ask; without --yes that means no.")
  boolean noInput;

  @Option(names = "--lock-wait", order = 504, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "How long to wait for a gateway's lock; 10s by default.")
  Duration lockWait;

  @Option(names = "--assume-offline", order = 505,
      description = "State that no process writes the store that cannot be seen from here (containers).")
  boolean assumeOffline;

  @Option(names = "--plan-out", order = 507, paramLabel = "FILE",
      description = "Save the plan to this file and change nothing.")
  String planOut;

  @Option(names = "--apply", order = 508, paramLabel = "FILE",
      description = "Carry out exactly the plan that was saved to this file, or nothing.")
  String apply;

  @Mixin
  PriorityOptions priority;

  @Mixin
  ProgressOptions progress;

  List<StoreRef> select(CliContext context) throws StoreException {
    return StoreSelection.forChange(context, stores, allStores, format);
  }

  boolean oneStoreNamed() {
    return stores.size() == 1 && !allStores;
  }

  /**
   * Refuses options that contradict each other.
   *
   * @param exitCodeGiven whether {@code --exit-code} stands on the command line
   */
  void check(boolean exitCodeGiven) {
    if (exitCodeGiven && !dryRun) {
      throw new UsageException("--exit-code needs --dry-run");
    }
    if (planOut != null && apply != null) {
      throw new UsageException("--plan-out and --apply contradict each other");
    }
    if (output != null && !output.isHuman() && output != OutputFormat.JSONL) {
      throw new UsageException("changing commands print table, wide or jsonl, not " + output.label());
    }
  }

  /**
   * What the operator states.
   *
   * @param gatewayReads the layout that the running gateway reads, or null
   * @param gatewayVersion its release, or null
   */
  GateOptions stated(String gatewayReads, String gatewayVersion) {
    return new GateOptions(assumeOffline, gatewayReads, gatewayVersion);
  }

  /** The settings of a run that saves its plan, or applies a saved one. */
  ChangeSettings settings(CliContext context, GateOptions stated, ProgressListener listener, PlanWriter writer,
      SavedPlan expected, Duration maxDuration) {
    return new ChangeSettings(context.environment(), dryRun || writer != null, exitCode, yes, stated,
        lockWait == null ? USUAL_WAIT : lockWait, listener, writer, expected, maxDuration);
  }

  /** Begins the file that {@code --plan-out} names, or gives null. */
  PlanWriter planWriter(CliContext context) throws IOException {
    if (planOut == null) {
      return null;
    }
    List<String> arguments = SavedArguments.of(spec.commandLine().getParseResult(), context.environment());
    PrivateOutput out = PrivateOutput.begin(context.environment().path(planOut), context.environment());
    return new PlanWriter(out, Version.NUMBER, arguments);
  }

  /** What {@code --apply} names, or null. */
  SavedPlan savedPlan(CliContext context) throws IOException {
    return apply == null ? null : SavedArguments.read(apply, context.environment());
  }

  Progress progress(CliContext context, boolean quiet) {
    return progress.start(context, quiet);
  }

  /** Passes what a change says of its progress on. */
  static ProgressListener listener(Progress progress) {
    String[] phase = new String[1];
    return (name, done, total) -> {
      if (!name.equals(phase[0])) {
        phase[0] = name;
        progress.phase(name, total);
      }
      progress.update(done, 0);
    };
  }

  PlanReporter reporter(CliContext context, MessageOptions says) {
    if (output == OutputFormat.JSONL) {
      return new JsonPlanReporter(context.out());
    }
    return new TextPlanReporter(context.out(), ListingOptions.style(context, says, false),
        says.verbose() || output == OutputFormat.WIDE, says.quiet());
  }

  Confirmation confirmation(CliContext context) {
    return new Prompt(context, !noInput);
  }

  /** What {@code -o} takes. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("table", "wide", "jsonl").iterator();
    }
  }
}
