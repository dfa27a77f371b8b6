package dev.sessionctl.cli;

import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks stores without changing anything. */
@Command(
    name = "verify",
    description = "Checks stores, read-only, and says what is wrong and how to mend it.",
    exitCodeList = {
      "0:nothing found", "1:a store could not be checked", "2:bad arguments",
      "3:nothing found, but not everything could be read", "4:errors or warnings were found", "10:no store found",
      "15:a store of a version that is not read", "16:a read failed"
    },
    footer = "Level 1 checks the index and names, 2 also every transcript, 3 also cross-references, hashes and modes.")
final class VerifyCommand extends BaseCommand {

  @Mixin
  StoreOptions storeOptions;

  @Option(names = {"-o", "--output"}, order = 300, paramLabel = "FORMAT", converter = Converters.ToFormat.class,
      completionCandidates = Formats.class, description = "table (default), wide, json, jsonl, tsv or csv.")
  OutputFormat output;

  @Option(names = "--no-header", order = 304, description = "Leave out column names and totals.")
  boolean noHeader;

  @Option(names = "--level", order = 400, paramLabel = "1|2|3", converter = Converters.ToCount.class,
      completionCandidates = Levels.class, description = "How thoroughly to check; 2 by default.")
  Long level;

  @Option(names = "--sample", order = 401, paramLabel = "N%%", converter = Converters.ToPercent.class,
      description = "Look at this share of the transcripts only.")
  Integer sample;

  @Option(names = "--seed", order = 402, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Which sample; other seeds choose other sessions.")
  Long seed;

  @Option(names = "--max-duration", order = 403, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Begin no further transcript after this time.")
  Duration maxDuration;

  @Option(names = "--errors-only", order = 404, description = "Report errors only, and let only them count.")
  boolean errorsOnly;

  @Mixin
  PriorityOptions priority;

  @Mixin
  MessageOptions says;

  VerifyCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    CheckRequest request = request();
    OutputFormat format = output == null ? OutputFormat.TABLE : output;
    if (format == OutputFormat.NAME) {
      throw new UsageException("verify prints table, wide, json, jsonl, tsv or csv, not name");
    }
    priority.apply(context, messages);
    List<StoreRef> stores = StoreSelection.forChecking(context, storeOptions.stores, storeOptions.format);
    StoreRun run = new StoreRun(stores, messages);
    run.tellNotes(says.quiet());
    FindingPrinter printer = FindingPrinter.of(format, context, says, !noHeader);
    FindingCounts counts = new FindingCounts(errorsOnly, printer);
    printer.begin(stores);
    run.forEach(ref -> {
      if (says.verbose()) {
        messages.say("checking " + ref + " at level " + request.level());
      }
      CheckSummary summary = context.open(ref).check(request, counts);
      counts.add(summary);
    });
    int code = run.finish();
    boolean complete = counts.complete() && run.isComplete();
    printer.end(counts, complete);
    if (counts.failing() > 0) {
      return ExitCode.FINDINGS;
    }
    if (code != ExitCode.OK) {
      return code;
    }
    boolean limited = request.samplePercent() < 100 || request.maxDuration() != null;
    return complete || limited ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private CheckRequest request() {
    long wanted = level == null ? 2 : level;
    if (wanted < 1 || wanted > 3) {
      throw new UsageException("--level is 1, 2 or 3");
    }
    if (wanted == 1 && given("--sample", "--max-duration")) {
      throw new UsageException("--level 1 looks at no transcript: --sample and --max-duration limit nothing");
    }
    if (sample == null && given("--seed")) {
      throw new UsageException("--seed needs --sample");
    }
    boolean limits = wanted > 1;
    return new CheckRequest((int) wanted, limits && sample != null ? sample : 100, seed == null ? 0 : seed,
        limits ? maxDuration : null);
  }

  /** What {@code -o} takes. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("table", "wide", "json", "jsonl", "tsv", "csv").iterator();
    }
  }

  /** What {@code --level} takes. */
  static final class Levels implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("1", "2", "3").iterator();
    }
  }
}
