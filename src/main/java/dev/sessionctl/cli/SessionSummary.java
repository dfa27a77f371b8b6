package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.Totals;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.StoreRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts sessions and bytes by kind and by agent. */
final class SessionSummary {

  /** One line: how many of what. */
  private record Row(String group, String value, long sessions, long bytes) {}

  /** Scans and hands every session to the summary. */
  @FunctionalInterface
  interface Scan {
    void into(SessionSummary summary) throws IOException;
  }

  private static final List<Column<Row>> COLUMNS = List.of(
      Column.<Row>text("group", "GROUP", Row::group),
      Column.<Row>text("value", "VALUE", Row::value),
      Column.<Row>integer("sessions", "SESSIONS", Row::sessions),
      Column.<Row>bytes("bytes", "BYTES", Row::bytes));

  private final ListingOptions listing;
  private final MessageOptions says;
  private final CliContext context;
  private final Map<String, long[]> kinds = new TreeMap<>();
  private final Map<String, long[]> agents = new TreeMap<>();
  private long sessions;
  private long bytes;

  SessionSummary(ListingOptions listing, MessageOptions says, CliContext context) {
    this.listing = listing;
    this.says = says;
    this.context = context;
  }

  void add(Session session) {
    long size = Math.max(0, session.bytes());
    sessions++;
    bytes += size;
    count(kinds, session.kind().label(), size);
    count(agents, session.agent() == null ? "" : session.agent(), size);
  }

  void print(List<StoreRef> stores, StoreRun run, Scan scan) throws IOException {
    scan.into(this);
    List<Row> rows = new ArrayList<>();
    kinds.forEach((kind, sums) -> rows.add(new Row("kind", kind, sums[0], sums[1])));
    agents.forEach((agent, sums) -> rows.add(new Row("agent", agent.isEmpty() ? null : agent, sums[0], sums[1])));
    new RowDocument<Row>("list", stores, "summary")
        .tail(json -> {
          JsonDocuments.total(json, sessions, bytes);
          json.writeBooleanField("complete", run.isComplete());
        })
        .totals(() -> Totals.of(sessions, "session", "sessions", bytes))
        .print(listing, COLUMNS, context, says, printer -> {
          for (Row row : rows) {
            printer.row(row);
          }
        });
  }

  private static void count(Map<String, long[]> sums, String name, long size) {
    long[] sum = sums.computeIfAbsent(name, unused -> new long[2]);
    sum[0]++;
    sum[1] += size;
  }
}
