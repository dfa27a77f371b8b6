package dev.sessionctl.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowPrintersTest {
  private static final HumanStyle PLAIN = HumanStyle.plain(Session.NOW);

  private static String print(OutputFormat format, boolean header, HumanStyle style, List<Session> rows)
      throws IOException {
    Streams.Memory out = new Streams.Memory();
    PrinterOptions<Session> options = new PrinterOptions<>(Session.COLUMNS, header, style);
    try (RowPrinter<Session> printer = RowPrinters.create(format, options, out)) {
      printer.begin();
      for (Session row : rows) {
        printer.row(row);
      }
      printer.end(Totals.of(rows.size(), "session", "sessions", 12_898_509L));
    }
    assertThat(out.closed).isFalse();
    return out.text();
  }

  @Test
  void table() throws IOException {
    assertThat(print(OutputFormat.TABLE, true, PLAIN, Session.SAMPLE)).isEqualTo("""
        KEY                  AGE  MESSAGES      SIZE  FLAGS          TITLE
        agent:main:main       3m        12  12.3 MiB                 Plans, "big" ones
        agent:日本:😀      in 2h         -       0 B  locked,pinned  =HYPERLINK(1)
        evil\\n\\t\\x1b[31m\\      -    100000   1.0 KiB  -              -

        3 sessions, 12.3 MiB
        """);
  }

  @Test
  void wideShowsEveryColumnAndCutsNothing() throws IOException {
    HumanStyle narrow = new HumanStyle(ZoneId.of("Asia/Tokyo"), false, Session.NOW, false, 40, false);
    assertThat(print(OutputFormat.WIDE, false, narrow, Session.SAMPLE)).isEqualTo("""
        agent:main:main       3m      12  12.3 MiB  yes                 Plans, "big" ones
        agent:日本:😀      in 2h       -       0 B  no   locked,pinned  =HYPERLINK(1)
        evil\\n\\t\\x1b[31m\\      -  100000   1.0 KiB  -    -              -
        """);
  }

  @Test
  void theFlexibleColumnGivesWay() throws IOException {
    HumanStyle narrow = new HumanStyle(ZoneId.of("UTC"), true, Session.NOW, false, 70, false);
    assertThat(print(OutputFormat.TABLE, true, narrow, Session.SAMPLE)).startsWith("""
        KEY          AGE  MESSAGES      SIZE  FLAGS          TITLE
        agent:ma…     3m        12  12.3 MiB                 Plans, "big" ones
        agent:日…  in 2h         -       0 B  locked,pinned  =HYPERLINK(1)
        """);
  }

  @Test
  void coloursDoNotMoveColumns() throws IOException {
    HumanStyle color = new HumanStyle(ZoneId.of("UTC"), true, Session.NOW, true, 0, false);
    String painted = print(OutputFormat.TABLE, true, color, Session.SAMPLE);
    assertThat(painted).contains("\u001b[31mlocked,pinned\u001b[0m  =HYPER")
        .startsWith("\u001b[1mKEY\u001b[0m ");
    assertThat(painted.replaceAll("\u001b\\[[0-9]+m", ""))
        .isEqualTo(print(OutputFormat.TABLE, true, PLAIN, Session.SAMPLE));
  }

  /** Many rows at once are made by two threads. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, TablePrinter.MEASURED_ROWS, 9191, 9192, 9193, 30_000})
  void manyRowsAtOnceAreTheSameAsOneByOne(int count) throws IOException {
    HumanStyle color = new HumanStyle(ZoneId.of("UTC"), true, Session.NOW, true, 70, false);
    List<Session> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Session sample = Session.SAMPLE.get(i % 7 % 3);
      rows.add(new Session(sample.key() + i, sample.title(), Session.NOW - i * 1000L, (long) i % 5, sample.bytes(),
          sample.flags(), sample.main()));
    }
    Streams.Memory out = new Streams.Memory();
    try (RowPrinter<Session> printer = RowPrinters.create(OutputFormat.TABLE,
        new PrinterOptions<>(Session.COLUMNS, true, color), out)) {
      printer.begin();
      printer.rows(rows);
      printer.end(Totals.of(rows.size(), "session", "sessions", 12_898_509L));
    }
    assertThat(out.text()).isEqualTo(print(OutputFormat.TABLE, true, color, rows));
  }

  @Test
  void aFullDiskIsReportedOnceWhenManyRowsArePrinted() throws IOException {
    Streams.Full out = new Streams.Full(1_000_000);
    List<Session> rows = Collections.nCopies(40_000, Session.SAMPLE.get(0));
    assertThatThrownBy(() -> {
      try (RowPrinter<Session> printer = RowPrinters.create(OutputFormat.TABLE,
          new PrinterOptions<>(Session.COLUMNS, true, PLAIN), out)) {
        printer.begin();
        printer.rows(rows);
        printer.end(Totals.NONE);
      }
    }).isInstanceOf(IOException.class).hasMessage("No space left on device").hasNoSuppressedExceptions();
  }

  @Test
  void whatAColumnThrowsBesidesIsThrown() {
    List<Column<Integer>> columns = List.of(Column.integer("n", "N", n -> {
      if (n == 6000) {
        throw new IllegalStateException("no value");
      }
      return (long) n;
    }));
    List<Integer> rows = IntStream.range(0, 20_000).boxed().toList();
    assertThatThrownBy(() -> {
      try (RowPrinter<Integer> printer = RowPrinters.create(OutputFormat.TABLE,
          new PrinterOptions<>(columns, true, PLAIN), new Streams.Memory())) {
        printer.begin();
        printer.rows(rows);
      }
    }).isInstanceOf(IllegalStateException.class).hasMessage("no value");
  }

  @Test
  void instantsAreLocalForPeople() throws IOException {
    List<Column<Long>> columns = List.of(Column.instant("at", "AT", n -> n),
        Column.of("took", "TOOK", ValueKind.DURATION, n -> 5_400_000L));
    HumanStyle tokyo = new HumanStyle(ZoneId.of("Asia/Tokyo"), false, 0, false, 0, false);
    Streams.Memory out = new Streams.Memory();
    try (RowPrinter<Long> printer = RowPrinters.create(OutputFormat.TABLE,
        new PrinterOptions<>(columns, true, tokyo), out)) {
      printer.begin();
      printer.row(0L);
      printer.end(Totals.NONE);
    }
    assertThat(out.text()).isEqualTo("""
        AT                           TOOK
        1970-01-01 09:00:00 +09:00  1h30m
        """);
  }

  @Test
  void tsv() throws IOException {
    assertThat(print(OutputFormat.TSV, true, PLAIN, Session.SAMPLE)).isEqualTo(
        "key\tlastActivity\tmessages\tbytes\tmain\tflags\ttitle\n"
            + "agent:main:main\t2026-11-20T02:30:48.498Z\t12\t12897485\ttrue\t\tPlans, \"big\" ones\n"
            + "agent:日本:😀\t2026-11-20T04:33:48.498Z\t\t0\tfalse\tlocked,pinned\t=HYPERLINK(1)\n"
            + "evil\\n\\t\\x1b[31m\\\\\t\t100000\t1024\t\t\t\n");
  }

  @Test
  void csv() throws IOException {
    assertThat(print(OutputFormat.CSV, true, PLAIN, Session.SAMPLE)).isEqualTo(
        "key,lastActivity,messages,bytes,main,flags,title\n"
            + "agent:main:main,2026-11-20T02:30:48.498Z,12,12897485,true,\"\",\"Plans, \"\"big\"\" ones\"\n"
            + "agent:日本:😀,2026-11-20T04:33:48.498Z,,0,false,\"locked,pinned\",'=HYPERLINK(1)\n"
            + "\"evil\n\t\u001b[31m\\\",,100000,1024,,,\n");
  }

  @Test
  void csvDisarmsFormulasInTextOnly() throws IOException {
    List<Column<String>> columns = List.of(Column.text("t", "T", s -> s),
        Column.integer("n", "N", s -> -5L));
    Streams.Memory out = new Streams.Memory();
    try (RowPrinter<String> printer = RowPrinters.create(OutputFormat.CSV,
        new PrinterOptions<>(columns, false, PLAIN), out)) {
      printer.begin();
      for (String s : List.of("=1", "+1", "-1", "@x", "\tx", "=\"a\"", "a=1", "'x", "\ud83d")) {
        printer.row(s);
      }
      printer.end(Totals.NONE);
    }
    assertThat(out.text()).isEqualTo("""
        '=1,-5
        '+1,-5
        '-1,-5
        '@x,-5
        '\tx,-5
        "'=""a""\",-5
        a=1,-5
        'x,-5
        \ufffd,-5
        """);
  }

  @Test
  void name() throws IOException {
    assertThat(print(OutputFormat.NAME, true, PLAIN, Session.SAMPLE))
        .isEqualTo("agent:main:main\nagent:日本:😀\nevil\\n\\t\\x1b[31m\\\\\n");
  }

  @Test
  void jsonLines() throws IOException {
    assertThat(print(OutputFormat.JSONL, true, PLAIN, Session.SAMPLE)).isEqualTo(
        "{\"key\":\"agent:main:main\",\"lastActivity\":\"2026-11-20T02:30:48.498Z\",\"messages\":12,"
            + "\"bytes\":12897485,\"main\":true,\"flags\":[],\"title\":\"Plans, \\\"big\\\" ones\"}\n"
            + "{\"key\":\"agent:日本:😀\",\"lastActivity\":\"2026-11-20T04:33:48.498Z\",\"messages\":null,"
            + "\"bytes\":0,\"main\":false,\"flags\":[\"locked\",\"pinned\"],\"title\":\"=HYPERLINK(1)\"}\n"
            + "{\"key\":\"evil\\n\\t\\u001B[31m\\\\\",\"lastActivity\":null,\"messages\":100000,"
            + "\"bytes\":1024,\"main\":null,\"flags\":null,\"title\":null}\n");
  }

  @Test
  void rowsInTheArrayOfADocument() throws IOException {
    Streams.Memory out = new Streams.Memory();
    try (JsonGenerator generator = JsonOut.document(out)) {
      generator.writeStartObject();
      generator.writeArrayFieldStart("sessions");
      List<Column<Session>> columns = List.of(Session.COLUMNS.get(0), Session.COLUMNS.get(5));
      try (RowPrinter<Session> printer = RowPrinters.inArray(
          new PrinterOptions<>(columns, true, PLAIN), generator)) {
        printer.begin();
        printer.row(Session.SAMPLE.get(1));
        printer.end(Totals.NONE);
      }
      generator.writeEndArray();
      generator.writeEndObject();
      JsonOut.endDocument(generator);
    }
    assertThat(out.text()).isEqualTo("""
        {
          "sessions": [
            {
              "key": "agent:日本:😀",
              "flags": [
                "locked",
                "pinned"
              ]
            }
          ]
        }
        """);
  }

  @Test
  void nothingToPrint() throws IOException {
    assertThat(print(OutputFormat.TABLE, false, PLAIN, List.of())).isEmpty();
    assertThat(print(OutputFormat.TABLE, true, PLAIN, List.of()))
        .startsWith("KEY  AGE  MESSAGES  SIZE  FLAGS  TITLE\n");
    assertThat(print(OutputFormat.JSONL, true, PLAIN, List.of())).isEmpty();
    assertThat(print(OutputFormat.NAME, true, PLAIN, List.of())).isEmpty();
  }

  @Test
  void aTableOfWideColumnsOnlyShowsThem() throws IOException {
    Streams.Memory out = new Streams.Memory();
    List<Column<Long>> columns = List.of(Column.<Long>integer("n", "N", n -> n).withWideOnly(true));
    try (RowPrinter<Long> printer = RowPrinters.create(OutputFormat.TABLE,
        new PrinterOptions<>(columns, true, PLAIN), out)) {
      printer.begin();
      printer.row(10L);
      printer.end(Totals.NONE);
    }
    assertThat(out.text()).isEqualTo(" N\n10\n");
  }

  @Test
  void agesSaturate() {
    assertThat(Cells.human(ValueKind.AGE, Long.MIN_VALUE, PLAIN)).isEqualTo("292471208y");
    assertThat(Cells.human(ValueKind.AGE, Long.MAX_VALUE, PLAIN)).startsWith("in 292");
    assertThat(Cells.human(ValueKind.AGE, Session.NOW, PLAIN)).isEqualTo("now");
  }

  @Test
  void refusesWhatItCannotPrint() {
    List<Column<Long>> columns = List.of(Column.integer("n", "N", n -> n));
    PrinterOptions<Long> options = new PrinterOptions<>(columns, true, PLAIN);
    Streams.Memory out = new Streams.Memory();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowPrinters.create(OutputFormat.JSON, options, out));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowPrinters.create(OutputFormat.NAME, options, out));
    assertThatIllegalArgumentException().isThrownBy(() -> new PrinterOptions<>(List.of(), true, PLAIN));
  }

  @ParameterizedTest
  @EnumSource(value = OutputFormat.class, names = "JSON", mode = EnumSource.Mode.EXCLUDE)
  void aHundredThousandRows(OutputFormat format) throws IOException {
    Streams.Counting out = new Streams.Counting();
    PrinterOptions<Session> options = new PrinterOptions<>(Session.COLUMNS, true, PLAIN);
    try (RowPrinter<Session> printer = RowPrinters.create(format, options, out)) {
      printer.begin();
      for (int i = 0; i < 100_000; i++) {
        printer.row(new Session("agent:main:" + "k".repeat(i % 50), "日本 " + i,
            Session.NOW - i * 1000L, (long) i, i * 977L, List.of("f"), i % 2 == 0));
      }
      printer.end(Totals.NONE);
    }
    boolean header = format != OutputFormat.JSONL && format != OutputFormat.NAME;
    assertThat(out.lines).isEqualTo(100_000 + (header ? 1 : 0));
  }

  @ParameterizedTest
  @EnumSource(value = OutputFormat.class, names = "JSON", mode = EnumSource.Mode.EXCLUDE)
  void aFullDiskIsReportedOnceAndNothingIsWrittenAfterwards(OutputFormat format) {
    Streams.Full out = new Streams.Full(100_000);
    PrinterOptions<Session> options = new PrinterOptions<>(Session.COLUMNS, true, PLAIN);
    assertThatThrownBy(() -> {
      try (RowPrinter<Session> printer = RowPrinters.create(format, options, out)) {
        printer.begin();
        for (int i = 0; i < 100_000; i++) {
          printer.row(Session.SAMPLE.get(i % 3));
        }
        printer.end(Totals.NONE);
      }
    }).isInstanceOf(IOException.class).hasMessage("No space left on device").hasNoSuppressedExceptions();
    assertThat(out.attempts).isEqualTo(2);
  }

  @Test
  void rowsBeforeAnAbortAreNotLost() throws IOException {
    Streams.Memory out = new Streams.Memory();
    PrinterOptions<Session> options = new PrinterOptions<>(Session.COLUMNS, false, PLAIN);
    try (RowPrinter<Session> printer = RowPrinters.create(OutputFormat.TABLE, options, out)) {
      printer.begin();
      printer.row(Session.SAMPLE.get(0));
    }
    assertThat(out.text()).startsWith("agent:main:main  3m");
  }

  @Test
  void oneHugeCellDoesNotPadTheOthers() throws IOException {
    Streams.Memory out = new Streams.Memory();
    List<Column<String>> columns = List.of(Column.text("a", "A", s -> s), Column.text("b", "B", s -> "x  "));
    try (RowPrinter<String> printer = RowPrinters.create(OutputFormat.TABLE,
        new PrinterOptions<>(columns, false, PLAIN), out)) {
      printer.begin();
      printer.row("k".repeat(100_000));
      printer.row("small");
      for (int i = 0; i < 1000; i++) {
        printer.row("later" + "l".repeat(i % 200));
      }
      printer.end(Totals.NONE);
    }
    List<String> lines = out.text().lines().toList();
    assertThat(lines).hasSize(1002).allSatisfy(line -> assertThat(line).endsWith("  x"));
    assertThat(lines.get(1)).hasSize(123);
  }
}
