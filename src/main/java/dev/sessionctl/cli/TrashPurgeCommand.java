package dev.sessionctl.cli;

import dev.sessionctl.storage.RunId;
import dev.sessionctl.storage.change.Purge;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes what runs set aside, for good. */
@Command(
    name = "purge",
    description = "Removes what runs set aside, for good: the only command that frees what evict and compact took away."
        + " With --older-than, journals of runs of which nothing else is left go too.",
    exitCodeList = {
      "0:done, or nothing to do", "1:failed", "2:bad arguments", "3:some items were skipped or failed",
      "5:with --dry-run --exit-code: there is something to do", "10:no store found",
      "11:another run of sessionctl is changing the store", "12:the plan is not the saved one; nothing was done",
      "14:not confirmed", "16:a read, write or sync failed"
    },
    footer = "Example: sessionctl trash purge --older-than 30d --all-stores --yes")
final class TrashPurgeCommand extends BaseCommand {

  @Parameters(arity = "0..*", paramLabel = "RUN", description = "Only these runs, as 'trash list' shows them.")
  List<String> runs = new ArrayList<>();

  @Option(names = "--older-than", order = 203, paramLabel = "DURATION", converter = Converters.ToDuration.class,
      description = "Only runs that began longer ago than this: 12h, 30d, 4w.")
  Duration olderThan;

  @Option(names = "--backups", order = 210,
      description = "Also remove the former indexes that migrations kept; without them a migration is taken back from"
          + " what is there.")
  boolean backups;

  @Mixin
  ChangeOptions change;
  @Mixin
  LimitOptions limit;
  @Mixin
  MessageOptions says;

  TrashPurgeCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    change.check(given("--exit-code"));
    if (runs.isEmpty() && olderThan == null) {
      throw new UsageException("say what to purge: runs by name, or --older-than DURATION");
    }
    for (String run : runs) {
      if (!RunId.isValid(run)) {
        throw new UsageException("'" + run + "' is no run: give the name that 'sessionctl trash list' shows");
      }
    }
    return new ChangeRun(context, change, says, messages, change.stated(null, null), limit.maxDuration)
        .run(change.select(context), new Purge(new LinkedHashSet<>(runs), olderThan, backups));
  }
}
