package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Progress;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.Totals;
import dev.sessionctl.output.Units;
import dev.sessionctl.policy.SessionSelector;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sessions. Holds rows only as far as the wanted order needs them. */
@Command(
    name = "list",
    description = "Lists the sessions of one, several or all discovered stores.",
    exitCodeList = {
      "0:done, also when nothing matched", "1:a key that was named does not exist, or a store is damaged",
      "2:bad arguments", "3:something could not be read; the rest is listed", "10:no store found",
      "15:a store of a version that is not read", "16:a read failed"
    },
    footer = "Example: sessionctl list --older-than 30d --kind cron --sort -bytes")
final class ListCommand extends BaseCommand {

  @Mixin
  SelectorOptions selectors;
  @Mixin
  StoreOptions storeOptions;
  @Mixin
  ListingOptions listing;
  @Mixin
  WatchOptions watch;
  @Mixin
  ProgressOptions progressOptions;
  @Mixin
  MessageOptions says;

  @Option(names = "--summary", order = 310, description = "Count sessions and bytes by kind and agent instead.")
  boolean summary;

  private SessionSelector selector;
  private ScanRequest request;
  private List<Column<Session>> columns;
  private Comparator<Session> order;
  private boolean keepsId;
  private boolean keepsTitle;
  private long sessions;
  private long bytes;

  ListCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    if (watch != null && watch.isGiven()) {
      if ("-".equals(selectors.idsFrom)) {
        throw new UsageException("--watch cannot read --ids-from - again and again; give it a file");
      }
      return new Watch(context, watch, listing, "list", debug).run((at, rows) -> round(at, rows).run());
    }
    selector = selectors.selector(context);
    if (summary && (given("--columns", "--sort", "--limit") || listing.format() == OutputFormat.NAME)) {
      throw new UsageException("--summary has rows of its own: leave out --columns, --sort, --limit and -o name");
    }
    List<StoreRef> stores = storeOptions.select(context);
    StoreRun run = new StoreRun(stores, messages);
    run.tellNotes(says.quiet());
    if (summary) {
      request = new ScanRequest(true, false, false, List.of());
      new SessionSummary(listing, says, context).print(stores, run, total -> scan(run, total::add));
    } else {
      choose(stores);
      print(stores, run);
    }
    int code = run.finish();
    for (String key : selector.unmetKeys()) {
      messages.say("no session '" + key + "'");
      code = code == ExitCode.OK ? ExitCode.FAILED : code;
    }
    return code;
  }

  /** This command once more, for one round. */
  private ListCommand round(CliContext at, long rows) {
    ListCommand round = new ListCommand(at);
    round.selectors = selectors;
    round.storeOptions = storeOptions;
    round.listing = summary ? listing.ofRound(Long.MAX_VALUE) : listing.ofRound(rows);
    round.progressOptions = ProgressOptions.none();
    round.says = says;
    round.summary = summary;
    round.parsed(line());
    return round;
  }

  /** Decides on columns and order, and from them on what the scan has to find out. */
  private void choose(List<StoreRef> stores) {
    SessionColumns all = new SessionColumns(listing.format(), listing.columnsNamed(), context.environment().now(),
        context.formats(), stores);
    List<String> names = listing.columns(all.usual(stores.size() > 1), all.known());
    String sort = listing.sort("-lastActivity");
    String sorted = sort == null ? "" : sort.startsWith("-") ? sort.substring(1) : sort;
    if (sort != null && !all.known().contains(sorted)) {
      throw new UsageException("cannot sort by '" + sorted + "': there are " + String.join(", ", all.known())
          + " and none");
    }
    List<String> needed = new ArrayList<>(names);
    needed.add(sorted);
    keepsId = needed.contains("id");
    keepsTitle = needed.contains("title");
    List<String> extra = all.extraOf(needed);
    boolean totals = listing.format() == OutputFormat.JSON
        || listing.format().isHuman() && listing.header() && !says.quiet();
    boolean files = totals || selector.needsFiles() || needed.contains("bytes") || needed.contains("state")
        || needed.contains("flags") || !extra.isEmpty();
    // Counting messages may cost a read of every transcript, so the usual columns of a format do not ask for it.
    boolean counted = sorted.equals("messages") || listing.names("messages");
    request = new ScanRequest(files, counted, false, extra);
    order = sort == null ? null : all.order(sort, extra);
    columns = new ArrayList<>();
    for (String name : names) {
      columns.add(all.column(name, extra));
    }
    if (listing.format() == OutputFormat.NAME && columns.stream().noneMatch(Column::identity)) {
      throw new UsageException("-o name prints the key or the id; name one of them with --columns, or none");
    }
  }

  private void print(List<StoreRef> stores, StoreRun run) throws IOException {
    long[] shown = new long[1];
    new RowDocument<Session>("list", stores, "sessions")
        .tail(json -> {
          JsonDocuments.total(json, sessions, bytes);
          json.writeBooleanField("complete", run.isComplete());
        })
        .totals(() -> totals(shown[0]))
        .print(listing, columns, context, says, printer -> shown[0] = rows(run, printer));
  }

  private long rows(StoreRun run, RowPrinter<Session> printer) throws IOException {
    Rows<Session> rows = new Rows<>(order, listing.limit(), Rows.into(printer));
    scan(run, order == null ? rows::add : session -> rows.add(slim(session)));
    return rows.finish();
  }

  /** Without the texts that no column shows, a row that is held takes two thirds of the memory. */
  private Session slim(Session s) {
    if ((keepsId || s.id() == null) && (keepsTitle || s.title() == null)) {
      return s;
    }
    return new Session(s.store(), s.key(), keepsId ? s.id() : null, s.kind(), s.agent(),
        keepsTitle ? s.title() : null, s.createdAt(), s.lastActivity(), s.messages(), s.tokens(), s.bytes(), s.state(),
        s.flags(), null, s.extra());
  }

  private void scan(StoreRun run, Rows.Consumer<Session> next) throws IOException {
    boolean mixed = order == null && context.terminal().out();
    try (Progress progress = progressOptions.start(context, says.quiet() || mixed)) {
      progress.phase("scanning", Progress.UNKNOWN);
      run.forEach(ref -> {
        if (says.verbose()) {
          messages.say("reading " + ref);
        }
        SelectingVisitor visitor = new SelectingVisitor(run, session -> {
          if (selector.matches(session)) {
            sessions++;
            bytes += Math.max(0, session.bytes());
            next.accept(session);
          }
          progress.update(sessions, bytes);
        });
        if (!context.open(ref).scan(request, visitor)) {
          run.incomplete();
        }
      });
    }
  }

  private Totals totals(long shown) {
    String size = request.files() ? ", " + Units.formatBytes(bytes) : "";
    String count = (shown < sessions ? shown + " of " : "") + sessions + (sessions == 1 ? " session" : " sessions");
    return new Totals(count + size);
  }
}
