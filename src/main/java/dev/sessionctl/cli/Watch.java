package dev.sessionctl.cli;

import dev.sessionctl.cli.shell.TerminalSignals;
import dev.sessionctl.output.OutputFormat;
import dev.sessionctl.output.Units;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows a listing round by round until a signal ends the process, or its reader goes away. Each round looks for the
 * stores anew; one that fails is said and followed by the next, except the first, which ends the command as it would
 * without {@code --watch}: a mistyped path shall not be watched. The pause counts from the end of a round, so that a
 * store whose reading takes long is not read all the time.
 */
final class Watch {

  /** Header, empty line, column names, empty line, totals. */
  private static final int ROWS_BESIDES = 5;
  private static final int MOST_MESSAGES = 3;

  private final CliContext context;
  private final Duration every;
  private final OutputFormat format;
  private final boolean utc;
  private final String command;
  private final boolean debug;
  private boolean woken;

  /** One showing of the listing. */
  @FunctionalInterface
  interface Round {
    /**
     * Prints everything once.
     *
     * @param rows the most rows that are of use
     * @return the exit code
     */
    int print(CliContext context, long rows) throws IOException;
  }

  Watch(CliContext context, WatchOptions options, ListingOptions listing, String command, boolean debug) {
    this.context = context;
    this.every = options.every;
    this.format = listing.format();
    this.utc = listing.utc;
    this.command = command;
    this.debug = debug;
    if (!format.isHuman() && format != OutputFormat.JSONL) {
      throw new UsageException("--watch shows table, wide or jsonl, not " + format.label());
    }
    if (every.isZero()) {
      throw new UsageException("--watch needs a second at least between two rounds");
    }
  }

  /** Goes on until the process ends, or gives the exit code of a first round that failed. */
  int run(Round round) throws IOException {
    if (format == OutputFormat.JSONL) {
      return documents(round);
    }
    boolean screen = context.terminal().out() && !isDumb();
    return screen ? inPlace(round) : oneAfterAnother(round);
  }

  private boolean isDumb() {
    String type = context.environment().variable("TERM");
    return type == null || type.equals("dumb");
  }

  private int documents(Round round) throws IOException {
    for (boolean first = true; ; first = false) {
      OneLine line = new OneLine(context.out(), Units.formatInstant(context.environment().now()));
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      int code = once(round, with(line, first ? context.err() : errors, Terminal.NONE), Long.MAX_VALUE);
      if (first && failed(code)) {
        return code;
      }
      context.err().write(errors.toByteArray());
      line.end(!failed(code), failed(code) ? failure(code) : null);
      pause();
    }
  }

  /** The document of a round that could not be shown. */
  private String failure(int code) {
    return "{\"at\":\"" + Units.formatInstant(context.environment().now()) + "\",\"schemaVersion\": "
        + JsonDocuments.SCHEMA_VERSION + ",\"command\": \"" + command + "\",\"complete\": false,\"exitCode\": " + code
        + "}";
  }

  private int oneAfterAnother(Round round) throws IOException {
    Terminal plain = new Terminal(false, context.terminal().out(), false, context.terminal().width());
    for (boolean first = true; ; first = false) {
      int code = once(round, with(new Headed(), context.err(), plain), Long.MAX_VALUE);
      if (first && failed(code)) {
        return code;
      }
      context.out().write('\n');
      context.out().flush();
      pause();
    }
  }

  private int inPlace(Round round) throws IOException {
    Terminal.Size size = context.terminal().sizeNow();
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    int code = once(round, with(table, context.err(), onScreen(size)), rows(size));
    if (failed(code)) {
      table.writeTo(context.out());
      return code;
    }
    TerminalSignals.onResize(this::wake);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (WatchScreen screen = WatchScreen.open(context.out())) {
      TerminalSignals.onSuspend(screen::suspend, () -> {
        screen.resume();
        wake();
      });
      while (true) {
        screen.draw(frame(table, errors, code, size), size);
        pause();
        size = context.terminal().sizeNow();
        table.reset();
        errors.reset();
        code = once(round, with(table, errors, onScreen(size)), rows(size));
      }
    }
  }

  private static Terminal onScreen(Terminal.Size size) {
    return new Terminal(false, true, false, size.columns());
  }

  private static long rows(Terminal.Size size) {
    return Math.max(1, size.rows() - ROWS_BESIDES);
  }

  private CliContext with(OutputStream out, OutputStream err, Terminal terminal) {
    return new CliContext(context.environment(), context.formats(), context.in(), out, err, terminal);
  }

  private int once(Round round, CliContext of, long rows) throws IOException {
    try {
      return round.print(of, rows);
    } catch (OutputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return Failures.report(e, "sessionctl " + command, debug, new Messages(of.err()));
    }
  }

  /** Whether a round showed nothing that can be relied on; a session that is not there yet may still come. */
  private static boolean failed(int code) {
    return code != ExitCode.OK && code != ExitCode.PARTIAL && code != ExitCode.FAILED;
  }

  private String heading() {
    long now = context.environment().now();
    String time = utc ? Units.formatInstant(now) : Units.formatLocal(now, context.environment().zone());
    return "sessionctl " + command + "  every " + Units.formatDuration(every) + "  " + time;
  }

  /** As many lines as fit: the beginning of the table, its totals, and what there was to say. */
  private List<String> frame(ByteArrayOutputStream table, ByteArrayOutputStream errors, int code, Terminal.Size size) {
    List<String> said = lines(errors);
    if (said.size() > MOST_MESSAGES) {
      int more = said.size() - MOST_MESSAGES + 1;
      said = new ArrayList<>(said.subList(0, MOST_MESSAGES - 1));
      said.add("and " + more + " more messages");
    }
    List<String> rows = lines(table);
    int room = Math.max(0, size.rows() - 2 - said.size());
    if (rows.size() > room) {
      List<String> last = rows.subList(Math.max(0, rows.size() - 2), rows.size());
      List<String> cut = new ArrayList<>(rows.subList(0, Math.max(0, room - last.size())));
      cut.addAll(last);
      rows = cut;
    }
    List<String> frame = new ArrayList<>();
    frame.add(heading() + (code == ExitCode.OK ? "" : "  [" + code + "]"));
    frame.add("");
    frame.addAll(rows);
    frame.addAll(said);
    return frame.subList(0, Math.min(frame.size(), size.rows()));
  }

  private static List<String> lines(ByteArrayOutputStream text) {
    return new ArrayList<>(text.toString(StandardCharsets.UTF_8).lines().toList());
  }

  private synchronized void wake() {
    woken = true;
    notifyAll();
  }

  private synchronized void pause() throws IOException {
    long end = System.nanoTime() + every.toNanos();
    try {
      for (long left = every.toMillis(); left > 0 && !woken; left = (end - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
      woken = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Standard output, with a heading before whatever comes first. */
  private final class Headed extends OutputStream {
    private boolean begun;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!begun && length > 0) {
        begun = true;
        context.out().write((heading() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      context.out().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      context.out().flush();
    }
  }
}
