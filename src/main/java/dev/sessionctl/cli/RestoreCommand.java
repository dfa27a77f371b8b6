package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Progress;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.Restore;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings backups back. */
@Command(
    name = "restore",
    description = "Brings back what a backup holds, below a directory that takes the place of the home it was made in,"
        + " with the paths in it rewritten. Nothing that is there is overwritten.",
    exitCodeList = {
      "0:done", "1:the backup is damaged or not to be believed, or something is in the way; nothing was done",
      "2:bad arguments", "15:a format that is not known", "16:a read or write failed; nothing is left of it"
    },
    footer = "Example: sessionctl restore /var/backups/sessions.tar.zst --into ~/restored")
final class RestoreCommand extends BaseCommand {

  @Parameters(arity = "1", paramLabel = "BACKUP", description = "What to bring back; - is standard input.")
  String backup;

  @Option(names = "--into", order = 200, paramLabel = "DIR",
      description = "The directory that takes the place of the home, made when it is missing: what was below the one"
          + " comes to lie below the other in the same way, everything else by its whole path.")
  String into;

  @Option(names = "--from", order = 201, paramLabel = "OLDROOT",
      description = "What --into takes the place of instead of the home in which the backup was made; paths of projects"
          + " below it are rewritten, too.")
  String from;

  @Option(names = "--no-owner", order = 202,
      description = "Leave files to the user who restores them; root gives them back to their owners otherwise.")
  boolean noOwner;

  @Option(names = {"-o", "--output"}, order = 300, paramLabel = "FORMAT", converter = Converters.ToFormat.class,
      completionCandidates = BackupCreateCommand.Formats.class, description = "table (default) or json.")
  OutputFormat output;

  @Mixin
  PriorityOptions priority;
  @Mixin
  ProgressOptions progress;
  @Mixin
  MessageOptions says;

  RestoreCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    OutputFormat wanted = output == null ? OutputFormat.TABLE : output;
    if (wanted != OutputFormat.TABLE && wanted != OutputFormat.JSON) {
      throw new UsageException("restore prints table or json");
    }
    if (into == null) {
      throw new UsageException("say where to with --into DIR");
    }
    priority.apply(context, messages);
    boolean owners = !noOwner && context.environment().userId() == 0;
    Restore.Settings settings = new Restore.Settings(place(into, "--into"), from == null ? null : place(from, "--from"),
        owners);
    Restore.Result result;
    try (Progress shown = progress.start(context, says.quiet())) {
      ApplyContext.ProgressListener listener = ChangeOptions.listener(shown);
      result = backup.equals("-")
          ? Restore.run(context.in(), context.environment().workingDirectory(), settings, context.environment(),
              listener)
          : Restore.run(place(backup, "BACKUP"), settings, context.environment(), listener);
    }
    report(result, wanted);
    return ExitCode.OK;
  }

  private Path place(String text, String what) {
    if (text.isEmpty()) {
      throw new UsageException(what + " needs a name");
    }
    return context.environment().path(text);
  }

  private void report(Restore.Result result, OutputFormat format) throws IOException {
    if (!result.manifest().notTaken().isEmpty()) {
      messages.say("warning: " + result.manifest().notTaken().size() + " files or stores could not be taken when the"
          + " backup was made; its manifest names them");
    }
    if (format == OutputFormat.JSON) {
      try (JsonGenerator json = JsonOut.document(context.out())) {
        JsonDocuments.begin(json, "restore", result.stores());
        json.writeStringField("id", result.manifest().id());
        json.writeObjectFieldStart("total");
        json.writeNumberField("sessions", result.manifest().sessions());
        json.writeNumberField("files", result.manifest().files());
        json.writeNumberField("bytes", result.manifest().bytes());
        json.writeNumberField("rewritten", result.rewritten());
        json.writeEndObject();
        json.writeEndObject();
        JsonOut.endDocument(json);
      }
    } else if (!says.quiet()) {
      StringBuilder text = new StringBuilder();
      for (StoreRef store : result.stores()) {
        text.append(store.path()).append('\n');
      }
      text.append(result.manifest().sessions()).append(" sessions, ").append(result.manifest().files())
          .append(" files; ").append(result.rewritten()).append(" paths rewritten\n");
      Cli.print(context, text.toString());
    }
  }
}
