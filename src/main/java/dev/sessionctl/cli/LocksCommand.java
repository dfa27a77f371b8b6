package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.Totals;
import dev.sessionctl.output.ValueKind;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.LockBreak;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the locks of stores, and removes those of the dead. */
@Command(
    name = "locks",
    description = "Lists every lock with its holder, age and verdict; --break removes those of provably dead holders.",
    exitCodeList = {
      "0:done, or nothing to do", "1:failed", "2:bad arguments", "3:something was skipped or could not be read",
      "5:with --dry-run --exit-code: there is something to do", "10:no store found",
      "11:locks cannot be judged from here", "14:not confirmed", "15:this store cannot be changed that way",
      "16:a read or write failed"
    },
    footer = "Example: sessionctl locks --break -s ~/.openclaw --dry-run")
final class LocksCommand extends BaseCommand {

  private final List<Column<Row>> all = List.of(
      Column.<Row>text("verdict", "VERDICT", row -> row.lock.verdict().label()),
      Column.<Row>integer("pid", "PID", row -> row.lock.pid() < 0 ? null : row.lock.pid()),
      Column.<Row>of("since", "SINCE", ValueKind.INSTANT, row -> SessionColumns.known(row.lock.since())),
      Column.<Row>of("age", "AGE", ValueKind.DURATION, this::age),
      Column.<Row>text("holder", "HOLDER", row -> row.lock.holder()).asFlexible(),
      Column.<Row>text("target", "TARGET", row -> row.lock.target().toString()),
      Column.<Row>text("path", "PATH", row -> row.lock.path().toString()).asIdentity(),
      Column.<Row>text("store", "STORE", row -> row.store.path().toString()).asFlexible());

  @Mixin
  StoreOptions storeOptions;

  @Option(names = "--all-stores", order = 101, description = "With --break: the locks of every store.")
  boolean allStores;

  @Mixin
  ListingOptions listing;

  @Option(names = "--break", order = 400,
      description = "Remove the locks whose holders no longer run; no other lock is touched.")
  boolean breakDead;

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
  LimitOptions limit;

  @Mixin
  ProgressOptions progress;

  @Mixin
  MessageOptions says;

  LocksCommand(CliContext context) {
    super(context);
  }

  /** One lock of a store. */
  private record Row(StoreRef store, LockView lock) {}

  private Long age(Row row) {
    return row.lock.since() == Session.UNKNOWN ? null
        : (Long) Math.max(0, context.environment().now() - row.lock.since());
  }

  @Override
  int run() throws IOException {
    if (breakDead) {
      return breakLocks();
    }
    if (given("--all-stores", "--dry-run", "--exit-code", "--yes", "--no-input", "--lock-wait", "--assume-offline",
        "--max-duration")) {
      throw new UsageException("--all-stores, --dry-run, --exit-code, --yes, --no-input, --lock-wait, --max-duration"
          + " and --assume-offline go with --break");
    }
    return list();
  }

  private int breakLocks() throws IOException {
    ChangeOptions change = new ChangeOptions();
    change.stores = storeOptions.stores;
    change.format = storeOptions.format;
    change.allStores = allStores;
    change.output = listing.output;
    change.dryRun = dryRun;
    change.exitCode = exitCode;
    change.yes = yes;
    change.noInput = noInput;
    change.lockWait = lockWait;
    change.assumeOffline = assumeOffline;
    change.progress = progress;
    // Lock files are small and few: there is nothing to let others go first for.
    change.priority = new PriorityOptions();
    change.check(given("--exit-code"));
    return new ChangeRun(context, change, says, messages, change.stated(null, null), limit.maxDuration)
        .run(change.select(context), new LockBreak());
  }

  private int list() throws IOException {
    List<String> known = all.stream().map(Column::name).toList();
    List<String> usual = switch (listing.format()) {
      case TABLE -> List.of("verdict", "age", "holder", "path");
      case NAME -> List.of("path");
      default -> known;
    };
    List<Column<Row>> shown = new ArrayList<>();
    listing.columns(usual, known).forEach(name -> shown.add(column(name)));
    if (listing.format() == OutputFormat.NAME && shown.stream().noneMatch(Column::identity)) {
      throw new UsageException("-o name prints the path; name no other columns");
    }
    String sort = listing.sort("path");
    if (sort != null && !known.contains(sort.startsWith("-") ? sort.substring(1) : sort)) {
      throw new UsageException("cannot sort by '" + sort + "': there are " + String.join(", ", known) + " and none");
    }
    Comparator<Row> order = sort == null ? null : RowOrder.of(sort, this::column, List.of("path", "store"));
    List<StoreRef> stores = storeOptions.select(context);
    StoreRun run = new StoreRun(stores, messages);
    run.tellNotes(says.quiet());
    print(stores, run, shown, order);
    return run.finish();
  }

  private void print(List<StoreRef> stores, StoreRun run, List<Column<Row>> shown, Comparator<Row> order)
      throws IOException {
    long[] count = new long[1];
    new RowDocument<Row>("locks", stores, "locks")
        .tail(json -> json.writeBooleanField("complete", run.isComplete()))
        .totals(() -> new Totals(count[0] + (count[0] == 1 ? " lock" : " locks")))
        .print(listing, shown, context, says, printer -> count[0] = rows(run, printer, order));
  }

  private long rows(StoreRun run, RowPrinter<Row> printer, Comparator<Row> order) throws IOException {
    Rows<Row> rows = new Rows<>(order, listing.limit(), Rows.into(printer));
    run.forEach(ref -> {
      for (LockView lock : context.open(ref).locks()) {
        rows.add(new Row(ref, lock));
      }
    });
    return rows.finish();
  }

  private Column<Row> column(String name) {
    return all.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
