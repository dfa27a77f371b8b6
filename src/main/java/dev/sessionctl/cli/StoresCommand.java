package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.Totals;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the stores themselves. */
@Command(
    name = "stores",
    description = "Lists the stores of this machine: format, generation, sessions, bytes, owner, locks,"
        + " interrupted runs and what this tool keeps beside them.",
    exitCodeList = {
      "0:done", "2:bad arguments", "3:something could not be read, or a store is damaged; the rest is listed",
      "10:no store found", "16:a read failed"
    },
    footer = "Example: sessionctl stores -o json")
final class StoresCommand extends BaseCommand {

  private static final List<Column<StoreFacts>> COLUMNS = List.of(
      Column.<StoreFacts>text("format", "FORMAT", facts -> facts.ref().format()),
      Column.<StoreFacts>text("generation", "GENERATION", facts -> facts.ref().generation()),
      Column.<StoreFacts>text("agent", "AGENT", facts -> facts.ref().agent()),
      Column.<StoreFacts>integer("sessions", "SESSIONS", facts -> facts.readable() ? facts.sessions() : null),
      Column.<StoreFacts>bytes("bytes", "BYTES", facts -> facts.readable() ? facts.bytes() : null),
      Column.<StoreFacts>text("owner", "OWNER", StoreFacts::owner),
      Column.<StoreFacts>integer("locks", "LOCKS", facts -> (long) facts.locks().size()),
      Column.<StoreFacts>integer("interrupted", "INTERRUPTED", StoreFacts::interrupted),
      Column.<StoreFacts>bytes("ownBytes", "KEPT", StoreFacts::ownBytes),
      Column.<StoreFacts>text("path", "PATH", facts -> facts.ref().path().toString()).asIdentity());

  @Mixin
  StoreOptions storeOptions;
  @Mixin
  ListingOptions listing;
  @Mixin
  WatchOptions watch;
  @Mixin
  MessageOptions says;

  StoresCommand(CliContext context) {
    super(context);
  }

  @Override
  int run() throws IOException {
    if (watch != null && watch.isGiven()) {
      return new Watch(context, watch, listing, "stores", debug).run((at, rows) -> round(at, rows).run());
    }
    List<String> known = columnNames();
    List<Column<StoreFacts>> shown = new ArrayList<>();
    listing.columns(known, known).forEach(name -> shown.add(column(name)));
    if (listing.format() == OutputFormat.NAME && shown.stream().noneMatch(Column::identity)) {
      throw new UsageException("-o name prints the path; name no other columns");
    }
    String sort = listing.sort("path");
    if (sort != null && !known.contains(sort.startsWith("-") ? sort.substring(1) : sort)) {
      throw new UsageException("cannot sort by '" + sort + "': there are " + String.join(", ", known) + " and none");
    }
    Comparator<StoreFacts> order = sort == null ? null
        : RowOrder.of(sort, StoresCommand::column, List.of("path", "format"));
    List<StoreRef> stores = storeOptions.select(context);
    StoreRun run = new StoreRun(stores, messages);
    run.tellNotes(says.quiet());
    print(run, shown, order);
    return run.finish();
  }

  /** This command once more, for one round. */
  private StoresCommand round(CliContext at, long rows) {
    StoresCommand round = new StoresCommand(at);
    round.storeOptions = storeOptions;
    round.listing = listing.ofRound(rows);
    round.says = says;
    return round;
  }

  private void print(StoreRun run, List<Column<StoreFacts>> shown, Comparator<StoreFacts> order) throws IOException {
    long[] sums = new long[3];
    new RowDocument<StoreFacts>("stores", null, "stores")
        .tail(json -> {
          json.writeObjectFieldStart("total");
          json.writeNumberField("stores", sums[0]);
          json.writeNumberField("sessions", sums[1]);
          json.writeNumberField("bytes", sums[2]);
          json.writeEndObject();
          json.writeBooleanField("complete", run.isComplete());
        })
        .totals(() -> new Totals(sums[0] + (sums[0] == 1 ? " store, " : " stores, ")
            + sums[1] + (sums[1] == 1 ? " session, " : " sessions, ") + Units.formatBytes(sums[2])))
        .print(listing, shown, context, says, printer -> rows(run, printer, order, sums));
  }

  /** Prints the rows, and counts stores, sessions and bytes. */
  private void rows(StoreRun run, RowPrinter<StoreFacts> printer, Comparator<StoreFacts> order, long[] sums)
      throws IOException {
    Rows<StoreFacts> rows = new Rows<>(order, listing.limit(), Rows.into(printer));
    run.forEach(ref -> {
      StoreFacts facts = StoreFacts.of(context.open(ref), run);
      sums[0]++;
      sums[1] += facts.sessions();
      sums[2] += facts.bytes();
      rows.add(facts);
    });
    rows.finish();
  }

  static List<String> columnNames() {
    return COLUMNS.stream().map(Column::name).toList();
  }

  private static Column<StoreFacts> column(String name) {
    return COLUMNS.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
