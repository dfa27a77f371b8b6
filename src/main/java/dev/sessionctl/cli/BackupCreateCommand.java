package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Progress;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.backup.Backup;
import dev.sessionctl.storage.backup.BackupCatalog;
import dev.sessionctl.storage.backup.Manifest;
import dev.sessionctl.storage.change.ApplyContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a backup. */
@Command(
    name = "create",
    description = "Copies stores into one archive, or a directory, while their gateways go on: what was saved when it"
        + " began is in it. Takes no lock of a gateway and writes nothing into a store.",
    exitCodeList = {
      "0:done", "1:failed", "2:bad arguments", "3:something could not be taken; each is named, the rest is there",
      "10:no store found", "16:the backup could not be written; nothing is left of it"
    },
    footer = {
      "TARGET is a directory that exists, where the backup gets a name by its time, or the name of what is made, or -",
      "for standard output.",
      "Example: sessionctl backup create --all-stores - | ssh host 'cat > sessions.tar.zst'"
    })
final class BackupCreateCommand extends BaseCommand {

  private static final int MOST_TOLD = 20;
  private static final int USUAL_LEVEL = 3;
  private static final int HIGHEST_LEVEL = 19;

  @Parameters(arity = "1", paramLabel = "TARGET", description = "Where the backup goes; - is standard output.")
  String target;

  @Option(names = {"-s", "--store"}, order = 100, paramLabel = "PATH",
      description = "The store to copy, a state directory, or a home to search; repeatable.")
  List<String> stores = new ArrayList<>();

  @Option(names = "--all-stores", order = 101, description = "Copy every store that 'sessionctl stores' shows.")
  boolean allStores;

  @Option(names = "--format", order = 102, paramLabel = "NAME", description = "Look for stores of this format only.")
  String format;

  @Option(names = "--directory", order = 200, description = "Make a directory with the files as they are, no archive.")
  boolean directory;

  @Option(names = "--level", order = 201, paramLabel = "N", converter = Converters.ToCount.class,
      description = "How hard to compress, 1 to 19; 3 by default.")
  Long level;

  @Option(names = "--base", order = 210, paramLabel = "BACKUP",
      description = "An earlier backup: what is unchanged since is not copied again. The new one needs it.")
  String base;

  @Option(names = "--checksum", order = 211,
      description = "With --base: tell what is unchanged by reading it, not by its times and inode.")
  boolean checksum;

  @Option(names = {"-o", "--output"}, order = 300, paramLabel = "FORMAT", converter = Converters.ToFormat.class,
      completionCandidates = Formats.class, description = "table (default) or json.")
  OutputFormat output;

  @Mixin
  PriorityOptions priority;
  @Mixin
  ProgressOptions progress;
  @Mixin
  MessageOptions says;

  BackupCreateCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    boolean piped = target.equals("-");
    check(piped);
    priority.apply(context, messages);
    BackupCatalog.Listed earlier = base == null ? null : base();
    List<StoreRef> refs = StoreSelection.forCopy(context, stores, allStores, format);
    List<Store> opened = new ArrayList<>();
    for (StoreRef ref : refs) {
      opened.add(context.open(ref));
    }
    Backup.Settings settings = new Backup.Settings(directory, level == null ? USUAL_LEVEL : level.intValue(), earlier,
        checksum, Version.LINE);
    Backup.Result result;
    try (Progress shown = progress.start(context, says.quiet())) {
      ApplyContext.ProgressListener listener = ChangeOptions.listener(shown);
      result = piped ? Backup.create(opened, context.out(), settings, context.environment(), listener)
          : Backup.create(opened, place(target), settings, context.environment(), listener);
    }
    return report(result, refs, piped);
  }

  private void check(boolean piped) {
    OutputFormat wanted = output == null ? OutputFormat.TABLE : output;
    if (wanted != OutputFormat.TABLE && wanted != OutputFormat.JSON) {
      throw new UsageException("backup create prints table or json");
    }
    if (piped && wanted == OutputFormat.JSON) {
      throw new UsageException("the backup itself goes to standard output; leave out -o json, or name a file");
    }
    if (piped && context.terminal().out()) {
      throw new UsageException("standard output is a terminal; send it somewhere, or name a file");
    }
    if (piped && directory) {
      throw new UsageException("a directory cannot go to standard output; leave out --directory");
    }
    if (level != null && (level < 1 || level > HIGHEST_LEVEL)) {
      throw new UsageException("--level is 1 to " + HIGHEST_LEVEL);
    }
    if (directory && given("--level")) {
      throw new UsageException("--level compresses an archive, and --directory makes none");
    }
    if (base == null && given("--checksum")) {
      throw new UsageException("--checksum needs --base");
    }
  }

  private Path place(String text) {
    if (text.isEmpty()) {
      throw new UsageException("TARGET needs a name");
    }
    return context.environment().path(text);
  }

  private BackupCatalog.Listed base() throws StoreException {
    BackupCatalog.Listed listed = BackupCatalog.look(place(base), context.environment());
    if (listed.manifest() == null) {
      throw new StoreException("--base " + listed.place() + ": " + listed.problem());
    }
    return listed;
  }

  private int report(Backup.Result result, List<StoreRef> refs, boolean piped) throws IOException {
    Manifest manifest = result.manifest();
    int code = manifest.notTaken().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    if (output == OutputFormat.JSON) {
      document(result, refs, code);
    }
    for (Manifest.Note note : manifest.notTaken().subList(0, Math.min(MOST_TOLD, manifest.notTaken().size()))) {
      messages.say("warning: not taken: " + note.path() + ": " + note.reason());
    }
    if (manifest.notTaken().size() > MOST_TOLD) {
      messages.say("warning: and " + (manifest.notTaken().size() - MOST_TOLD) + " more; the manifest names them");
    }
    if (output != OutputFormat.JSON && !says.quiet()) {
      String line = summary(result);
      if (piped) {
        messages.say(line);
      } else {
        Cli.print(context, result.place() + "\n" + line + "\n");
      }
    }
    return code;
  }

  private static String summary(Backup.Result result) {
    Manifest manifest = result.manifest();
    long reused = reused(manifest);
    return count(manifest.stores(), "store") + ", " + count(manifest.sessions(), "session") + ", "
        + count(manifest.files(), "file") + ", " + Units.formatBytes(manifest.bytes()) + "; backup "
        + Units.formatBytes(result.written()) + (manifest.base() == null ? "" : ", " + reused + " of the files in "
        + "earlier ones") + (manifest.changed().isEmpty() ? "" : "; " + manifest.changed().size()
        + " changed meanwhile");
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static long reused(Manifest manifest) {
    return manifest.trees().stream().flatMap(tree -> tree.files().stream()).filter(file -> file.holder() != null)
        .count();
  }

  private void document(Backup.Result result, List<StoreRef> refs, int code) throws IOException {
    Manifest manifest = result.manifest();
    try (JsonGenerator json = JsonOut.document(context.out())) {
      JsonDocuments.begin(json, "backup create", refs);
      json.writeStringField("backup", result.place().toString());
      json.writeStringField("id", manifest.id());
      json.writeStringField("base", manifest.base());
      json.writeObjectFieldStart("total");
      json.writeNumberField("sessions", manifest.sessions());
      json.writeNumberField("files", manifest.files());
      json.writeNumberField("bytes", manifest.bytes());
      json.writeNumberField("reused", reused(manifest));
      json.writeNumberField("written", result.written());
      json.writeEndObject();
      notes(json, "notTaken", manifest.notTaken());
      notes(json, "changed", manifest.changed());
      json.writeNumberField("exitCode", code);
      json.writeEndObject();
      JsonOut.endDocument(json);
    }
  }

  private static void notes(JsonGenerator json, String name, List<Manifest.Note> notes) throws IOException {
    json.writeArrayFieldStart(name);
    for (Manifest.Note note : notes) {
      json.writeStartObject();
      json.writeStringField("path", note.path());
      json.writeStringField("reason", note.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** What {@code -o} takes. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("table", "json").iterator();
    }
  }
}
