package dev.sessionctl.cli;

import dev.sessionctl.output.Column;
import dev.sessionctl.output.HumanStyle;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.PrinterOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How rows are shown. */
final class ListingOptions {

  @Option(names = {"-o", "--output"}, order = 300, paramLabel = "FORMAT", converter = Converters.ToFormat.class,
      completionCandidates = Formats.class,
      description = "table (default), wide, json, jsonl, tsv, csv or name.")
  OutputFormat output;

  @Option(names = "--columns", order = 301, paramLabel = "NAME", split = ",",
      description = "Columns to show, in order; +NAME adds to the usual ones.")
  List<String> columns = new ArrayList<>();

  @Option(names = "--sort", order = 302, paramLabel = "COLUMN", parameterConsumer = Converters.NextWord.class,
      description = "Sort by a column, -COLUMN from high to low, or none: as stored, without holding rows in memory.")
  String sort;

  @Option(names = "--limit", order = 303, paramLabel = "N", converter = Converters.ToCount.class,
      description = "Show the first N rows only.")
  Long limit;

  @Option(names = "--no-header", order = 304, description = "Leave out column names and totals.")
  boolean noHeader;

  @Option(names = "--utc", order = 305, description = "Show times in UTC instead of the local zone.")
  boolean utc;

  OutputFormat format() {
    return output == null ? OutputFormat.TABLE : output;
  }

  /** The column to sort by, or null when the order is the stored one. */
  String sort(String usual) {
    String wanted = sort == null ? usual : sort;
    return wanted.equals("none") ? null : wanted;
  }

  long limit() {
    return limit == null ? Long.MAX_VALUE : limit;
  }

  boolean header() {
    return !noHeader;
  }

  /** The names of the columns to show. */
  List<String> columns(List<String> usual, List<String> known) {
    List<String> wanted = new ArrayList<>();
    if (columns.isEmpty() || columns.get(0).startsWith("+")) {
      wanted.addAll(usual);
    }
    for (String column : columns) {
      String name = column.startsWith("+") ? column.substring(1) : column;
      if (!known.contains(name)) {
        throw new UsageException("unknown column '" + name + "': there are " + String.join(", ", known));
      }
      if (!wanted.contains(name)) {
        wanted.add(name);
      }
    }
    return wanted;
  }

  /** Whether that very column was asked for. */
  boolean names(String column) {
    return columns.contains(column) || columns.contains("+" + column);
  }

  /** The same for one round of a watch, whose documents take the place of lines. */
  ListingOptions ofRound(long rows) {
    ListingOptions round = new ListingOptions();
    round.output = format() == OutputFormat.JSONL ? OutputFormat.JSON : output;
    round.columns = columns;
    round.sort = sort;
    round.limit = rows == Long.MAX_VALUE ? limit : Long.valueOf(Math.min(rows, limit()));
    round.noHeader = noHeader;
    round.utc = utc;
    return round;
  }

  /** Whether columns were named, so that they are shown whatever the format. */
  boolean columnsNamed() {
    return !columns.isEmpty();
  }

  HumanStyle style(CliContext context, MessageOptions options) {
    return style(context, options, utc);
  }

  static HumanStyle style(CliContext context, MessageOptions options, boolean utc) {
    return new HumanStyle(context.environment().zones(), utc, context.environment().now(), options.color(context),
        context.terminal().out() ? context.terminal().width() : 0, false);
  }

  <R> PrinterOptions<R> printer(List<Column<R>> shown, CliContext context, MessageOptions options) {
    return new PrinterOptions<>(shown, header(), style(context, options));
  }

  /** What {@code -o} takes. */
  static final class Formats implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      List<String> labels = new ArrayList<>();
      for (OutputFormat format : OutputFormat.values()) {
        labels.add(format.label());
      }
      return labels.iterator();
    }
  }
}
