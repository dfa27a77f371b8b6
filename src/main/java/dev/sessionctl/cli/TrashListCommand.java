package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.Totals;
import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.trash.Trash;
import dev.sessionctl.storage.trash.TrashSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists what runs set aside, or what one run did. */
@Command(
    name = "list",
    description = "Lists the runs that set something aside, or with RUN everything that one set aside.",
    exitCodeList = {
      "0:done", "1:no such run", "2:bad arguments", "3:something could not be read; the rest is listed",
      "10:no store found", "16:a read failed"
    },
    footer = "Example: sessionctl trash list -s ~/.openclaw -o json")
final class TrashListCommand extends BaseCommand {

  private static final List<Column<TrashSummary>> RUNS = List.of(
      Column.<TrashSummary>text("run", "RUN", row -> row.run().runId()).asIdentity(),
      Column.<TrashSummary>text("command", "COMMAND", row -> row.run().command()),
      Column.<TrashSummary>instant("at", "AT", row -> row.run().at()),
      Column.<TrashSummary>integer("entries", "ENTRIES", TrashSummary::entries),
      Column.<TrashSummary>integer("files", "FILES", TrashSummary::files),
      Column.<TrashSummary>integer("restored", "RESTORED", TrashSummary::restored),
      Column.<TrashSummary>bytes("bytes", "BYTES", TrashSummary::bytes),
      Column.<TrashSummary>text("store", "STORE", row -> row.run().store().toString()));

  private static final List<Column<TrashSummary.Item>> ITEMS = List.of(
      Column.<TrashSummary.Item>text("type", "TYPE", TrashSummary.Item::type),
      Column.<TrashSummary.Item>text("state", "STATE", row -> row.state().name().toLowerCase(Locale.ROOT)),
      Column.<TrashSummary.Item>text("role", "ROLE", TrashSummary.Item::role),
      Column.<TrashSummary.Item>bytes("bytes", "BYTES", TrashSummary.Item::bytes),
      Column.<TrashSummary.Item>text("key", "KEY", TrashSummary.Item::key).asIdentity(),
      Column.<TrashSummary.Item>text("reason", "REASON", TrashSummary.Item::reason),
      Column.<TrashSummary.Item>text("path", "PATH", row -> row.path() == null ? null : row.path().toString()));

  @Parameters(arity = "0..1", paramLabel = "RUN", description = "Show what this run set aside.")
  String run;

  @Mixin
  StoreOptions storeOptions;
  @Mixin
  ListingOptions listing;
  @Mixin
  MessageOptions says;

  TrashListCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    return run == null ? print(RUNS, "runs", "at", this::runs) : print(ITEMS, "items", "none", this::items);
  }

  /** Finds rows in the trash of one store. */
  private interface Source<R> {
    void rows(Trash trash, Rows<R> rows) throws IOException;
  }

  private void runs(Trash trash, Rows<TrashSummary> rows) throws IOException {
    for (Trash.Run each : trash.runs()) {
      rows.add(TrashSummary.of(trash, each));
    }
  }

  private void items(Trash trash, Rows<TrashSummary.Item> rows) throws IOException {
    Trash.Run found = trash.find(run);
    if (found != null) {
      for (TrashSummary.Item item : TrashSummary.items(trash, found)) {
        rows.add(item);
      }
    }
  }

  private <R> int print(List<Column<R>> all, String what, String usualSort, Source<R> source) throws IOException {
    List<String> known = all.stream().map(Column::name).toList();
    List<Column<R>> shown = new ArrayList<>();
    listing.columns(known, known).forEach(name -> shown.add(column(all, name)));
    if (listing.format() == OutputFormat.NAME && shown.stream().noneMatch(Column::identity)) {
      throw new UsageException("-o name prints the run or the key; name no other columns");
    }
    String sort = listing.sort(usualSort);
    if (sort != null && !known.contains(sort.startsWith("-") ? sort.substring(1) : sort)) {
      throw new UsageException("cannot sort by '" + sort + "': there are " + String.join(", ", known) + " and none");
    }
    StoreRun stores = new StoreRun(storeOptions.select(context), messages);
    long[] sums = new long[2];
    new RowDocument<R>("trash list", null, what)
        .tail(json -> {
          json.writeObjectFieldStart("total");
          json.writeNumberField(what, sums[0]);
          json.writeNumberField("bytes", sums[1]);
          json.writeEndObject();
          json.writeBooleanField("complete", stores.isComplete());
        })
        .totals(() -> Totals.of(sums[0], what.substring(0, what.length() - 1), what, sums[1]))
        .print(listing, shown, context, says, printer -> rows(stores, printer, all, sort, source, sums));
    int code = stores.finish();
    if (run != null && sums[0] == 0) {
      messages.say("nothing was set aside by a run " + run);
      return code == ExitCode.OK ? ExitCode.FAILED : code;
    }
    return code;
  }

  private <R> void rows(StoreRun stores, RowPrinter<R> printer, List<Column<R>> all, String sort, Source<R> source,
      long[] sums) throws IOException {
    Column<R> bytes = column(all, "bytes");
    Rows<R> rows = new Rows<>(sort == null ? null : RowOrder.of(sort, name -> column(all, name),
        List.of(all.get(0).name())), listing.limit(), row -> printer.row(row));
    Rows<R> counted = new Rows<>(null, Long.MAX_VALUE, row -> {
      sums[0]++;
      sums[1] += (Long) bytes.value().apply(row);
      rows.add(row);
    });
    Set<Path> seen = new HashSet<>();
    stores.forEach(ref -> {
      AdminArea area = context.open(ref).area();
      if (seen.add(area.root())) {
        read(ref, new Trash(area), counted, source);
      }
    });
    rows.finish();
  }

  private static <R> void read(StoreRef ref, Trash trash, Rows<R> rows, Source<R> source) throws IOException {
    List<R> found = new ArrayList<>();
    try {
      Rows<R> collected = new Rows<>(null, Long.MAX_VALUE, found::add);
      source.rows(trash, collected);
    } catch (IOException e) {
      throw StorageIoException.of("read the trash of", ref.path(), e);
    }
    // Outside of what is a failure of the store: what the output does not take is none.
    for (R row : found) {
      rows.add(row);
    }
  }

  private static <R> Column<R> column(List<Column<R>> all, String name) {
    return all.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
