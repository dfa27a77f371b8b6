package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Progress;
import dev.sessionctl.plan.ChangeSettings;
import dev.sessionctl.plan.Confirmation;
import dev.sessionctl.plan.JsonPlanReporter;
import dev.sessionctl.plan.PlanReporter;
import dev.sessionctl.plan.TextPlanReporter;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext.ProgressListener;
import dev.sessionctl.storage.change.GateOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every changing command takes. */
final class ChangeOptions {

  private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

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

  @Mixin
  ProgressOptions progress;

  List<StoreRef> select(CliContext context) throws StoreException {
    return StoreSelection.forChange(context, stores, allStores, format);
  }

  boolean oneStoreNamed() {
    return stores.size() == 1 && !allStores;
  }

  void check() {
    if (exitCode && !dryRun) {
      throw new UsageException("--exit-code needs --dry-run");
    }
    if (output != null && !output.isHuman() && output != OutputFormat.JSONL) {
      throw new UsageException("changing commands print table, wide or jsonl, not " + output.label());
    }
  }

  ChangeSettings settings(CliContext context, String gatewayReads, Duration maxDuration, ProgressListener listener) {
    return new ChangeSettings(context.environment(), dryRun, exitCode, yes,
        new GateOptions(assumeOffline, gatewayReads), lockWait == null ? USUAL_WAIT : lockWait, listener, maxDuration);
  }

  Progress progress(CliContext context, boolean quiet) {
    return progress.start(context, quiet);
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
