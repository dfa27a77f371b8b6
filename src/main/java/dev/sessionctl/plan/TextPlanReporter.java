package dev.sessionctl.plan;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.HumanStyle;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.PrinterOptions;
import dev.sessionctl.output.RowPrinter;
import dev.sessionctl.output.RowPrinters;
import dev.sessionctl.output.SafeText;
import dev.sessionctl.output.TextSink;
import dev.sessionctl.output.Totals;
import dev.sessionctl.output.Units;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ChangePlan;
import dev.sessionctl.storage.change.ChangeReport;
import dev.sessionctl.storage.change.PlanItem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Plans and reports for people: the first items in a table, or all of them when asked for. */
public final class TextPlanReporter implements PlanReporter {

  static final int FEW = 20;

  private static final List<Column<PlanItem>> COLUMNS = List.of(
      Column.<PlanItem>text("action", "ACTION", PlanItem::action),
      Column.<PlanItem>text("key", "KEY", TextPlanReporter::subject),
      Column.<PlanItem>bytes("bytes", "BYTES", PlanItem::bytes),
      Column.<PlanItem>text("reason", "REASON", PlanItem::reason));

  private final OutputStream out;
  private final HumanStyle style;
  private final boolean all;
  private final boolean quiet;

  /**
   * A reporter.
   *
   * @param all show every item, also those that are kept
   * @param quiet show neither plan nor notes, only what could not be done
   */
  public TextPlanReporter(OutputStream out, HumanStyle style, boolean all, boolean quiet) {
    this.out = out;
    this.style = style;
    this.all = all;
    this.quiet = quiet;
  }

  @Override
  public void plan(String runId, StoreRef store, ChangePlan plan, List<String> notices) throws IOException {
    if (quiet) {
      return;
    }
    line(store.toString());
    if (plan.changes() > 0) {
      items(plan);
    }
    for (String notice : plan.notices()) {
      line("note: " + notice);
    }
    for (String notice : notices) {
      line("note: " + notice);
    }
  }

  private void items(ChangePlan plan) throws IOException {
    line("plan: " + plan.summary() + " (" + Units.formatBytes(plan.bytesBefore()) + " before, "
        + Units.formatBytes(plan.bytesAfter()) + " after)");
    long[] left = new long[1];
    try (RowPrinter<PlanItem> table = table()) {
      long[] shown = new long[1];
      plan.forEachItem(item -> {
        if (all || shown[0] < FEW && !item.action().equals("keep")) {
          if (shown[0]++ == 0) {
            table.begin();
          }
          table.row(item);
        } else {
          left[0]++;
        }
      });
      if (shown[0] > 0) {
        table.end(Totals.NONE);
      }
    }
    if (left[0] > 0) {
      line("and " + left[0] + " more; --verbose shows all");
    }
  }

  @Override
  public void note(String line) throws IOException {
    if (!quiet) {
      line(line);
    }
  }

  @Override
  public void summary(String runId, ChangePlan plan, ChangeReport report, Outcome outcome) throws IOException {
    if (report != null) {
      items("skipped", report.skipped());
      items("failed", report.failed());
    }
    if (quiet) {
      return;
    }
    if (outcome == Outcome.NOTHING) {
      String why = plan.summary();
      line(why.startsWith("nothing to do") ? why : "nothing to do: " + why);
    } else if (report == null) {
      line("dry run: nothing was changed");
    } else {
      line("run " + runId + ": " + report.done() + " done, " + report.skipped().size() + " skipped, "
          + report.failed().size() + " failed; " + Units.formatBytes(report.bytesBefore()) + " before, "
          + Units.formatBytes(report.bytesAfter()) + " after");
      for (Path backup : report.backups()) {
        line("kept: " + backup);
      }
      for (String notice : report.notices()) {
        line("note: " + notice);
      }
    }
  }

  @Override
  public void failure(String message, int exitCode) {
    // People read it on standard error.
  }

  private void items(String result, List<PlanItem> items) throws IOException {
    for (PlanItem item : items) {
      line(result + ": " + subject(item) + ": " + item.reason());
    }
  }

  private RowPrinter<PlanItem> table() {
    return RowPrinters.create(OutputFormat.TABLE, new PrinterOptions<>(COLUMNS, true, style), out);
  }

  private static String subject(PlanItem item) {
    return item.key() != null ? item.key() : item.path() == null ? null : item.path().toString();
  }

  private void line(String text) throws IOException {
    try (TextSink sink = new TextSink(out)) {
      sink.write(SafeText.neutralise(text)).write('\n');
    }
  }
}
