package dev.sessionctl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sessionctl.output.JsonOut;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.SafeText;
import dev.sessionctl.output.TextSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows everything known of sessions, or of the stores themselves. */
@Command(
    name = "inspect",
    description = "Shows one session: decoded fields, files, locks, owners, transcript; or, without a KEY, the store"
        + " itself.",
    exitCodeList = {
      "0:done", "1:no such session, or a damaged store", "2:bad arguments",
      "3:something could not be read; the rest is shown", "10:no store found",
      "15:a store of a version that is not read", "16:a read failed"
    },
    footer = "Messages and stored bytes may hold secrets; they are shown only on request.")
final class InspectCommand extends BaseCommand {

  @Parameters(paramLabel = "KEY", arity = "0..*", description = "Session keys; none for the store itself.")
  List<String> keys = new ArrayList<>();
  @Mixin
  StoreOptions storeOptions;

  @Option(names = {"-o", "--output"}, order = 300, paramLabel = "FORMAT", converter = Converters.ToFormat.class,
      completionCandidates = Formats.class, description = "table (default) or json.")
  OutputFormat output;

  @Option(names = "--utc", order = 305, description = "Show times in UTC instead of the local zone.")
  boolean utc;

  @Option(names = "--messages", order = 400, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Show the last N messages.")
  Long lastMessages;

  @Option(names = "--raw", order = 401, description = "Write the stored entry of one session as it stands.")
  boolean raw;

  @Mixin
  MessageOptions says;

  InspectCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    OutputFormat format = output == null ? OutputFormat.TABLE : output;
    if (!format.isHuman() && format != OutputFormat.JSON) {
      throw new UsageException("inspect prints table or json, not " + format.label());
    }
    if (raw && (keys.size() != 1 || format == OutputFormat.JSON || lastMessages != null)) {
      throw new UsageException("--raw goes with exactly one KEY, and neither with --messages nor with -o json");
    }
    if (keys.isEmpty() && given("--messages")) {
      throw new UsageException("--messages needs a KEY");
    }
    List<StoreRef> stores = storeOptions.select(context);
    StoreRun run = new StoreRun(stores, messages);
    run.tellNotes(says.quiet());
    if (keys.isEmpty()) {
      new StoreInspection(context, says, utc).print(run, stores, format);
      return run.finish();
    }
    int code = ExitCode.OK;
    List<SessionDetail> found = new ArrayList<>();
    for (String key : keys) {
      if (!find(key, run, found)) {
        messages.say("no session '" + key + "'" + new NearKeys(context, key).suggestion(stores));
        code = ExitCode.FAILED;
      }
    }
    int read = run.finish();
    print(found, stores, format);
    return code == ExitCode.OK ? read : code;
  }

  private boolean find(String key, StoreRun run, List<SessionDetail> found) throws IOException {
    int before = found.size();
    InspectRequest request = new InspectRequest(
        lastMessages == null ? 0 : (int) Math.min(lastMessages, Integer.MAX_VALUE), raw);
    run.forEach(ref -> {
      try {
        found.add(context.open(ref).inspect(key, request));
      } catch (NoSuchSessionException e) {
        if (says.verbose()) {
          messages.say("not in " + ref);
        }
      }
    });
    return found.size() > before;
  }

  private void print(List<SessionDetail> found, List<StoreRef> stores, OutputFormat format) throws IOException {
    if (raw) {
      writeRaw(found);
    } else if (format == OutputFormat.JSON) {
      try (JsonGenerator json = JsonOut.document(context.out())) {
        JsonDocuments.begin(json, "inspect", stores);
        json.writeArrayFieldStart("sessions");
        for (SessionDetail detail : found) {
          DetailJson.write(json, detail, lastMessages != null);
        }
        json.writeEndArray();
        json.writeEndObject();
        JsonOut.endDocument(json);
      }
    } else {
      try (TextSink out = new TextSink(context.out())) {
        DetailText text = new DetailText(out, ListingOptions.style(context, says, utc));
        for (SessionDetail detail : found) {
          text.write(detail);
        }
      }
    }
  }

  private void writeRaw(List<SessionDetail> found) throws IOException {
    if (found.size() > 1) {
      List<String> paths = new ArrayList<>();
      found.forEach(detail -> paths.add(detail.session().store().path().toString()));
      throw new StoreException("several stores have '" + SafeText.neutralise(keys.get(0)) + "': name one with --store: "
          + String.join(", ", paths));
    }
    for (SessionDetail detail : found) {
      if (detail.raw() != null) {
        context.out().write(detail.raw());
      }
    }
  }

  /** What {@code -o} takes. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("table", "json").iterator();
    }
  }
}
