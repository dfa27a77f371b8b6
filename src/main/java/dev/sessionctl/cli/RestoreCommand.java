package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Progress;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.Restore;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Replacement;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings backups back. */
@Command(
    name = "restore",
    description = "Brings back what a backup holds: with --into all of it, below a directory that takes the place of"
        + " the home it was made in, with the paths in it rewritten; with --replace in the place of a store, which goes"
        + " to the trash. Everything is proved against the manifest before anything gets its place.",
    exitCodeList = {
      "0:done, or nothing to do",
      "1:the backup is damaged or not to be believed, or something is in the way; nothing was done",
      "2:bad arguments", "5:with --dry-run --exit-code: there is something to do", "10:no store found",
      "11:a lock or a live owner forbids it now", "12:the plan is not the saved one; nothing was done",
      "13:with --replace: sessions are newer than in the backup", "14:not confirmed",
      "15:a format that is not known, or that is not replaced in place", "16:a read or write failed"
    },
    footer = {
      "Example: sessionctl restore /var/backups/sessions.tar.zst --into ~/restored",
      "         sessionctl restore before-update.tar.zst --replace -s ~/.openclaw --dry-run"
    })
final class RestoreCommand extends BaseCommand {

  @Parameters(arity = "0..1", paramLabel = "BACKUP", description = "What to bring back; - is standard input.")
  String backup;

  @Option(names = "--into", order = 10, paramLabel = "DIR",
      description = "The directory that takes the place of the home, made when it is missing: what was below the one"
          + " comes to lie below the other in the same way, everything else by its whole path. Nothing that is there is"
          + " overwritten.")
  String into;

  @Option(names = "--from", order = 11, paramLabel = "OLDROOT",
      description = "What --into takes the place of instead of the home in which the backup was made; paths of projects"
          + " below it are rewritten, too.")
  String from;

  @Option(names = "--replace", order = 20,
      description = "Put what the backup holds of the stores that --store names in their place, while no owner lives.")
  boolean replace;

  @Option(names = "--over-newer", order = 21,
      description = "With --replace: also when sessions are newer than in the backup, or not in it.")
  boolean overNewer;

  @Option(names = "--no-owner", order = 30,
      description = "Leave files to the user who restores them; root gives them back to their owners otherwise.")
  boolean noOwner;

  @Mixin
  ChangeOptions change;
  @Mixin
  MessageOptions says;

  RestoreCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    if (backup == null || backup.isEmpty()) {
      throw new UsageException("say which BACKUP to bring back");
    }
    if ((into == null) == !replace) {
      throw new UsageException("say where to with exactly one of --into DIR and --replace");
    }
    boolean owners = !noOwner && context.environment().userId() == 0;
    return replace ? replace(owners) : into(owners);
  }

  private int replace(boolean owners) throws IOException {
    if (from != null) {
      throw new UsageException("--from goes with --into");
    }
    if (backup.equals("-")) {
      throw new UsageException("--replace needs a backup that can be looked at first; put it into a file");
    }
    change.check(given("--exit-code"));
    return new ChangeRun(context, change, says, messages, change.stated(null, null)).run(change.select(context),
        new Replacement(context.environment().path(backup), overNewer, owners));
  }

  private int into(boolean owners) throws IOException {
    if (given("--store", "--all-stores", "--format", "--exit-code", "--yes", "--no-input", "--lock-wait",
        "--assume-offline", "--plan-out", "--apply", "--over-newer")) {
      throw new UsageException("--store, --all-stores, --format, --over-newer, --exit-code, --yes, --no-input,"
          + " --lock-wait, --assume-offline, --plan-out and --apply go with --replace");
    }
    if (into.isEmpty() || from != null && from.isEmpty()) {
      throw new UsageException("--into and --from need a directory");
    }
    boolean piped = backup.equals("-");
    if (piped && change.dryRun) {
      throw new UsageException("--dry-run needs a backup that can be looked at first; put it into a file");
    }
    change.priority.apply(context, messages);
    Path place = context.environment().path(backup);
    Restore.Settings settings = new Restore.Settings(context.environment().path(into),
        from == null ? null : context.environment().path(from), owners);
    if (change.dryRun) {
      report(Restore.plan(place, settings, context.environment()));
      return ExitCode.OK;
    }
    Restore.Result result;
    try (Progress shown = change.progress(context, says.quiet())) {
      ApplyContext.ProgressListener listener = ChangeOptions.listener(shown);
      result = piped ? Restore.run(context.in(), context.environment().workingDirectory(), settings,
          context.environment(), listener) : Restore.run(place, settings, context.environment(), listener);
    }
    report(result);
    return ExitCode.OK;
  }

  private void report(Restore.Result result) throws IOException {
    if (!result.manifest().notTaken().isEmpty()) {
      messages.say("warning: " + result.manifest().notTaken().size() + " files or stores could not be taken when the"
          + " backup was made; its manifest names them");
    }
    if (change.output == OutputFormat.JSONL) {
      lines(result);
    } else if (!says.quiet()) {
      StringBuilder text = new StringBuilder();
      for (StoreRef store : result.stores()) {
        text.append(store.path()).append('\n');
      }
      text.append(result.manifest().sessions()).append(" sessions, ").append(result.manifest().files())
          .append(" files; ");
      Cli.print(context, text + (change.dryRun ? "nothing was changed" : result.rewritten() + " paths rewritten")
          + "\n");
    }
  }

  private void lines(Restore.Result result) throws IOException {
    try (JsonGenerator json = JsonOut.lines(context.out())) {
      for (StoreRef store : result.stores()) {
        json.writeStartObject();
        json.writeStringField("type", "item");
        json.writeNullField("key");
        json.writeStringField("path", store.path().toString());
        json.writeStringField("action", "restore");
        json.writeStringField("reason", store.format());
        json.writeStringField("result", change.dryRun ? "planned" : "done");
        json.writeEndObject();
        JsonOut.endLine(json);
      }
      json.writeStartObject();
      json.writeStringField("type", "summary");
      json.writeStringField("run", result.manifest().id());
      json.writeNumberField("done", change.dryRun ? 0 : result.stores().size());
      json.writeNumberField("skipped", 0);
      json.writeNumberField("failed", 0);
      json.writeNumberField("bytesBefore", 0);
      json.writeNumberField("bytesAfter", result.manifest().bytes());
      json.writeNumberField("exitCode", ExitCode.OK);
      json.writeEndObject();
      JsonOut.endLine(json);
    }
  }
}
